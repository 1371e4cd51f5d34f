# One function a name of PyScript's, run by each interpreter, on the page and in a worker. A row holds when its function
# returns; test_names.py asks for each by name.

import asyncio
import pyscript
from pyscript import document, window

IN_WORKER = pyscript.RUNNING_IN_WORKER
KIND = pyscript.config["type"]


def same(got, want):
    assert got == want, "got " + repr(got) + " instead of " + repr(want)


def raises(kind, text, call):
    try:
        got = call()
    except kind as error:
        assert text in str(error), repr(error)
    else:
        raise AssertionError("got " + repr(got) + " instead of an exception")


async def until(test):
    for _ in range(200):
        if test():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never happened")


def place(html=""):
    """Return a new element at the end of the page."""
    element = document.createElement("section")
    element.id = "place-" + str(document.querySelectorAll("section").length)
    element.innerHTML = html
    document.body.append(element)
    return element


# ------------------------------------------------------------------------------------------------- pyscript, context


def row_RUNNING_IN_WORKER():
    from pyscript.context import RUNNING_IN_WORKER

    same(RUNNING_IN_WORKER, pyscript.RUNNING_IN_WORKER)


def row_config():
    from pyscript.context import config

    same(config["custom"], {"a": [1, None]})
    same(config["type"], KIND)
    assert config is pyscript.config or config == pyscript.config


def row_current_target():
    from pyscript.context import current_target

    assert document.getElementById(current_target()) is not None
    same(current_target(), pyscript.current_target())


def row_document():
    from pyscript.context import document as other

    same(document.title, "names")
    same(other.title, "names")


def row_window():
    same(window.location.pathname, document.location.pathname)


async def row_js_import():
    from pyscript import js_import

    [sums] = await js_import("./sums.js")
    same(sums.twice(4), 8)


def row_js_modules():
    from pyscript import js_modules
    from pyscript.js_modules import sums
    from pyscript.js_modules.sums import twice

    same([js_modules.sums.twice(1), sums.twice(2), twice(3)], [2, 4, 6])
    try:
        from pyscript.js_modules import missing
    except ImportError:
        pass
    else:
        raise AssertionError(missing)


def row_sync():
    if IN_WORKER:
        same(pyscript.sync.double(21), 42)
    else:
        raises(AttributeError, "works only when running in a worker", lambda: pyscript.sync.double)


async def row_PyWorker():
    from pyscript import PyWorker

    if IN_WORKER:
        raises(TypeError, "main thread", lambda: PyWorker("./worker.py"))
        return
    worker = PyWorker("./worker.py", type="micropython", config={"custom": 7})
    worker.sync.greet = lambda name: "hello " + name
    assert await worker.sync.ask("Ada") == "hello Ada"
    ready = await worker.ready
    same(await ready.sync.custom(), 7)
    ready.terminate()


async def row_create_named_worker():
    if IN_WORKER:
        assert not hasattr(pyscript, "create_named_worker") if KIND == "py" else True
        return
    from pyscript import create_named_worker, workers

    started = await create_named_worker("./exporting.py", "made-" + KIND, type="mpy")
    same(await started.add(1, 2), 3)
    same(await (await workers["made-" + KIND]).add(3, 4), 7)


async def row_workers():
    if IN_WORKER:
        return
    from pyscript import workers
    from pyscript.workers import workers as same_workers

    same(await (await workers["named"]).add(1, 1), 2)
    same(await (await same_workers.named).add(2, 2), 4)


async def row_py_import():
    from pyscript import py_import

    json, path = await py_import("json", "os.path" if KIND == "py" else "os")
    same(json.loads("[1]"), [1])
    if KIND == "mpy":
        return
    [fraction] = await py_import("fractions")
    same(str(fraction.Fraction(1, 3)), "1/3")


def row_star():
    scope = {}
    exec("from pyscript import *", scope)
    for name in ("display", "when", "document", "config", "fetch", "storage", "HTML", "Event", "py_import"):
        assert name in scope, name
    assert ("workers" in scope) is not IN_WORKER


