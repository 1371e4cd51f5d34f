"""Have interpreters ready when a page asks for them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from pagelet_cli import report
from pagelet_cli.errors import FetchCancelled, PageletError, RuntimeUnknown
from pagelet_cli.packages.needs import interpreters, unscripted
from pagelet_cli.page.parse import decode, parse
from pagelet_cli.runtimes import DEFAULTS, KINDS, ahead, runtime
from pagelet_cli.runtimes.pins import Extra, Runtime, pinned, split
from pagelet_cli.runtimes.twins import make_twins

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pagelet_cli.serve.files import Root

_PATIENCE = 4.0


class Provision:
    """Fetch each interpreter once, in a thread, however many requests wait for it."""

    def __init__(self, extra: Extra | None = None) -> None:
        self._extra = extra or {}
        self._flights: dict[str, Future[Path]] = {}
        self._threads: list[threading.Thread] = []
        self._stop = threading.Event()
        self._lock = threading.Lock()

    def pinned(self, label: str) -> Runtime:
        """Find the hashes of a runtime by its folder name."""
        parts = split(label)
        if parts is None:
            raise RuntimeUnknown(label, "", [])
        return pinned(*parts, extra=self._extra)

    async def folder(self, label: str) -> Path:
        """Wait until a runtime is there."""
        return await asyncio.wrap_future(self._flight(self.pinned(label)))

    def wait(self, label: str) -> Path:
        """Wait for a runtime in a thread."""
        return self._flight(self.pinned(label)).result()

    def prefetch(self, labels: Iterable[str]) -> None:
        """Begin to fetch without anyone waiting."""
        for label in labels:
            # A version that nobody knows is the page's to show, at the line that asks for it.
            with contextlib.suppress(RuntimeUnknown):
                self._flight(self.pinned(label))

    def close(self) -> None:
        """Stop what is under way and leave nothing behind."""
        self._stop.set()
        for thread in list(self._threads):
            thread.join(5)

    def _flight(self, wanted: Runtime) -> Future[Path]:
        with self._lock:
            flight = self._flights.get(wanted.label)
            # A failure is tried again by the next request: the network may be back.
            if flight is None or (flight.done() and flight.exception() is not None):
                flight = self._flights[wanted.label] = Future()
                thread = threading.Thread(target=self._fetch, args=(wanted, flight), daemon=True)
                self._threads.append(thread)
                thread.start()
            return flight

    def _fetch(self, wanted: Runtime, flight: Future[Path]) -> None:
        flight.set_running_or_notify_cancel()
        try:
            folder = runtime(wanted.name, wanted.version, extra=self._extra, cancelled=self._stop)
        except PageletError as error:
            if not isinstance(error, FetchCancelled):
                report.problem(error)
            flight.set_exception(error)
        except BaseException as error:
            flight.set_exception(error)
            raise
        else:
            flight.set_result(folder)
            make_twins(folder, self._stop)
            # The first page of a version starts at this moment: it would only be slowed down.
            if not self._stop.wait(_PATIENCE):
                ahead.make(wanted, folder, self._stop)


def used_by(pages: Iterable[Path], root: Root) -> set[str]:
    """List the runtimes that pages ask for, by their configs or by default."""
    found: set[str] = set()
    for path in pages:
        try:
            page = parse(decode(path.read_bytes()))
        except OSError:
            continue
        folder = path.parent.relative_to(root.folder).as_posix()
        started = (*interpreters(page, folder, root.text), *unscripted(page, folder, root.text))
        # What has an address of its own does not come from here.
        found |= {one.label for one in started if not one.own}
    return found


def label(kind: str, version: str = "") -> str:
    """Name the runtime of a script type, the default one unless told."""
    name = KINDS[kind]
    return f"{name}-{version or DEFAULTS[name]}"
