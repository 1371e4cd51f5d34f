"""What one interpreter of a page is to load: out of the lock beside the page, or resolved now and remembered."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pagelet_cli.errors import IndexUnreachable, Location, LockStale
from pagelet_cli.packages import lock as locks
from pagelet_cli.packages import requirement
from pagelet_cli.packages.index import Indexes
from pagelet_cli.packages.resolve import counts, resolve
from pagelet_cli.packages.target import Target, target
from pagelet_cli.runtimes.cache import cache_folder

if TYPE_CHECKING:
    import threading

    from pagelet_cli.config import Settings
    from pagelet_cli.packages.lock import Lock
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.packages.requirement import Wish

# A page without a lock looks for newer versions once a day, as often as a developer may care.
_FRESH = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold the packages to load in their order, and the entries of the config that they grant."""

    lock: Lock
    load: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Hold where a page is: its folder, the folder above that is served or locked, and the project's settings."""

    folder: Path
    root: Path
    settings: Settings

    def indexes(self, need: Need) -> tuple[str, ...]:
        """List the indexes to ask: the page's own, or the project's."""
        return need.indexes or tuple(self.settings.index_urls)

    def wishes(self, texts: Sequence[str], *, within: Path | None = None) -> list[Wish]:
        """Read entries: those of the project are relative to its folder, those of a page to the page."""
        project = set(self.settings.packages)
        folders = ((text, self.root if text in project else self.folder) for text in texts)
        return [requirement.read(text, base, within=within) for text, base in folders]


def plan(need: Need, place: Place, *, cancelled: threading.Event | None = None) -> Plan:
    """Find what to load."""
    chosen = target(need.runtime, need.version, extra=place.settings.pins, cancelled=cancelled)
    texts = need.wishes(chosen)
    wishes = place.wishes(texts, within=place.root)
    found = locks.find(place.folder, place.root, need.runtime)
    if found is not None:
        lock = locks.read(found)
        locks.demand(lock, chosen.label)
        _satisfied(lock, wishes, chosen)
    elif wishes:
        lock = _remembered(texts, wishes, chosen, place.indexes(need))
    else:
        return Plan(locks.made_of([], [], chosen))
    return Plan(lock, tuple(lock.order(wish.name for wish in wishes)), need.listed)


def _satisfied(lock: Lock, wishes: Sequence[Wish], chosen: Target) -> None:
    versions = lock.versions()
    missing = []
    for wish in wishes:
        if not counts(wish, chosen):
            continue
        version = versions.get(wish.name)
        if version is None or not wish.requirement.specifier.contains(version, prereleases=True):
            missing.append(wish.text)
    if missing:
        raise LockStale(Location(str(lock.path)), missing)


def _remembered(texts: Sequence[str], wishes: Sequence[Wish], chosen: Target, indexes: Sequence[str]) -> Lock:
    """Resolve, or take what was resolved before: of today, or, where the index does not answer, of any day."""
    moving = any(isinstance(wish.source, Path) for wish in wishes)
    key = json.dumps([chosen.label, sorted(texts), list(indexes)]).encode()
    path = cache_folder() / "resolved" / f"{hashlib.sha256(key).hexdigest()}.lock"
    known = path.is_file() and not moving
    if known and time.time() - path.stat().st_mtime < _FRESH:
        return locks.read(path)
    try:
        found = resolve(wishes, chosen, Indexes(indexes, micropython=chosen.micropython), logins=indexes)
    except IndexUnreachable:
        if known:
            return locks.read(path)
        raise
    made = locks.made_of(found, texts, chosen)
    if not moving:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{time.monotonic_ns()}")
        part.write_text(made.text(), "utf-8")
        part.replace(path)
    return made
