"""A worker uses the page as if it were there: one table of operations over every interpreter and every way to wait."""

from __future__ import annotations

import pytest

# The interpreter, the options of the server, the attributes of the script, and the way that must come of them.
WAYS = {
    "mpy-shared": ("mpy", ("--coop",), "", "shared"),
    "mpy-service": ("mpy", (), "", "service"),
    "py-shared": ("py", ("--coop",), "", "shared"),
    "py-jspi": ("py", (), "", "message"),
    # By the attribute, where something quicker would do.
    "py-service": ("py", (), "service-worker", "service"),
    "mpy-asked": ("mpy", ("--coop",), "service-worker", "service"),
}

# Objects of the page's own for the worker to find, and a count of what it asks.
TOYS = """() => {
  window.asked = [];
  const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    set(listener) {
      set.call(this, (event) => {
        if (event.data.op) asked.push(event.data);
        listener(event);
      });
    },
  });
  const { parse } = JSON;
  JSON.parse = (...args) => {
    const read = parse(...args);
    if (read?.op) asked.push(read);
    return read;
  };
  class Point { constructor(x, y) { this.x = x; this.y = y; } }
  window.Point = Point;
  window.toys = {
    half: 0.5, minus: -7, int32: 2 ** 31 - 1, past32: 2 ** 31, large: 2 ** 52 + 1, big: 2n ** 70n, infinite: -Infinity,
    yes: true, no: false, nothing: null, missing: undefined, zero: 0, empty: "",
    snow: "\\u2603 \\ud83c\\udf89 \\u00e9\\u0000.", long: "long \\u2603".repeat(150_000),
    list: [1, "two", null, [3]], nested: { a: { b: 7 } },
    add: (a, b) => a + b,
    show: (value) => JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner)),
    kind: (value) => value?.constructor?.name ?? String(value),
    bytes: (view) => `${view.constructor.name} ${[...view]}`,
    count: (...args) => args.length,
    length_of: (text) => text.length,
    back: (value) => value,
    option: ({ deep: { word }, list }) => word + list.length,
    broken() { throw new TypeError("not today"); },
    thrown() { throw "only text"; },
    later: (value) => new Promise((done) => setTimeout(done, 10, value)),
    refuse: () => new Promise((_, refuse) => setTimeout(refuse, 10, new RangeError("out of reach"))),
    call: (callback, ...args) => callback(...args),
    get trap() { throw new Error("a getter's own error"); },
    titles: () => asked.filter(({ name }) => name === "title").length,
    retitle: (text) => (document.body.title = text),
  };
  Object.defineProperty(toys, "fixed", { value: 1 });
}"""

BODY = """<title>first</title><body>
<div id="a" class="one" data-word="hi" style="color: red"><p>1</p><p>2</p><p>3</p></div>
<button id="b">go</button>"""