# What pages may rely on, module by module; the other rows show what each name does.
EVERY = {
    "pyscript": "RUNNING_IN_WORKER PyWorker config current_target document window js_import js_modules sync display HTML"
    " fetch Storage storage WebSocket when Event py_import Element write run_until_complete PyListTemplate"
    " PyItemTemplate Plugin",
    "pyscript.context": "RUNNING_IN_WORKER PyWorker config current_target document window js_import js_modules sync",
    "pyscript.display": "display HTML",
    "pyscript.events": "Event when",
    "pyscript.fetch": "fetch",
    "pyscript.ffi": "create_proxy to_js is_none assign jsnull direct gather query",
    "pyscript.flatted": "parse stringify",
    "pyscript.fs": "mount sync unmount revoke mounted",
    "pyscript.media": "Device list_devices",
    "pyscript.storage": "storage Storage",
    "pyscript.util": "as_bytearray NotSupported is_awaitable",
    "pyscript.web": "page Element ContainerElement ElementCollection Classes Style Options del_ map_ object_ input_",
    "pyscript.websocket": "WebSocket WebSocketEvent",
    "pyscript.workers": "workers create_named_worker",
}


def row_every_name():
    found = dict(EVERY)
    if not IN_WORKER:
        found["pyscript"] += " create_named_worker workers"
    lost = []
    for module, names in found.items():
        for name in names.split():
            try:
                exec("from " + module + " import " + name, {})
            except Exception as error:
                lost.append(module + "." + name + ": " + repr(error))
    same(lost, [])


def row_functions_hide_their_modules():
    import pyscript.display
    import pyscript.fetch
    import pyscript.storage
    from pyscript.display import display
    from pyscript.fetch import fetch
    from pyscript.storage import storage

    assert callable(pyscript.display) and callable(pyscript.fetch) and callable(pyscript.storage)
    assert pyscript.display is display and pyscript.fetch is fetch and pyscript.storage is storage


# ----------------------------------------------------------------------------------------------------------- display


def row_display():
    target = place()
    pyscript.display("one", 2, target=target.id)
    pyscript.display([3], target="#" + target.id)
    same(target.textContent, "one2[3]")
    pyscript.display("<b>", target=target.id, append=False)
    same(target.textContent, "<b>")
    raises(ValueError, "nowhere", lambda: pyscript.display(1, target="nowhere"))


def row_HTML():
    target = place()
    pyscript.display(pyscript.HTML("<b>bold</b>"), target=target.id)
    same(target.querySelector("b").textContent, "bold")


# ------------------------------------------------------------------------------------------------------------ events


async def row_when():
    from pyscript import when

    target = place("<button></button><button></button>")
    heard = []

    @when("click", "#" + target.id + " button")
    def with_event(event):
        heard.append(event.type)

    @when("click", target)
    async def without():
        heard.append("bubbled")

    target.querySelector("button").click()
    await until(lambda: len(heard) == 2)
    same(sorted(heard), ["bubbled", "click"])
    raises(ValueError, "", lambda: when("click", "#nothing-like-it"))
    raises(ValueError, "Selector", lambda: when("click"))


async def row_when_once():
    from pyscript import when

    target = place()
    heard = []
    when("click", target, once=True)(lambda event: heard.append(1))
    target.click()
    target.click()
    await asyncio.sleep(0.2)
    same(heard, [1])


async def row_when_methods():
    from pyscript import when

    class Counter:
        def __init__(self):
            self.count = 0

        def add(self, event):
            self.count += 1

    counter = Counter()
    target = place()
    when("click", target)(counter.add)
    target.click()
    await until(lambda: counter.count == 1)


