"""Workers by name: the page calls their functions, they call the page's, in Python and JavaScript."""

from __future__ import annotations

import json

import pytest

WORKER = """
import asyncio
from pagelet import sync, window
def same(value): return value
def kind(value): return type(value).__name__
def inner_kind(value): return type(value[0]["a"]).__name__
def named(first, *more, last=None, **others): return [first, list(more), last, sorted(others.items())]
def ask_named(): return [sync.named(1, last=b"ab", also={"a": None}), sync.named(2, {"a": 1})]
def total(numbers): return sum(numbers)
def keys(table): return sorted(table.keys())
def nothing(): return None
def several(): return (1, 2), {"a": [None, {"b": b"\\1\\2"}]}
async def slow(a, b):
    await asyncio.sleep(0.01)
    return a * b
def boom(what): raise ValueError("bang " + what)
async def slow_boom():
    await asyncio.sleep(0.01)
    raise KeyError("late")
def use(callback, value): return callback(value) + 1
async def use_async(callback, value): return await callback(value) + 1
def use_fails(callback):
    try: callback()
    except Exception as error: return str(error)
def ask(n): return sync.double(n)
def ask_data(): return sync.data([1, {"x": b"ab"}], None)
def ask_async(): return sync.later("w")
def ask_error():
    try: sync.broken()
    except Exception as error: return "caught " + str(error)
def ask_missing():
    try: sync.no_such()
    except AttributeError as error: return "AttributeError"
def shown(place): return place.id + place.localName
sync.from_worker = lambda value: {"got": value}
__export__ = ["same", "kind", "total", "keys", "nothing", "several", "slow", "boom", "slow_boom",
    "inner_kind", "named", "ask_named",
    "use", "use_async", "use_fails", "ask", "ask_data", "ask_async", "ask_error", "ask_missing", "shown"]
"""

PAGE = """
import asyncio
from pagelet import workers
w = await workers["one"]
data = {"a": [1, 2.5, "t\\u2603", True, None], "b": {"c": [], "d": {}}}
numbers = [0, -3, 2.5, 2**31, 2**52 + 1, 2**53 + 1, 2**70, -(2**70)]
for value in numbers + ["", "\\u2603 \\U0001f389", True, False, None, [], {}, [1, [2]], data, b"", b"\\0\\xff"]:
    check("same %r" % (value,), await w.same(value), value)
kinds = []
for value in (1, 1.5, "a", True, None, [1], {"a": 1}): kinds.append(await w.kind(value))
check("kinds", kinds, ["int", "float", "str", "bool", "NoneType", "list", "dict"])
check("bytes there", (await w.kind(b"ab"), await w.inner_kind([{"a": b"ab"}])), ("bytes", "bytes"))
check("bytes back", (type(await w.same(b"ab")), type((await w.same([b"ab"]))[0])), (bytes, bytes))
check("sets", (await w.kind({1}), await w.same({1}), await w.same([{"a": {2}}])), ("list", [1], [{"a": [2]}]))
check("keywords", await w.named(1, 2, last=b"ab", other=[3]), [1, [2], b"ab", [["other", [3]]]])
check("no keywords", await w.named(1, {"last": 2}), [1, [{"last": 2}], None, []])
await afails("unknown keyword", TypeError, "", lambda: w.total([1], start=2))
def named(first, *more, last=None, **others): return [first, list(more), last, others]
w.sync.named = named
check("keywords of sync", await w.ask_named(), [[1, [], b"ab", {"also": {"a": None}}], [2, [{"a": 1}], None, {}]])
check("large ones inside", await w.same([2**31, {"a": 2**50}, -(2**70)]), [2**31, {"a": 2**50}, -(2**70)])
check("list", await w.total([1, 2, 3.5]), 6.5)
check("dict", await w.keys({"b": 1, "a": 2}), ["a", "b"])
check("None", await w.nothing(), None)
pair, table = await w.several()
check("several", (list(pair), table["a"][0], bytes(table["a"][1]["b"])), ([1, 2], None, b"\\1\\2"))
check("async", await w.slow(6, 7), 42)
await afails("error", ValueError, "bang loud", lambda: w.boom("loud"))
await afails("async error", Exception, "late", w.slow_boom)
await afails("no such function", Exception, "PGL-W04", lambda: w.no_such(1))
async def add(n): return n + 10
check("callback", await w.use(lambda n: n + 5, 1), 7)
check("async callback", await w.use_async(add, 1), 12)
def bad(): raise RuntimeError("in the callback")
check("callback fails", "in the callback" in await w.use_fails(bad))
check("at once", list(await asyncio.gather(*[w.slow(n, n) for n in range(4)])), [0, 1, 4, 9])
got = []
w.sync.double = lambda n: n * 2
def data_of(items, nothing):
    got.append((items[0], bytes(items[1]["x"]), nothing))
    return {"items": items}
w.sync.data = data_of
async def later(text):
    await asyncio.sleep(0.01)
    return text + "!"
w.sync.later = later
def broken(): raise ValueError("of the page")
w.sync.broken = broken
check("sync", await w.ask(21), 42)
check("sync big", await w.ask(2**40), 2**41)
answer = await w.ask_data()
check("sync data", (got, answer["items"][0]), ([(1, b"ab", None)], 1))
check("sync async", await w.ask_async(), "w!")
answer = await w.ask_error()
check("sync error", "caught" in answer and "of the page" in answer or answer, True)
check("sync missing", await w.ask_missing(), "AttributeError")
check("sync to worker", await w.sync.from_worker([1, {"a": 2}]), {"got": [1, {"a": 2}]})
check("element", await w.shown(document.getElementById("p")), "pp")
"""