OPERATIONS = """
import asyncio, gc, sys
from pagelet import RUNNING_IN_WORKER, sync
from pagelet._runtime import kernel
toys = window.toys
check("where", RUNNING_IN_WORKER)
check("way", kernel.client.transport.way, WAY)

# attributes
check("title", document.title, "first")
document.title = "second \\u2603"
check("set title", document.title, "second \\u2603")
check("chain", document.body.firstElementChild.nodeType, 1)
check("chain again", document.body.firstElementChild.nodeType, 1)
fails("missing", AttributeError, "nonsense", lambda: document.nonsense)
fails("missing on an object", AttributeError, "nonsense", lambda: toys.nested.nonsense)
check("hasattr", (hasattr(document, "title"), hasattr(document, "nonsense")), (True, False))
check("getattr default", getattr(document, "nonsense", 5), 5)
fails("getter", Exception, "a getter's own error", lambda: toys.trap)

# values that come
check("None", [document.querySelector("#nowhere"), toys.nothing, toys.missing, toys.list[2]], [None] * 4)
check("bools", [toys.yes is True, toys.no is False], [True, True])
whole = [toys.zero, toys.minus, toys.int32, toys.past32, toys.large, toys.big]
check("ints", whole, [0, -7, 2**31 - 1, 2**31, 2**52 + 1, 2**70])
check("int is int", [isinstance(n, int) for n in whole], [True] * 6)
check("floats", (toys.half, toys.infinite), (0.5, float("-inf")))
check("texts", (toys.empty, toys.snow), ("", "\\u2603 \\U0001f389 \\xe9\\0."))
check("long text", toys.long, "long \\u2603" * 150_000)

# values that go
check("numbers go", toys.show([0, -1, 2.5, 2**31, 2**52, True]), "[0,-1,2.5,2147483648,4503599627370496,true]")
check("None goes", toys.kind(None) in ("null", "undefined"))
check("big ints go", toys.show([2**53 + 1, 2**70]), '["9007199254740993n","1180591620717411303424n"]')
check("big ints return", toys.back(2**70), 2**70)
check("text goes", toys.show("\\u2603 \\U0001f389 \\"'\\n"), '"\\u2603 \\U0001f389 \\\\"\\'\\\\n"')
check("long text goes", toys.length_of("x" * 1_000_000), 1_000_000)
check("dict goes", toys.show({"a": [1, {"b": "c"}]}), '{"a":[1,{"b":"c"}]}')
check("options", toys.option({"deep": {"word": "w"}, "list": (1, 2)}), "w2")
check("bytes go", toys.bytes(b"\\0\\1\\xff"), "Uint8Array 0,1,255")
check("bytearray goes", toys.bytes(bytearray(b"ab")), "Uint8Array 97,98")
from array import array
from pagelet import arrays
check("a view goes", toys.bytes(arrays.view(array("h", [1, -2]))), "Int16Array 1,-2")
check("a large view goes", toys.length_of(arrays.view(bytearray(20_000_000))), 20_000_000)
check("empty goes", [toys.show([]), toys.show({}), toys.bytes(b"")], ["[]", "{}", "Uint8Array "])
check("remote goes in a list", toys.count(*[document.body] * 3), 3)
check("remote returns", toys.back(document.body) == document.body)
check("remote in a dict", toys.option({"deep": {"word": "x"}, "list": document.body.children}).startswith("x"))
fails("kwargs", TypeError, "", lambda: toys.add(1, b=2))

# calls
check("call", toys.add(1, 2), 3)
check("method", document.querySelector("#a").getAttribute("class"), "one")
check("method kept", [document.querySelector("#a").getAttribute("id") for _ in range(3)], ["a"] * 3)
method = document.querySelector
check("bound method", method("#a").id, "a")
check("new", (window.Array.new(1, 2).length, window.Object.new().constructor.name), (2, "Object"))
check("new date", window.Date.new(0).toISOString(), "1970-01-01T00:00:00.000Z")
check("new own class", (window.Point.new(3, 4).x, window.Point.new(3, 4).y), (3, 4))
fails("error", Exception, "not today", toys.broken)
fails("thrown text", Exception, "only text", toys.thrown)
fails("bad selector", Exception, "selector", lambda: document.querySelector("]["))
fails("calling what is no function", Exception, "function", lambda: toys.nested())

# identity
check("same", document.body == document.body)
check("not same", document.body != document.head)
check("not another thing", document.body == "body", False)
check("hash", len({document.body, document.body, document.head}), 2)
check("truth", bool(document.body.firstElementChild))

# lists and properties
rows = document.querySelectorAll("#a p")
check("list", [row.textContent for row in rows], ["1", "2", "3"])
check("len", (len(rows), len(toys.list), len(document.querySelectorAll("b"))), (3, 4, 0))
check("index", (rows[0].textContent, rows[-1].textContent, toys.list[1]), ("1", "3", "two"))
fails("index past the end", IndexError, "", lambda: rows[3])
fails("key", KeyError, "", lambda: toys["no such"])
check("key", toys["half"], 0.5)
made = window.Map.new([["a", 1], ["b", 2]])
check("iterators", (list(made.keys()), sorted(made.values())), (["a", "b"], [1, 2]))
check("iterators of the platform", list(window.URLSearchParams.new("a=1&b=2").keys()), ["a", "b"])
check("size", len(made), 2)
fails("no length", TypeError, "no length", lambda: len(made.keys()))
check("pairs", dict(window.Object.entries({"a": 1})), {"a": 1})
from pagelet.ffi import as_bytearray
octets = window.Uint8Array.new([1, 255])
check("buffers", [as_bytearray(octets), as_bytearray(octets.buffer)], [bytearray(b"\\1\\xff")] * 2)
check("no buffer", as_bytearray(window.ArrayBuffer.new(0)), bytearray())
check("view of a buffer", as_bytearray(window.Int16Array.new([1, 2, 300])), bytearray([1, 2, 44]))
check("nested list", [toys.list[0], [inner for inner in toys.list[3]]], [1, [3]])
check("in", ("half" in toys, "quarter" in toys), (True, False))
toys.own = [1, {"a": 2}]
check("set", toys.show(toys.own), '[1,{"a":2}]')
del toys.own
check("del", hasattr(toys, "own"), False)
toys["item"] = "there"
check("set item", toys.item, "there")
del toys["item"]
check("del item", "item" in toys, False)
fails("set fixed", Exception, "fixed", lambda: setattr(toys, "fixed", 2))

# the usual suspects
a = document.getElementById("a")
check("style", (a.style.color, a.style.getPropertyValue("color")), ("red", "red"))
a.style.color = "blue"
check("set style", a.style.color, "blue")
a.classList.add("two", "three")
check("classList", (a.className, a.classList.contains("two")), ("one two three", True))
a.dataset.other = "thing"
check("dataset", (a.dataset.word, a.getAttribute("data-other")), ("hi", "thing"))
child = document.createElement("span")
child.textContent = "new <b>"
a.append(child, "text")
check("append", a.innerHTML.endswith("<span>new &lt;b&gt;</span>text"))
check("module of the page", __import__("pagelet").js_modules.sums.twice(21), 42)

# callbacks
seen = []
button = document.getElementById("b")
def on_click(event):
    seen.append((event.type, event.target.id, event.detail.word, event.detail == window.lastDetail))
    event.preventDefault()
button.addEventListener("custom", on_click)
def fire():
    window.lastDetail = {"word": "w"}
    return button.dispatchEvent(window.CustomEvent.new("custom", {"detail": window.lastDetail}))
fire()
while not seen: await asyncio.sleep(0.01)
check("event", seen, [("custom", "b", "w", True)])
button.removeEventListener("custom", on_click)
fire()
await asyncio.sleep(0.05)
check("listener removed", len(seen), 1)
async def slow(a, b):
    await asyncio.sleep(0.01)
    return {"sum": a + b}
check("callback's answer", (await toys.call(slow, 1, 2)).sum, 3)
def fails_there(): raise ValueError("from the callback")
await afails("callback's error", Exception, "from the callback", lambda: toys.call(fails_there))

# promises
check("promise", await toys.later(5), 5)
check("promise of an object", (await toys.later(document.body)) == document.body)
await afails("rejection", Exception, "out of reach", toys.refuse)
answer = await window.fetch("data.json")
check("fetch", (answer.ok, await answer.text()), (True, '{"n": 1}'))
check("json", (await (await window.fetch("data.json")).json()).n, 1)
async def later(n): return await toys.later(n)
check("gather", list(await asyncio.gather(*[later(n) for n in range(3)])), [0, 1, 2])

# nothing old is ever shown
# What came ahead with document.body is not used once something else has happened: the question crosses again.
for _ in range(3): document.body.title
for _ in range(3):
    before = toys.titles()
    body = document.body
    await asyncio.sleep(0.01)
    body.title
    check("fresh after a pause", toys.titles() - before, 1)
    before = toys.titles()
    body = document.body
    await toys.later(1)
    body.title
    check("fresh after a promise", toys.titles() - before, 1)
    body = document.body
    toys.retitle("new")
    check("fresh after a call", body.title, "new")
    toys.retitle("old")
document.title = "x"
for n in range(20):
    document.title = str(n)
    check("own change", document.title, str(n))
from pagelet import page
for n in range(20):
    page["#a"].title = str(n)
    await asyncio.sleep(0)
    check("told before asked", document.getElementById("a").title, str(n))

# a method is an object, too
node = document.getElementById("a")
check("name of a method", (node.click.name, node.click.name, node.click.length), ("click", "click", 0))
check("text of a method", "click" in str(node.click) and "native code" in str(node.click))
check("methods are told apart", (node.click == node.click, node.click == node.focus), (True, False))
check("of another one", node.click == document.body.click, False)
check("given to the page", (toys.kind(node.click), toys.back(node.click).name), ("Function", "click"))
check("in a set", len({node.click, node.click, node.focus}), 2)

# a chain crosses once
def chain(): return document.body.firstElementChild.firstElementChild.nodeType
chain()
before = window.asked.length
chain()
check("messages of a chain and of the question", window.asked.length - before, 1 + 2)

def churn(n):
    for _ in range(n): document.createElement("p")
    gc.collect()
def ping(): return len(document.body.children)
__export__ = ["churn", "ping"]
"""

