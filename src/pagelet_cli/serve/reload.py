"""Tell open pages that a file was saved."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from watchfiles import Change, DefaultFilter, awatch

from pagelet_cli import report
from pagelet_cli.serve.guard import is_hidden

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

_KEEP_ALIVE = 20.0
_MOST = 64


class Hub:
    """Pass messages to every open page."""

    def __init__(self) -> None:
        self._pages: dict[asyncio.Queue[str | None], float] = {}
        self._closed = False

    def publish(self, event: str, data: object = None, *, saved: float | None = None) -> None:
        """Send an event to all pages, or to those that were open when a file was saved."""
        # Who listens tells other tabs, which look at the time themselves.
        message = f"id: {saved or ''}\nevent: {event}\ndata: {json.dumps(data)}\n\n"
        for queue, since in self._pages.items():
            if saved is None or saved > since:
                queue.put_nowait(message)

    def close(self) -> None:
        """End all streams, so that the server can stop at once."""
        self._closed = True
        for queue in self._pages:
            queue.put_nowait(None)

    @property
    def full(self) -> bool:
        """Tell whether no more pages can be kept up to date."""
        return len(self._pages) >= _MOST

    async def stream(self) -> AsyncIterator[str]:
        """Give the events for one page, as `text/event-stream`."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._pages[queue] = time.time()
        if self._closed:
            queue.put_nowait(None)
        try:
            yield "retry: 500\n\n"
            while True:
                try:
                    message = await asyncio.wait_for(queue.get(), _KEEP_ALIVE)
                except TimeoutError:
                    message = ": still here\n\n"
                if message is None:
                    return
                yield message
        finally:
            del self._pages[queue]


class _Visible(DefaultFilter):
    """Let through what a page could use."""

    def __init__(self, roots: Iterable[Path]) -> None:
        super().__init__()
        self._roots = [root.resolve() for root in roots]

    def __call__(self, change: Change, path: str) -> bool:
        """Tell whether a change matters."""
        if not super().__call__(change, path):
            return False
        for root in self._roots:
            if PurePath(path).is_relative_to(root):
                parts = PurePath(path).relative_to(root).parts
                return not any(is_hidden(part) for part in parts)
        return False


def _saved(changes: set[tuple[Change, str]]) -> float | None:
    """Find when the newest of the files was saved; None where one is gone."""
    # The system tells of a file some moments after it was written: a page opened in between has it already.
    try:
        states = [Path(path).stat() for _, path in changes]
    except OSError:
        return None
    return max(max(state.st_mtime, state.st_ctime) for state in states)


async def watch(roots: list[Path], hub: Hub) -> None:
    """Publish a `reload`, or a `css` when only style sheets were saved."""
    try:
        async for changes in awatch(*roots, watch_filter=_Visible(roots), debounce=300, step=40):
            names = sorted(PurePath(path).name for _, path in changes)
            styles = all(name.endswith(".css") for name in names)
            hub.publish("css" if styles else "reload", names, saved=_saved(changes))
    except OSError as error:
        # A folder with more files than the system lets anyone watch is still served.
        report.note(f"Reload on save is off: {error}")