async def row_Event():
    from pyscript.events import Event, when

    first, second = Event(), Event()
    heard = []

    @when([first, second])
    def both(value):
        heard.append(value)

    async def later(value):
        await asyncio.sleep(0)
        heard.append(-value)

    first.add_listener(later)
    first.add_listener(later)
    first.trigger(1)
    second.trigger(2)
    await until(lambda: len(heard) == 3)
    same(sorted(heard), [-1, 1, 2])
    first.remove_listener(later)
    first.trigger(3)
    first.remove_listener()
    first.trigger(4)
    await asyncio.sleep(0.05)
    same(sorted(heard), [-1, 1, 2, 3])


# --------------------------------------------------------------------------------------------------------------- ffi


async def row_create_proxy():
    import js
    from pyscript.ffi import create_proxy

    heard = []
    js.Array.of(1, 2).forEach(create_proxy(lambda value, *rest: heard.append(value)))
    same(heard, [1, 2])
    target = place()
    listener = create_proxy(lambda event: heard.append(event.target.localName + document.body.localName))
    target.addEventListener("click", listener)
    target.click()
    await until(lambda: len(heard) == 3)
    target.removeEventListener("click", listener)
    target.click()
    await asyncio.sleep(0.1)
    same(heard[2:], ["sectionbody"])


def row_to_js():
    import js
    from pyscript.ffi import to_js

    value = to_js({"a": [1, {"b": "c"}]})
    same(js.JSON.stringify(value), '{"a":[1,{"b":"c"}]}')


def row_is_none():
    import js
    from pyscript.ffi import is_none

    assert is_none(None) and is_none(js.JSON.parse("null")) and is_none(document.querySelector("#nothing"))
    assert not is_none(0) and not is_none("") and not is_none(document.body)


def row_jsnull():
    from pyscript.ffi import is_none, jsnull

    assert is_none(jsnull)


def row_assign():
    from pyscript.ffi import assign, to_js

    made = assign(to_js({"a": 1}), {"b": 2}, to_js({"c": 3}))
    same([made.a, made.b, made.c], [1, 2, 3])
    target = place()
    assert assign(target.dataset, {"word": "x"}) is not None
    same(target.getAttribute("data-word"), "x")


def row_direct():
    from pyscript.ffi import direct

    same(direct([1, 2]), [1, 2])


def row_query():
    from pyscript.ffi import query, to_js

    value = to_js({"a": {"b": [1, {"c": 5}]}})
    same(query(value, "a.b[1].c"), 5)
    same(query(value, "a['b'][0]"), 1)
    same(query(value, "a.x.y"), None)
    same(query(document, "body.localName"), "body")


def row_gather():
    from pyscript.ffi import gather, to_js

    same(gather(to_js({"a": 1, "b": {"c": 2}}), "a", "b.c"), [1, 2])


# ----------------------------------------------------------------------------------------------------- flatted, util


def row_flatted_parse():
    from pyscript.flatted import parse

    value = parse('[{"name":"1","me":"0","list":"2"},"Ada",[1,"1",null,true]]')
    same([value["name"], value["me"] is value, value["list"]], ["Ada", True, [1, "Ada", None, True]])


def row_flatted_stringify():
    from pyscript.flatted import parse, stringify

    value = {"list": [1, 2.5, None, "x", "x"]}
    value["me"] = value
    again = parse(stringify(value))
    same([again["me"] is again, again["list"]], [True, [1, 2.5, None, "x", "x"]])
    same(parse(stringify("text")), "text")
    same(parse(stringify((1, 2))), [1, 2])


def row_as_bytearray():
    import js
    from pyscript.util import as_bytearray

    same(as_bytearray(js.Uint8Array.new([1, 2, 255]).buffer), bytearray([1, 2, 255]))
    same(as_bytearray(js.Uint8Array.new(0)), bytearray())


def row_NotSupported():
    from pyscript.util import NotSupported

    thing = NotSupported("thing", "not here")
    assert "not here" in repr(thing)
    raises(AttributeError, "not here", lambda: thing.anything)
    raises(AttributeError, "not here", lambda: setattr(thing, "a", 1))
    raises(TypeError, "not here", lambda: thing())