FILES = {
    "data.json": '{"n": 1}',
    "sums.js": "export const twice = (n) => 2 * n;",
}
MODULES = '{"js_modules": {"main": {"./sums.js": "sums"}}}'


def served(kit, live, way: str, code: str, **more):
    """Open a page whose worker runs the code and waits in the way that is wanted."""
    type_, options, attributes, transport = WAYS[way]
    script = kit.checks(type_, code.replace("WAY", repr(transport)), f"worker {attributes} config='{MODULES}'")
    return live(BODY + script, FILES, options, preload=TOYS, **more)


@pytest.mark.parametrize("way", WAYS)
def test_operations(kit, live, way: str) -> None:
    tab = served(kit, live, way, OPERATIONS)
    kit.verdict(tab, timeout=120)


ROUNDS = """
from pagelet import current_target
for n in range(30):
    window.toys.add(n, 1)
    div = document.createElement("div")
    div.textContent = str(n)
    document.getElementById(current_target()).append(div)
check("own rows", len(document.getElementById(current_target()).children), 30)
window["verdict-" + current_target()] = "1 right"
"""


@pytest.mark.parametrize("way", ["mpy-shared", "mpy-service", "py-jspi"])
def test_two_workers_at_once_do_not_mix(kit, live, way: str) -> None:
    type_, options, attributes, _ = WAYS[way]
    scripts = "".join(kit.checks(type_, ROUNDS, f"worker id={name} {attributes}") for name in "xy")
    tab = live(BODY + scripts, options=options, preload=TOYS)
    kit.verdict(tab, name="verdict-x-target")
    kit.verdict(tab, name="verdict-y-target")
    assert [tab.text("#x-target"), tab.text("#y-target")] == ["".join(map(str, range(30)))] * 2


