"""Use a browser from ordinary, synchronous Python.

Example::

    with Browser.start("chromium") as browser:
        tab = browser.open("http://127.0.0.1:8000/")
        tab.click("button")
        tab.wait_for("document.querySelector('output').textContent == '4'")
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

from pagelet_cli.browser.chromium import Chromium
from pagelet_cli.browser.console import Entry
from pagelet_cli.browser.firefox import Firefox
from pagelet_cli.browser.tab import PageError, Tab, WaitError
from pagelet_cli.errors import BrowserError, BrowserMissing

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future
    from types import TracebackType

__all__ = ["NAMES", "Browser", "Context", "Entry", "PageError", "Tab", "WaitError"]

NAMES = ("chromium", "firefox")

Name = Literal["chromium", "firefox"]
T = TypeVar("T")
AnyTab = TypeVar("AnyTab", bound=Tab)
_VIEW = (1280, 800)


class _Loop:
    """Run an event loop in a thread of its own, so that events arrive while the caller does something else."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="pagelet-browser", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the loop and wait for its result."""
        future: Future[T] = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def spawn(self, coroutine: Coroutine[Any, Any, object]) -> None:
        """Start a coroutine from within the loop; nobody waits for it."""
        task = self._loop.create_task(coroutine)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def stop(self) -> None:
        """End the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


_BACKENDS: dict[Name, type[Chromium | Firefox]] = {"chromium": Chromium, "firefox": Firefox}


def installed() -> list[Name]:
    """Name the browsers that are on this computer; at least one, or the error says how to have one."""
    found: list[Name] = []
    missing: list[BrowserMissing] = []
    for name, backend in _BACKENDS.items():
        try:
            backend.programs()
            found.append(name)
        except BrowserMissing as error:
            missing.append(error)
    if not found:
        raise BrowserMissing(" ".join(error.what for error in missing))
    return found


class Browser:
    """Own one running browser."""

    def __init__(self, loop: _Loop, backend: Chromium | Firefox) -> None:
        self._loop = loop
        self._backend = backend
        self._tabs: dict[str, Tab] = {}
        self._subscribed: set[str] = set()
        self._stopped = False
        connection = backend.connection
        connection.on("log.entryAdded", self._logged)
        connection.on("network.responseCompleted", self._answered)
        connection.on("network.beforeRequestSent", self._requested)
        self._subscribe("log.entryAdded")

    @classmethod
    def start(cls, name: Name, *, headless: bool = True, media: bool = True) -> Self:
        """Start a stock browser found on PATH, with a made-up camera and microphone unless ``media`` is false."""
        if name not in NAMES:
            msg = f"there is no browser {name!r}; choose one of {', '.join(NAMES)}"
            raise BrowserError(msg)
        loop = _Loop()
        try:
            starting: Coroutine[Any, Any, Chromium | Firefox] = _BACKENDS[name].start(headless=headless, media=media)
            return cls(loop, loop.run(starting))
        except BaseException:
            loop.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def name(self) -> str:
        """Return `chromium` or `firefox`."""
        return self._backend.name

    @property
    def version(self) -> str:
        """Return the browser's version."""
        return self._backend.version

    @property
    def alive(self) -> bool:
        """Tell whether the browser still listens."""
        return not self._stopped and self._backend.connection.alive

    def stop(self) -> None:
        """End the browser and remove its profile; stopping twice is no error."""
        if not self._stopped:
            self._stopped = True
            try:
                self._loop.run(self._backend.stop())
            finally:
                self._loop.stop()

    def open(self, url: str | None = None) -> Tab:
        """Open a tab in the browser's own context, and load an address in it."""
        tab = self._open(Tab, None)
        return tab.goto(url) if url else tab

    def new_context(self) -> Context:
        """Return a fresh context: storage, caches, cookies and service workers of its own."""
        ident = self._command("browser.createUserContext")["userContext"]
        return Context(self, ident)

    # ------------------------------------------------------------------------------------------------------ inside

    def _open(self, kind: type[AnyTab], context: str | None) -> AnyTab:
        where = {"userContext": context} if context else {}
        ident = self._command("browsingContext.create", {"type": "tab", **where})["context"]
        self._tabs[ident] = tab = kind(self, ident)
        tab.resize(*_VIEW)
        return tab

    def _command(self, method: str, params: dict[str, Any] | None = None, *, timeout: float = 30) -> dict[str, Any]:
        return self._loop.run(self._backend.connection.command(method, params, timeout=timeout))

    def _subscribe(self, event: str) -> None:
        if event not in self._subscribed:
            self._subscribed.add(event)
            self._command("session.subscribe", {"events": [event]})

    def _forget(self, tab: Tab) -> None:
        self._tabs.pop(tab.id, None)

    def _logged(self, event: dict[str, Any]) -> None:
        entry = Entry.from_event(event)
        ident = event.get("source", {}).get("context")
        # A worker's line names no tab: every open tab may be its owner.
        tabs = [self._tabs[ident]] if ident in self._tabs else [] if ident else list(self._tabs.values())
        for tab in tabs:
            tab.console.append(entry)

    def _answered(self, event: dict[str, Any]) -> None:
        tab = self._tabs.get(event.get("context") or "")
        if tab is not None:
            response = event["response"]
            tab.network.append(
                {
                    "url": response["url"],
                    "status": response["status"],
                    "type": response.get("mimeType"),
                    "bytes": response.get("bytesReceived"),
                    "from_cache": response.get("fromCache", False),
                }
            )

    def _requested(self, event: dict[str, Any]) -> None:
        if not event.get("isBlocked"):
            return
        tab = self._tabs.get(event.get("context") or "")
        request = event["request"]
        verb, told = tab._verdict(request["url"]) if tab is not None else ("network.continueRequest", {})  # noqa: SLF001 - one object in three modules
        self._loop.spawn(self._backend.connection.command(verb, {"request": request["request"], **told}))


class Context:
    """Keep tabs apart from all other tabs of the browser."""

    def __init__(self, browser: Browser, ident: str) -> None:
        self.browser = browser
        self.id = ident
        self.tabs: list[Tab] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self, url: str | None = None) -> Tab:
        """Open a tab in this context, and load an address in it."""
        tab = self.open_as(Tab)
        return tab.goto(url) if url else tab

    def open_as(self, kind: type[AnyTab]) -> AnyTab:
        """Open an empty tab of a kind of its own."""
        tab = self.browser._open(kind, self.id)  # noqa: SLF001 - one object in three modules
        self.tabs.append(tab)
        return tab

    def close(self) -> None:
        """Close every tab of the context and forget what its pages stored."""
        for tab in self.tabs:
            self.browser._forget(tab)  # noqa: SLF001 - one object in three modules
            tab._closed = True  # noqa: SLF001 - one object in three modules
        self.browser._command("browser.removeUserContext", {"userContext": self.id}, timeout=10)  # noqa: SLF001 - one object in three modules