def row_is_awaitable():
    from pyscript.util import is_awaitable

    async def coroutine():
        pass

    def closure():
        async def inner():
            return row_is_awaitable

        return inner

    class Some:
        async def method(self):
            pass

        def plain(self):
            pass

    yes = [coroutine, closure(), Some().method]
    no = [row_jsnull, Some().plain, len, lambda: 1]
    same([is_awaitable(function) for function in yes + no], [True] * 3 + [False] * 4)


# --------------------------------------------------------------------------- fetch, storage, websocket, media, fs


async def row_fetch():
    from pyscript import fetch

    answer = await fetch("data.json")
    same([answer.status, answer.ok, await answer.json()], [200, True, {"a": [1, None]}])
    same(await fetch("data.json").text(), '{"a": [1, null]}')
    same(await fetch("data.json").json(), {"a": [1, None]})
    same((await fetch("data.json").bytearray())[:4], bytearray(b'{"a"'))
    same(bytes((await fetch("data.json").arrayBuffer())[:4]), b'{"a"')
    same((await fetch("data.json").blob()).size, 16)
    same((await fetch("nothing-like-it.json")).status, 404)


async def row_Storage():
    from pyscript import Storage, storage

    class Notes(Storage):
        def add(self, text):
            self[text] = len(self)

    notes = await storage("names-" + KIND + str(IN_WORKER), storage_class=Notes)
    assert isinstance(notes, Notes) and isinstance(notes, Storage) and isinstance(notes, dict)
    notes.clear()
    notes.add("first")
    notes["data"] = {"list": [1, "two", None, 2.5, True], "bytes": 1}
    notes["raw"] = bytearray([1, 2])
    del notes["first"]
    await notes.sync()
    again = await storage("names-" + KIND + str(IN_WORKER))
    same(
        {key: again[key] for key in again},
        {"data": {"list": [1, "two", None, 2.5, True], "bytes": 1}, "raw": bytearray([1, 2])},
    )


async def row_storage_needs_a_name():
    from pyscript import storage

    try:
        await storage("")
    except ValueError:
        return
    raise AssertionError("a storage without a name")


def row_WebSocket():
    from pyscript import WebSocket
    from pyscript.websocket import WebSocket as same_class
    from pyscript.websocket import WebSocketEvent

    assert WebSocket is same_class
    same([WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED], [0, 1, 2, 3])
    assert WebSocketEvent


async def row_media():
    from pyscript.media import Device, list_devices

    assert hasattr(Device, "request_stream") and hasattr(Device, "load")
    if not IN_WORKER:
        assert isinstance(await list_devices(), list)


def row_fs():
    from pyscript.fs import mount, mounted, revoke, sync, unmount

    same(mounted, {})
    assert all([callable(function) for function in (mount, revoke, sync, unmount)])


# ------------------------------------------------------------------------------------------------------ names of 2022


def row_legacy_Element():
    from pyscript import Element

    target = place("<input value=v><p id=deep class='x'>text</p><template><i id=inner>t</i></template>")
    whole = Element(target.id)
    same([whole.id, whole.element.id], [target.id, target.id])
    deep = whole.select("p")
    same([deep.id, deep.innerHtml], ["deep", "text"])
    same(whole.select("template").select("i", from_content=True).id, "inner")
    same(whole.select(".nothing"), None)
    field = whole.select("input")
    same(field.value, "v")
    field.clear()
    same(field.value, "")
    deep.write("new")
    same(deep.element.textContent, "new")
    deep.write("er", append=True)
    same(deep.element.textContent, "newer")
    deep.clear()
    same(deep.element.textContent, "")
    deep.add_class("y")
    deep.add_class(["z", "w"])
    deep.remove_class("x")
    deep.remove_class(["w"])
    same(deep.element.className, "y z")
    copy = deep.clone("copied")
    same([copy.id, target.children.item(2).id], ["copied", "copied"])
    other = Element(place().id)
    deep.clone("moved", to=other)
    same(other.element.children.length, 1)