@pytest.mark.parametrize(
    ("main", "worker", "options", "attributes"),
    [
        ("mpy", "mpy", ("--coop",), ""),
        ("mpy", "mpy", (), ""),
        ("py", "py", (), ""),
        ("mpy", "py", ("--coop",), ""),
        ("py", "mpy", (), ""),
    ],
    ids=["mpy-shared", "mpy-service", "py-jspi", "py-shared-from-mpy", "mpy-service-from-py"],
)
def test_from_python(kit, live, main, worker, options, attributes) -> None:
    scripts = kit.python(worker, WORKER, f"worker name=one {attributes}") + kit.checks(main, PAGE)
    kit.verdict(live(f"<p id=p></p>{scripts}", options=options))


FROM_JAVASCRIPT = """async () => {
  const { worker } = await import("/_pagelet/pagelet.js");
  const one = await worker("one");
  const script = document.querySelector("script[worker]");
  const text = (call) => call.then(String, (error) => `${error.message}`);
  script.xworker.sync.double = (n) => n * 2;
  script.xworker.sync.later = async (word) => { await null; return `${word}?`; };
  script.xworker.sync.broken = () => { throw new Error("in JavaScript"); };
  return {
    same: await one.same({ a: [1, "x", null, { b: true }], n: 2.5 }),
    big: String(await one.same(2n ** 70n)),
    bytes: [...await one.same(Uint8Array.of(1, 255))],
    kinds: [await one.kind([]), await one.kind({}), await one.kind(1), await one.kind(null), await one.kind(undefined)],
    several: JSON.stringify((await one.several())[0]),
    slow: await one.slow(6, 7),
    boom: await text(one.boom("x")),
    callback: await one.use((n) => n * 3, 2),
    callbackAsync: await one.use_async(async (n) => n * 4, 2),
    ask: await one.ask(4),
    later: await one.ask_async(),
    broken: await one.ask_error(),
    sync: await script.xworker.sync.from_worker(1),
    both: await Promise.all([script.xworker.sync.total([1, 2]), one.total([3, 4])]),
    missing: await text(one.nope()),
    then: one.then === undefined,
  };
}"""


@pytest.mark.parametrize(("kind", "options"), [("mpy", ("--coop",)), ("py", ())], ids=["mpy", "py"])
def test_from_javascript(kit, live, kind, options) -> None:
    tab = live(kit.python(kind, WORKER, "worker name=one"), options=options)
    found = tab.call(FROM_JAVASCRIPT)
    boom, missing = found.pop("boom"), found.pop("missing")
    assert "ValueError: bang x" in boom
    assert "nope" in missing
    assert "PGL" in missing or "exports no" in missing
    assert "caught" in found["broken"]
    assert "in JavaScript" in found.pop("broken")
    assert found == {
        "same": {"a": [1, "x", None, {"b": True}], "n": 2.5},
        "big": str(2**70),
        "bytes": [1, 255],
        "kinds": ["list", "dict", "int", "NoneType", "NoneType"],
        "several": "[1,2]",
        "slow": 42,
        "callback": 7,
        "callbackAsync": 9,
        "ask": 8,
        "later": "w?",
        "sync": {"got": 1},
        "both": [3, 7],
        "then": True,
    }


