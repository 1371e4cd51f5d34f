"""A worker's Python against a page in memory; the bridge is a stand-in that does at once what it is asked."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from pagelet._runtime import js, kernel
from pagelet._runtime.memory.events import EventTarget
from pagelet.host import open_page


class Ref(EventTarget):
    """A handle, which counts as an object of JavaScript."""

    def __init__(self, held: Any, kind: str = "object", **fields: Any) -> None:
        super().__init__()
        self.held = held
        self.kind = kind
        self.id = id(held)
        self.cls = type(held).__name__
        self.__dict__.update(fields)


class Client:
    """The worker's end of the bridge."""

    transport = "stand-in"

    def __init__(self) -> None:
        self.window = Ref(js)
        self.modules = Ref(SimpleNamespace(d3="the page's d3"))

    def _answer(self, value: Any) -> Any:
        if value is None or isinstance(value, (str, int, float, bool)):
            return value
        return Ref(value, "list" if isinstance(value, list) else "function" if callable(value) else "object")

    def _plain(self, args: Any) -> list[Any]:
        return [arg.held if isinstance(arg, Ref) else arg for arg in args]

    def get(self, ref: Ref, name: Any) -> Any:
        try:
            return self._answer(ref.held[name] if isinstance(name, int) else getattr(ref.held, name))
        except AttributeError as error:
            return Ref(error, "failure", name="AttributeError", message=str(error))

    def set(self, ref: Ref, name: str, value: Any) -> None:
        setattr(ref.held, name, self._plain([value])[0])

    def delete(self, ref: Ref, name: str) -> None:
        delattr(ref.held, name)

    def call(self, ref: Ref, *args: Any) -> Any:
        return self._answer(ref.held(*self._plain(args)))

    def construct(self, ref: Ref, *args: Any) -> Any:
        return self._answer(ref.held(*self._plain(args)))

    def has(self, ref: Ref, name: Any) -> bool:
        return 0 <= name < len(ref.held) if isinstance(name, int) else hasattr(ref.held, name)

    def items(self, ref: Ref) -> Ref:
        return Ref(None, "items", values=[self._answer(item) for item in ref.held])

    def text(self, ref: Ref) -> str:
        return str(ref.held)

    def dom(self, name: str, *args: Any) -> Any:
        result = kernel.dom(name, *self._plain(args))
        if name == "find":
            return Ref(None, "items", values=[self._answer(item) for item in result])
        return self._answer(result)

    def sync(self, name: str, *args: Any) -> Ref:
        return Ref(None, "data", values=[name, *args])


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Import the library anew, as a worker does."""
    kept = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "pagelet"}
    mine = [name for name in kept if not name.startswith(("pagelet._runtime", "pagelet.host"))]
    for name in mine:
        del sys.modules[name]
    monkeypatch.setattr(kernel, "worker", True, raising=False)
    monkeypatch.setattr(kernel, "client", Client(), raising=False)
    monkeypatch.setattr(kernel, "expose", lambda name, function: setattr(kernel.modules, name, function), raising=False)
    sys.modules.pop("pagelet", None)
    # The document in memory calls handlers through the library that came first, and again after this one.
    dispatch = kernel.batch._dispatch
    yield importlib.import_module("pagelet")
    for name in [name for name in sys.modules if name.split(".")[0] == "pagelet"]:
        del sys.modules[name]
    sys.modules.update(kept)
    kernel.batch._dispatch = dispatch


def test_the_pages_document_is_there(library: ModuleType) -> None:
    page = open_page('<p id="p">old</p>')
    assert library.RUNNING_IN_WORKER
    paragraph = library.document.getElementById("p")
    paragraph.textContent = "new"
    assert page.text("p") == paragraph.textContent == "new"
    assert library.document.getElementById("nope") is None
    assert repr(paragraph) == "<Element of the page>"
    assert paragraph == library.document.getElementById("p")


def test_lists_and_missing_attributes(library: ModuleType) -> None:
    open_page("<p>1</p><p>2</p>")
    found = library.document.querySelectorAll("p")
    assert [node.textContent for node in found] == ["1", "2"]
    assert len(found) == 2
    assert found[-1].textContent == "2"
    with pytest.raises(IndexError):
        found[2]
    assert getattr(library.document, "nonsense", "none") == "none"
    assert not hasattr(found, "_repr_html_")


def test_the_library_works_the_same(library: ModuleType) -> None:
    page = open_page('<button>b</button><output></output><div id="out"></div>')
    got = []

    @library.when("click", "button", once=True)
    def answer(event: Any) -> None:
        got.append(event.type)
        library.page["output"][0].text = 5

    page.click("button")
    page.click("button")
    library.display("x", library.HTML("<b>y</b>"), library.document.body, target="#out")
    assert got == ["click"]
    assert page.text("output") == "5"
    assert page.html("#out") == (
        '<div id="out"><div>x</div><div><b>y</b></div><div>&lt;HTML of the page&gt;</div></div>'.replace(
            "HTML of", "Element of"
        )
    )
    with pytest.raises(ValueError, match="'nope'"):
        library.display(1, target="nope")
    with pytest.raises(ValueError, match="'#nope'"):
        library.when("click", "#nope")


def test_modules_of_page_and_worker(library: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kernel.config, "js_modules", {"main": {"./d3.js": "d3"}})
    kernel.modules.mine = "the worker's"
    assert library.js_modules.mine == "the worker's"
    assert library.js_modules.d3 == "the page's d3"
    with pytest.raises(AttributeError, match="no module 'other'"):
        library.js_modules.other  # noqa: B018


async def test_sync_calls_the_page_and_offers_to_it(library: ModuleType) -> None:
    assert library.sync.ask(1, 2) == ["ask", 1, 2]
    assert library.sync.show(library.document.body)[1].held is js.document.body
    library.sync.answer = lambda value: value + 1
    assert await kernel.modules.answer(1) == 2