def row_legacy_write():
    from pyscript import write

    target = place()
    write(target.id, "x")
    write(target.id, "y", append=True)
    same(target.textContent, "xy")


async def row_legacy_run_until_complete():
    from pyscript import run_until_complete

    done = []

    async def work():
        await asyncio.sleep(0)
        done.append(1)

    run_until_complete(work())
    await until(lambda: done)


async def row_legacy_templates():
    from pyscript import PyItemTemplate, PyListTemplate

    clicked = []

    class Item(PyItemTemplate):
        def on_click(self, event):
            clicked.append(self.data["task"])

    class Tasks(PyListTemplate):
        item_class = Item

        def child_appended(self, child):
            clicked.append("added")

    target = place()
    tasks = Tasks(target)
    tasks.connect()
    first = tasks.add({"task": "wash", "done": False}, labels=["task"])
    tasks.add({"task": "dry"})
    same([item["task"] for item in tasks.data], ["wash", "dry"])
    same([line.textContent for line in target.querySelectorAll("p")], ["wash", "dry"])
    first.strike(True)
    assert first.element.classList.contains("line-through")
    first.element.click()
    await until(lambda: len(clicked) == 3)
    same(clicked, ["added", "added", "wash"])


async def row_legacy_Plugin():
    from pyscript import Plugin

    plugin = Plugin("mine")
    same([plugin.name, Plugin().name], ["mine", "Plugin"])
    first = place("<p>before</p>")
    tag = document.createElement("my-tag")
    first.append(tag)

    @plugin.register_custom_element("my-tag")
    class Mine:
        def __init__(self, element):
            self.element = element

        def connect(self):
            return "<b>made</b>"

    same(tag.textContent, "made")
    later = document.createElement("my-tag")
    first.append(later)
    await until(lambda: later.textContent == "made")


# --------------------------------------------------------------------------------------------------------------- web


def row_web_page():
    from pyscript.web import page

    target = place("<p>a</p><p>b</p>")
    same(page[target.id].id, target.id)
    same(page["#" + target.id].id, target.id)
    same(page["nothing"], None)
    same([page.body.localName, page.head.localName, page.html.localName, page.title], ["body", "head", "html", "names"])
    same(len(page.find("#" + target.id + " p")), 2)


def row_web_Element():
    from pyscript.web import Element, page

    target = place("<p id='first-p' class='a b'>text</p>")
    element = page[target.id]
    assert isinstance(element, Element)
    first = element["first-p"]
    same(
        [first.textContent, first.parent == element, element[0] == first, len(element.children)],
        ["text", True, True, 1],
    )
    first.title = "t"
    first.update(classes=["c", "d"], style={"color": "red"}, data_note="n")
    same([first.title, first.data_note, first.className], ["t", "n", "a b c d"])
    first.show_me()
    raises(TypeError, "", lambda: element[1.5])


async def row_web_on_events():
    from pyscript.web import button, page

    heard = []
    made = button("go", on_click=lambda event: heard.append(1))
    made.on_click.add_listener(lambda event: heard.append(2))
    made.on_click = lambda: heard.append(3)
    page.append(made)
    made.click()
    await until(lambda: len(heard) == 3)
    same(heard, [1, 2, 3])
    raises(ValueError, "no 'rubbish' event", lambda: made.on_rubbish)


def row_web_append():
    from pyscript.web import div, page, span

    node = document.createElement("i")
    box = div("text", span("inner"), children=[span("more")])
    box.append(1, 2.5, node, [span("a"), "b"], page.find("#nothing"))
    same([child.localName for child in box.children], ["span", "span", "i", "span"])
    same(box.textContent, "textinnermore12.5ab")
    raises(TypeError, "", lambda: box.append(object()))


