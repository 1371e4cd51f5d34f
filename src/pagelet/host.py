"""Test a page's Python on the desktop: the page is a document in memory.

    from pagelet.host import open_page

    def test_roll():
        page = open_page('<button id="b">Roll</button> <output></output>')
        import app  # the page's Python
        page.click("#b")
        assert page.text("output") in {"1", "2", "3", "4", "5", "6"}

A `Path` opens the page of that file. The page's own scripts run, as they would in the browser, all by the Python that
runs the test; scripts for workers do not. Opening a page closes the one before: what that imported from the page's
folder is imported anew. Nothing of this is in the page: it is for the desktop only.
"""

from __future__ import annotations

import ast
import atexit
import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

from pagelet._runtime.host import js, kernel
from pagelet._runtime.memory.elements import Element
from pagelet._runtime.memory.events import fire
from pagelet._runtime.memory.markup import fill
from pagelet._runtime.memory.tasks import tasks

_SCRIPTS = "script[type=py], script[type=mpy], py-script, mpy-script"
_EVENT_ATTRIBUTE = re.compile(r"m?py-([a-z][\w:.-]*)")


class OpenPage:
    """A page that is open, as its user sees it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.document = js.document
        #: What the page's own scripts have defined.
        self.globals: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
        self._folder = folder
        self._name = name

    def find(self, selector: str) -> Element:
        """Return the first element that the selector matches; that there is one is part of the test."""
        node: Element | None = self.document.querySelector(selector)
        if node is None:
            raise LookupError(f"no element of the page matches {selector!r}")
        return node

    def all(self, selector: str) -> list[Element]:
        """Return all elements that the selector matches."""
        return list(self.document.querySelectorAll(selector))

    def text(self, selector: str) -> str:
        """Return the text of an element without the space around it."""
        return str(self.find(selector).textContent).strip()

    def html(self, selector: str = "html") -> str:
        """Return an element as HTML."""
        return self.find(selector).outerHTML

    def click(self, selector: str) -> None:
        """Click on an element; handlers, async ones too, have ended when this returns."""
        self.find(selector).click()

    def fill(self, selector: str, value: object) -> None:
        """Give a control a value, as if it were typed or chosen."""
        node = self.find(selector)
        node.focus()
        node.value = value
        fire(node, "input", cancelable=False)
        fire(node, "change", cancelable=False)

    def trigger(self, selector: str, event: str, **fields: Any) -> bool:
        """Let any event happen, as in ``trigger("#name", "keydown", key="Enter")``; false if it was prevented."""
        return fire(self.find(selector), event, **fields)

    async def settled(self) -> None:
        """Wait for async handlers, in a test that is itself a coroutine."""
        await tasks.settle()

    def run(self, code: str, filename: str = "<page>", element: Element | None = None) -> None:
        """Run Python as a script of the page, with top-level await."""
        kernel.output = kernel.new_output(element)
        compiled = compile(code, filename, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        tasks.call(_evaluate, compiled, self.globals)

    def begin(self) -> None:
        """Run the page's own scripts, once."""
        self._wire()
        self._run_scripts()

    def _run_scripts(self) -> None:
        for script in self.all(_SCRIPTS):
            if script.hasAttribute("worker"):
                continue
            if script.src:
                path = self._folder / script.src
                self.run(path.read_text("utf-8"), str(path), script)
            else:
                # The lines are those of the page, so that a traceback shows them.
                code = "\n" * (script.__dict__.get("_line", 1) - 1) + textwrap.dedent(str(script.textContent))
                self.run(code, self._name, script)

    def _wire(self) -> None:
        for node in self.all("*"):
            for attribute, value in node.attributes.items():
                event = _EVENT_ATTRIBUTE.fullmatch(attribute)
                if event is not None:
                    kernel.listen(node, event[1], self._answering(value.strip()))

    def _answering(self, value: str) -> Any:
        def answer(event: Any) -> Any:
            if not re.fullmatch(r"[\w.]+", value):
                self.globals["event"] = event
                code = compile(value, "the event attribute", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                return _evaluate(code, self.globals)
            first, *rest = value.split(".")
            if first not in self.globals:
                raise NameError(f'the page\'s Python has no function "{value}"')
            found = self.globals[first]
            for name in rest:
                found = getattr(found, name)
            return found(event)

        return answer


def open_page(source: str | Path) -> OpenPage:
    """Open a page: its HTML, or the path of its file."""
    close_page()
    path = source.resolve() if isinstance(source, Path) else Path.cwd() / "<page>"
    opened = OpenPage(path.parent, str(path) if isinstance(source, Path) else "<page>")
    _state.begin(path.parent)
    kernel.base = f"{path.parent.as_uri()}/"
    fill(js.document, source.read_text("utf-8") if isinstance(source, Path) else source)
    opened.begin()
    return opened


def close_page() -> None:
    """Leave no page open, and none of its modules imported."""
    tasks.close()
    js.clear()
    kernel.clear()
    _state.end()


class _State:
    """What a page changes in the Python that runs it."""

    folder: Path | None = None
    modules: frozenset[str] = frozenset()

    def begin(self, folder: Path) -> None:
        self.folder = folder
        self.modules = frozenset(sys.modules)
        sys.path.insert(0, str(folder))
        # What pages import of JavaScript is there as far as the document in memory has it.
        sys.modules.setdefault("js", js)

    def end(self) -> None:
        if self.folder is None:
            return
        if str(self.folder) in sys.path:
            sys.path.remove(str(self.folder))
        if sys.modules.get("js") is js:
            del sys.modules["js"]
        for name, module in list(sys.modules.items()):
            if name not in self.modules and _belongs(module, self.folder):
                del sys.modules[name]
        self.folder = None


def _belongs(module: Any, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    if not file or module.__name__.split(".")[0] == "pagelet":
        return False
    path = Path(file)
    return path.is_relative_to(folder) and "site-packages" not in path.parts


def _evaluate(code: Any, namespace: dict[str, Any]) -> Any:
    result = eval(code, namespace)  # noqa: S307 - the page's own Python
    return result if inspect.isawaitable(result) else None


_state = _State()
atexit.register(close_page)

__all__ = ["OpenPage", "close_page", "open_page"]