# Garbage, so that the worker's JavaScript collects, too: it does so when it needs the room.
CHURN = """async () => {
  const worker = document.querySelector("script[worker]").xworker;
  const before = worker.host.held.size;
  await worker.call("churn", 2000);
  const most = worker.host.held.size;
  // Browsers collect when they like, later on a busy machine: the bound is on what stays, not on when it goes.
  for (let n = 0; n < 150 && worker.host.held.size > before + 200; n++) {
    await worker.call("litter");
    await new Promise((done) => setTimeout(done, 60));
  }
  return [most - before, worker.host.held.size - before];
}"""

LITTER = """
import gc, js
def churn(n):
    for _ in range(n): document.createElement("p")
    gc.collect()
def litter():
    for _ in range(20): js.Array.new(100_000).fill(1.5)
    gc.collect()
__export__ = ["churn", "litter"]
"""


@pytest.mark.parametrize("way", ["mpy-shared", "py-jspi"])
def test_the_page_lets_go_of_what_the_worker_dropped(kit, live, way: str) -> None:
    type_, options, attributes, _ = WAYS[way]
    tab = live(BODY + kit.checks(type_, LITTER, f"worker {attributes}"), options=options, preload=TOYS)
    tab.wait_for("document.querySelector('script[worker]').xworker")
    most, left = tab.call(CHURN)
    assert left <= 200, f"{left} of {most} objects are still held"