def row_web_ElementCollection():
    from pyscript.web import ElementCollection, page

    target = place("<div><p id='q1'>a</p></div><div><p>b</p><p>c</p></div>")
    both = page[target.id].find("div")
    assert isinstance(both, ElementCollection) and isinstance(both[:1], ElementCollection)
    same([len(both), len(both.find("p")), both["q1"].textContent, both["#none"]], [2, 3, "a", None])
    both.find("p").update_all(classes="on", style={"margin": "1px"}, title="all")
    same(document.querySelectorAll("#" + target.id + " p.on[title=all]").length, 3)
    same([element.localName for element in both.elements], ["div", "div"])
    assert both == page[target.id].find("div")


def row_web_Classes():
    from pyscript.web import Classes, page

    target = place("<p id='classed' class='a b'></p>")
    classes = page["classed"].classes
    assert isinstance(classes, Classes) and isinstance(classes, set)
    classes.add("c d")
    classes.remove("a")
    classes.discard("nothing")
    same([target.firstChild.className, "c" in classes, sorted(classes)], ["b c d", True, ["b", "c", "d"]])
    classes.clear()
    same(target.firstChild.className, "")


def row_web_Style():
    from pyscript.web import Style, page

    place("<p id='styled' style='color: red'></p>")
    style = page["styled"].style
    assert isinstance(style, Style)
    same([style["color"], style["margin-top"], style.get("margin-top", "none")], ["red", "", "none"])
    style["background-color"] = "blue"
    del style["color"]
    same(document.getElementById("styled").getAttribute("style"), "background-color: blue;")


def row_web_Options():
    from pyscript.web import Options, option, page, select

    chosen = select(option("one", value="1"), id="chosen")
    page.append(chosen)
    assert isinstance(chosen.options, Options)
    chosen.options.add(value="2", text="two")
    chosen.options.add(value="0", text="zero", before=chosen.options[0])
    same([item.value for item in chosen.options], ["0", "1", "2"])
    chosen.options.remove(1)
    chosen.value = "2"
    same([len(chosen.options), chosen.options.selected.textContent], [2, "two"])
    chosen.options.clear()
    same(len(chosen.options), 0)


def row_web_ContainerElement():
    from pyscript.web import ContainerElement, div, img, p

    assert isinstance(div(), ContainerElement) and not isinstance(img(), ContainerElement)
    same([child.textContent for child in div(p("a"), p("b"))], ["a", "b"])


def row_web_103_classes():
    from pyscript import web

    names = {kind.__name__ for kind in web.Element.element_classes_by_tag_name.values()}
    same(len(names), 103)
    for name in ("del_", "map_", "object_", "input_"):
        assert name in names, name
        same(getattr(web, name)().localName, name[:-1])
    same(web.label("x", for_="y").htmlFor, "y")


def row_web_register():
    from pyscript.web import Element, page

    class my_box(Element):
        @classmethod
        def get_tag_name(cls):
            return "my-box"

    Element.register_element_classes([my_box])
    place("<p></p>").append(document.createElement("my-box"))
    assert isinstance(page.find("my-box")[0], my_box)
    Element.unregister_element_classes([my_box])
    assert not isinstance(page.find("my-box")[0], my_box)


def row_web_canvas():
    from pyscript.web import canvas

    first, second = canvas(width=4, height=4), canvas(width=4, height=4)
    first._dom_element.getContext("2d").fillRect(0, 0, 4, 4)
    second.draw(first)
    second.draw(first, width=2, height=2)
    same(second._dom_element.getContext("2d").getImageData(1, 1, 1, 1).data[3], 255)


async def main():
    import json

    results = {}
    for name, function in list(globals().items()):
        if not name.startswith("row_"):
            continue
        try:
            answer = function()
            if hasattr(answer, "send"):
                await answer
            results[name] = ""
        except Exception as error:
            results[name] = type(error).__name__ + ": " + str(error)
    window.results = json.dumps(results)


await main()
