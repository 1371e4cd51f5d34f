"""Give pages their packages: what to load, and the files, from the cache."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import posixpath
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from pagelet_cli.errors import FileMissing, PageletError
from pagelet_cli.packages import store
from pagelet_cli.packages.compiled import TWIN, compile_ahead, compiled, sound
from pagelet_cli.packages.kept import candidates, wheels
from pagelet_cli.packages.listing import listing
from pagelet_cli.packages.needs import Need, needs
from pagelet_cli.packages.plan import Place, Plan, plan
from pagelet_cli.packages.store import PackageFile
from pagelet_cli.packages.target import target
from pagelet_cli.packages.written import Asker
from pagelet_cli.page.imports import all_names
from pagelet_cli.page.rewrite import RESERVED, packages_link
from pagelet_cli.runtimes.ahead import make_with, ready_with

if TYPE_CHECKING:
    from pagelet_cli.config import Settings
    from pagelet_cli.errors import Location
    from pagelet_cli.page.parse import Page
    from pagelet_cli.runtimes.memory import Packed
    from pagelet_cli.runtimes.pins import Runtime
    from pagelet_cli.serve.provision import Provision

# As many downloads at once as browsers make of one host.
_AT_ONCE = 6
# Each saved change of a list of packages is a new key; old ones are for tabs that are still open.
_MOST_KEYS = 1000


# A page waits so long for what is known of its packages since another run: reading it takes some milliseconds.
_GLANCE = 0.2


@dataclass(frozen=True, slots=True)
class _Asked:
    need: Need
    place: Place
    names: tuple[str, ...]
    asker: Asker | None = None


class Packages:
    """Resolve what pages need and fetch it, once for all pages, while they start."""

    def __init__(self, root: Path, settings: Settings, provision: Provision) -> None:
        self._root = root
        self._settings = settings
        self._provision = provision
        self._asked: dict[str, _Asked] = {}
        self._plans: dict[str, Future[Plan]] = {}
        self._files: dict[tuple[str, str], PackageFile] = {}
        self._paths: dict[PackageFile, Future[Path]] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._compilers: list[threading.Thread] = []
        self._pool = ThreadPoolExecutor(_AT_ONCE, "packages")

    def links(self, page: Page, file: str, read: Callable[[str], str | None]) -> str:
        """Write the links by which the kernel finds what to load; begin to look for it already."""
        links = []
        folder = posixpath.dirname(file)
        names = all_names(page, folder, read)
        asker = Asker(page, file, self._root, read, self._settings.packages)
        for need in needs(page, folder, read, self._settings.packages):
            asked = self._question(need, folder, candidates(need, names))
            key = self._ask(replace(asked, asker=asker))
            href = f"{RESERVED}packages/{key}.json"
            links.append(packages_link(href, need.kind, need.place, need.version))
        return "".join(links)

    def _question(self, need: Need, folder: str, names: tuple[str, ...]) -> _Asked:
        return _Asked(need, Place((self._root / folder).resolve(), self._root, self._settings), names)

    def kept(self, need: Need, folder: str, names: tuple[str, ...]) -> Packed | None:
        """Return the memory with the packages of a page, where one was made; not with what may change at any time."""
        if _moving(need):
            return None
        end = time.monotonic() + _GLANCE
        try:
            found = self._planned(self._ask(self._question(need, folder, names))).result(_GLANCE)
            chosen = wheels(found, names, lambda file: self._fetched(file).result(max(0, end - time.monotonic())))
            return ready_with(self._provision.pinned(found.lock.runtime), chosen) if chosen is not None else None
        except (PageletError, CancelledError, TimeoutError):
            return None  # the page will say it

    def _ask(self, asked: _Asked) -> str:
        state: list[object] = [_stamp(path) for path in (asked.place.folder, *asked.place.folder.parents)]
        if _moving(asked.need):
            state.append(time.monotonic_ns())
        key = hashlib.sha256(repr((asked.need, asked.place.folder, asked.names, state)).encode()).hexdigest()[:32]
        with self._lock:
            while len(self._asked) > _MOST_KEYS:
                oldest = next(iter(self._asked))
                del self._asked[oldest]
                self._plans.pop(oldest, None)
            if asked.asker or key not in self._asked:
                self._asked[key] = asked
        self._planned(key)
        return key

    def _planned(self, key: str) -> Future[Plan]:
        with self._lock:
            asked = self._asked.get(key)
            if asked is None:
                raise FileMissing(f"packages/{key}.json")
            flight = self._plans.get(key)
            # A failure is tried again by the next page: the network may be back, or the lock made.
            if flight is None or (flight.done() and flight.exception() is not None):
                flight = self._plans[key] = self._pool.submit(self._plan, asked)
            return flight

    def _plan(self, asked: _Asked) -> Plan:
        try:
            # It says what it takes; the page is waiting for it as well.
            self._provision.wait(f"{asked.need.runtime}-{asked.need.version}")
            found = plan(asked.need, asked.place, cancelled=self._stop)
        except PageletError as error:
            # The page says it, and the terminal hears of it from there.
            if error.where is None and asked.asker is not None:
                error.where = asked.asker.place(error, asked.need)
            raise
        files = [found.lock.file(name) for name in found.load]
        with self._lock:
            self._files |= {(file.sha256, file.name): file for file in files}
        flights = [self._fetched(file, asked.place.indexes(asked.need)) for file in files]
        thread = threading.Thread(target=self._compile, args=(asked, found, files, flights), daemon=True)
        self._compilers.append(thread)
        thread.start()
        return found

    def _compile(self, asked: _Asked, found: Plan, files: list[PackageFile], flights: list[Future[Path]]) -> None:
        """Make twins of the wheels, and a memory that has them, for the next time that the page opens."""
        try:
            paths = [flight.result() for flight in flights]
            folder = self._provision.wait(f"{asked.need.runtime}-{asked.need.version}")
            if not self._stop.is_set():
                chosen = target(asked.need.runtime, asked.need.version, extra=self._settings.pins)
                compile_ahead(zip(files, paths, strict=True), chosen, folder, self._stop)
                self._keep(asked, found, dict(zip(files, paths, strict=True)), folder)
        except (PageletError, CancelledError):
            return  # the page says it

    def _keep(self, asked: _Asked, found: Plan, paths: dict[PackageFile, Path], folder: Path) -> None:
        if asked.need.kind != "py" or _moving(asked.need):
            return
        chosen = wheels(found, asked.names, paths.__getitem__)
        if chosen is not None:
            make_with(self._provision.pinned(found.lock.runtime), folder, chosen, self._stop)

    def _fetched(self, file: PackageFile, logins: Iterable[str] = ()) -> Future[Path]:
        with self._lock:
            flight = self._paths.get(file)
            if flight is None or (flight.done() and flight.exception() is not None):
                flight = self._paths[file] = self._pool.submit(store.fetch, file, tuple(logins), cancelled=self._stop)
            return flight

    async def answer(self, key: str) -> bytes:
        """Say what to load, in Pyodide's own terms, or why nothing can be."""
        try:
            found = await asyncio.wrap_future(self._planned(key))
        except FileMissing:
            raise
        except PageletError as error:
            where = self._seen_from(self._asked[key].place.folder, error.where) if error.where else {}
            said = {
                "code": error.code,
                "message": error.what,
                "hint": error.todo,
                "traceback": "\n".join(error.details),
            }
            return json.dumps({"error": {**said, **where}}).encode()
        return listing(found, lambda file: self._quickest(file, found.lock.runtime))

    def _seen_from(self, folder: Path, where: Location) -> dict[str, str | int]:
        """Name a place as the page does: from its own folder on."""
        file = os.path.relpath(self._root.resolve() / where.file, folder)
        return {"file": file.replace(os.sep, "/"), "line": where.line or 0}

    def _quickest(self, file: PackageFile, runtime: str) -> PackageFile:
        twin = compiled(file, runtime)
        if twin is None or ((twin.sha256, twin.name) not in self._files and not sound(twin)):
            return file
        with self._lock:
            self._files[twin.sha256, twin.name] = twin
        return twin

    async def file(self, digest: str, name: str) -> Path:
        """Wait for a file that a plan has named."""
        file = self._files.get((digest, name))
        if file is None:
            raise FileMissing(f"packages/{digest}/{name}")
        if file.group == TWIN:
            return Path(file.sources[0])
        return await asyncio.wrap_future(self._fetched(file))

    async def published(self, wanted: Runtime, name: str) -> tuple[Path, str] | None:
        """Wait for a file that an interpreter was published with; None where it was not."""
        if wanted.name != "pyodide" or not name.endswith((".whl", ".zip", ".tar")):
            return None
        chosen = await asyncio.to_thread(
            target, wanted.name, wanted.version, extra=self._settings.pins, cancelled=self._stop
        )
        entry = chosen.distribution.get(canonicalize_name(name.partition("-")[0]))
        if entry is None or entry["file_name"] != name:
            entry = next((each for each in chosen.distribution.values() if each["file_name"] == name), None)
        if entry is None:
            return None
        file = PackageFile(name, entry["sha256"], (chosen.address(name),), wanted.label)
        return await asyncio.wrap_future(self._fetched(file)), file.sha256

    def close(self) -> None:
        """Stop what is under way."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for thread in self._compilers:
            thread.join(5)


def _moving(need: Need) -> bool:
    """Tell whether a folder or wheel of the user's is among the packages: it may change at any time."""
    return any(text.startswith(".") or text.endswith(".whl") for text in need.listed)


def _stamp(folder: Path) -> tuple[str, int] | None:
    """Tell a lock that was written since."""
    found = [path for name in ("pagelet.lock", "pagelet-micropython.lock") if (path := folder / name).is_file()]
    return (str(folder), max(path.stat().st_mtime_ns for path in found)) if found else None