FORGE = """async () => {
  const frame = document.querySelector("iframe").contentWindow;
  const messages = [
    { op: "set", on: 1, name: "hacked", value: true, n: 1, way: "message" },
    { op: "call", on: 1, name: "hack", args: [], n: 2, way: "shared" },
    { release: [1, 2, 3, 4, 5] }, { reply: { n: 1, value: 6 } }, { done: 1, value: 6 },
    { stopped: { code: "PGL-X01" } },
    { order: { type: "py", code: "hacked" } }, { call: 1, n: 1, args: [] }, { exported: "ping", n: 1, args: [] },
    { more: true },
    'pagelet {"op":"set","on":1,"name":"hacked","value":true,"n":1,"way":"message","after":0}',
  ];
  window.hack = () => (window.hacked = true);
  for (const target of [window, frame]) for (const message of messages) target.postMessage(message, "*");
  const { port1, port2 } = new MessageChannel();
  window.postMessage({ ...messages[6], port: port1 }, "*", [port1]);
  for (const message of messages) port2.postMessage(message);
  await new Promise((done) => setTimeout(done, 50));
  return [window.hacked ?? null, await document.querySelector("script[worker]").xworker.call("ping")];
}"""


@pytest.mark.parametrize("way", ["mpy-shared", "mpy-service"])
def test_forged_messages_do_nothing(kit, live, way: str) -> None:
    type_, options, attributes, _ = WAYS[way]
    code = "def ping(): return document.title\n__export__ = ['ping']"
    tab = live(BODY + kit.checks(type_, code, f"worker {attributes}"), options=options, preload=TOYS)
    tab.wait_for("document.querySelector('script[worker]').xworker")
    assert tab.call(FORGE) == [None, "first"]


def test_no_service_worker_where_none_is_needed(kit, live) -> None:
    tab = live(BODY + kit.checks("mpy", "check('title', document.title, 'first')", "worker"), options=("--coop",))
    kit.verdict(tab)
    assert tab.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_a_getter_of_the_page_is_read_once(kit, live) -> None:
    """What is fetched ahead must have no effect when it is not used."""
    code = """
for _ in range(4): window.counted.next.next
check("reads", window.reads, 4)
"""
    preload = (
        "() => { let reads = 0; window.counted = { get next() { window.reads = ++reads; return { next: 1 }; } }; }"
    )
    tab = live(BODY + kit.checks("mpy", code, "worker"), options=("--coop",), preload=preload)
    kit.verdict(tab)


# A page that is asked again and again stays awake for the next question: what it does by itself comes in between.
ECHO = """() => {
  window.overheard = window.ticks = 0;
  window.echo = (text) => text.length;
  const { exchange } = Atomics;
  Atomics.exchange = (...args) => {
    const before = exchange(...args);
    if (before > 1) overheard++;
    return before;
  };
  setInterval(() => ticks++, 5);
  addEventListener("DOMContentLoaded", () => {
    const echo = ([{ target }]) => (target.lang = target.title);
    new MutationObserver(echo).observe(document.getElementById("a"), { attributeFilter: ["title"] });
  });
}"""
HURRY = """
import time
node = document.getElementById("a")
wrong = 0
for n in range(300):
    node.title = str(n)
    wrong += node.lang != str(n)
check("what the page does of itself", wrong, 0)
begin, ticks = time.time(), window.ticks
while time.time() - begin < 1:
    for _ in range(100): node.firstChild
check("time for others", window.ticks - ticks > 20)
long = "x" * 100_000
check("long questions", [window.echo(long[:n]) for n in (1, 65_000, 100_000)], [1, 65_000, 100_000])
check("overheard", window.overheard > 0)
"""


@pytest.mark.parametrize("way", ["mpy-shared", "py-shared"])
def test_questions_in_a_hurry_are_overheard(kit, live, way: str) -> None:
    type_, options, attributes, _ = WAYS[way]
    tab = live(BODY + kit.checks(type_, HURRY, f"worker {attributes}"), options=options, preload=ECHO)
    kit.verdict(tab)
