"""The desktop: a document in memory, and no JavaScript at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from .cpython import is_awaitable, taking_event
from .memory.batch import Batch
from .memory.document import Window
from .memory.elements import Element
from .memory.errors import JsException
from .memory.events import EventTarget
from .memory.keep import KeepPart
from .memory.tasks import tasks

js: Any = Window()


class Kernel:
    """What the page's kernel offers, as far as a desktop can."""

    worker = False
    suspends = False
    type = "py"
    here = ""
    client: Any = None

    def __init__(self) -> None:
        self.config = {"type": "py"}
        self.modules = SimpleNamespace()
        self.output: Element | None = None
        self.batch = Batch(js.document, self.listen)
        self.parts: dict[str, Any] = {"keep": KeepPart()}
        self.base = ""

    def attempt(self, owner: Any, name: str, *args: Any) -> Any:
        """Call a method; here it may simply raise."""
        return getattr(owner, name)(*args)

    @property
    def base(self) -> str:
        """What relative addresses start from: the page's folder, or the one that the tests run in."""
        return self._base or f"{Path.cwd().as_uri()}/"

    @base.setter
    def base(self, value: str) -> None:
        self._base = value

    @property
    def target(self) -> str:
        """The id of the running script's output; Python outside of any script has one at the end of the page."""
        if self.output is None or not self.output.isConnected:
            self.output = self.new_output()
        return str(self.output.id)

    def new_output(self, script: Element | None = None) -> Element:
        """Add an element for what a script displays, after the script if that is in the body."""
        document = js.document
        output: Element = document.createElement("script-py")
        output.id = f"py-{len(document.querySelectorAll('script-py'))}"
        if script is not None and document.body.contains(script):
            script.after(output)
        else:
            document.body.append(output)
        return output

    def listen(self, target: EventTarget, event: str, handler: Callable[..., Any], options: Any = None) -> None:
        """Let a function answer an event; what it raises reaches whoever lets the event happen."""
        owner = self.output

        def answer(given: Any) -> Any:
            self.output = owner
            return handler(given)

        target.addEventListener(event, answer, options)

    def dom(self, name: str, *args: Any) -> Any:
        """Do DOM work of many steps."""
        return getattr(self.batch, name)(*args)

    def report(self, error: Any, code: str) -> NoReturn:
        """Raise what a page would show."""
        raise error if isinstance(error, BaseException) else RuntimeError(f"{code}: {error}")

    async def part(self, name: str) -> Any:
        """Return what stands here for a part of the kernel."""
        if name not in self.parts:
            raise NotImplementedError(f"what needs {name!r} is a part of the browser: the desktop has none")
        return self.parts[name]

    def lost(self, error: Any, code: str) -> NoReturn:
        """Raise what went wrong while nobody waited."""
        self.report(error, code)

    async def load(self, url: str) -> NoReturn:
        """Refuse: there is no JavaScript."""
        raise NotImplementedError(f"{url} is JavaScript, which the desktop does not run")

    async def install(self, names: list[str]) -> NoReturn:
        """Refuse: the desktop has what is installed there."""
        raise ImportError(f"no module named {' and '.join(names)}. On the desktop, pip installs packages")

    def worker_named(self, name: str) -> NoReturn:
        """Refuse: there are no workers."""
        raise NotImplementedError(f"the worker {name!r} is a part of the browser: the desktop has none")

    async def handover(self, kind: str) -> NoReturn:
        """Refuse: there is one Python."""
        raise NotImplementedError(
            f'start("{kind}") is for pages: the desktop has one Python, which imports all modules'
        )

    def start_worker(self, src: str, options: Any) -> NoReturn:
        """Refuse: there are no workers."""
        raise NotImplementedError(f"{src} cannot run in a worker: the desktop has none")

    def clear(self) -> None:
        """Be as before any page."""
        self.modules.__dict__.clear()
        self.batch = Batch(js.document, self.listen, self.batch)
        self.parts = {"keep": KeepPart()}
        self.output = None
        self.base = ""


kernel: Any = Kernel()
jsnull = None


def is_js(value: Any) -> bool:
    return isinstance(value, EventTarget)


def is_nothing(value: Any) -> bool:
    return value is None


def create_proxy(value: Any) -> Any:
    """Keep a Python function alive for JavaScript, which may call it later.

    ``when`` and ``Element.on`` do this by themselves; a function that is handed to the browser's own objects needs it.

        def later():
            display("a moment later")

        window.setTimeout(create_proxy(later), 10)
    """
    return value


def to_js(value: Any) -> Any:
    """Return plain Python data as plain JavaScript data: a dict becomes an object, a list an array.

    For example:

        options = to_js({"bubbles": True, "detail": [1, 2, 3]})
        document.dispatchEvent(window.CustomEvent.new("rolled", options))
    """
    return value


def to_py(value: Any) -> Any:
    return value


def unwrapped(value: Any) -> Any:
    return value


def can_settle() -> bool:
    return True


def settle(value: Any) -> Any:
    return tasks.run(value)


def failure(value: Any) -> BaseException:
    return RuntimeError(str(value))


__all__ = [
    "JsException",
    "can_settle",
    "create_proxy",
    "failure",
    "is_awaitable",
    "is_js",
    "is_nothing",
    "js",
    "jsnull",
    "kernel",
    "settle",
    "taking_event",
    "to_js",
    "to_py",
    "unwrapped",
]