START = """
import asyncio
from pagelet import PyWorker, create_named_worker, workers, config
async def waiting(): return await (await workers["late"]).name()
task = asyncio.create_task(waiting())
await asyncio.sleep(0.05)
late = await create_named_worker("late.py", name="late", type="mpy")
check("named", await late.name(), "late.py")
check("waited for", await task, "late.py")
check("by its name", await (await workers["late"]).name(), "late.py")
own = await PyWorker("late.py", type="micropython", config={"mine": {"a": [1]}})
check("config", await own.get("mine"), {"a": [1]})
check("the page's config", await late.get("word"), "page's")
from_file = await PyWorker("late.py", type="mpy", config="other.json")
check("config file", await from_file.get("mine"), "file's")
await afails("twice", Exception, "two workers", lambda: create_named_worker("late.py", name="late", type="mpy"))
"""

LATE = """
from pagelet import config
def name(): return "late.py"
def get(key): return config[key]
__export__ = ("name", "get")
"""


def test_start_from_python(kit, live) -> None:
    html = '<mpy-config type="json">{"word": "page\'s"}</mpy-config>' + kit.checks("mpy", START)
    files = {"late.py": LATE, "other.json": '{"mine": "file\'s"}'}
    kit.verdict(live(html, files, options=("--coop",)))


START_JS = """async () => {
  const { PyWorker, MPWorker, worker, whenDefined } = await import("/_pagelet/pagelet.js");
  const waiting = worker("later");
  const plain = await MPWorker("late.py", { config: { mine: 5 } });
  const named = await MPWorker("late.py", { name: "later", config: { mine: 6 }, sync: { ask: () => 1 } });
  const found = [await plain.call("name"), await (await waiting).get("mine"), await plain.sync.get("mine")];
  plain.terminate();
  const py = await PyWorker("late.py", { config: { mine: 7 } });
  return [...found, await py.sync.get("mine")];
}"""


def test_start_from_javascript(live) -> None:
    # The page's own script only makes it one that uses Pagelet.
    tab = live('<script type="mpy">1</script>', {"late.py": LATE}, options=("--coop",))
    assert tab.call(START_JS) == ["late.py", 6, 5, 7]


def test_worker_that_fails_says_so_to_who_waits(kit, live) -> None:
    page = """
from pagelet import workers
async def get(): return await workers["one"]
await afails("failed", Exception, "could not start", get)
"""
    scripts = kit.python("mpy", "1 / 0", "worker name=one") + kit.checks("mpy", page)
    tab = live(scripts, options=("--coop",), fails=True)
    kit.verdict(tab, stop=False)
    tab.wait_for("document.querySelectorAll('pagelet-error').length === 1")


def test_export_of_what_is_not_there(kit, live) -> None:
    tab = live(kit.python("mpy", "__export__ = ['nope']", "worker name=one"), options=("--coop",), fails=True)
    tab.wait_for("document.querySelector('pagelet-error')")
    assert "PGL-W04" in tab.report()
    assert json.dumps("nope") in tab.report()


# The first worker is one that says nothing, not even that it could not start.
LOST = """() => {
  const Real = globalThis.Worker;
  globalThis.Worker = function (...given) {
    if (top.lost) return new Real(...given);
    top.lost = "made";
    return { addEventListener() {}, postMessage() {}, terminate() { top.lost = "ended" } };
  };
}"""


def test_a_worker_that_says_nothing_is_made_anew(live, kit) -> None:
    tab = live(kit.python("mpy", "from pagelet import window\nwindow.there = True", "worker"), preload=LOST)
    tab.wait_for("window.there")
    assert tab.evaluate("window.lost") == "ended"
