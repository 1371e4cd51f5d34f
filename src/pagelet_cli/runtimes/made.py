"""Files that the tool makes of an interpreter, once for each version, and keeps in the cache under their own hashes."""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache as remembered
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pagelet_cli.runtimes import cache
from pagelet_cli.runtimes.cache import cache_folder, digest, discard
from pagelet_cli.runtimes.twins import make_twins

if TYPE_CHECKING:
    import threading

    from pagelet_cli.runtimes.pins import Runtime

_NOTE = "made.json"
# Longer than Node is given for anything.
_LONGEST = 400.0
_GLANCE = 0.2
# What no page has had for a week goes, and what is beyond a gigabyte: it can be made again.
_UNUSED = 7 * 24 * 3600.0
_MOST = 10**9
_HOUR = 3600.0
# As in the kernel's `kept.js`, which says why.
_PIECE = 2**18


@dataclass(frozen=True, slots=True)
class Made:
    """Name a file that was made, and its SHA-256; a Brotli twin lies beside it."""

    path: Path
    sha256: str

    @property
    def integrity(self) -> str:
        """Write the hash as browsers want it."""
        return "sha256-" + base64.b64encode(bytes.fromhex(self.sha256)).decode()

    @property
    def proof(self) -> str:
        """Write both hashes of a large file."""
        return f"{self.integrity} {_pieces_of(self.path, self.sha256)}"

    @property
    def address(self) -> str:
        """Name it as pages do, from the kernel's folder on; a site has it beside that folder."""
        return f"made/{self.sha256}"


def pieces(data: bytes) -> str:
    """Hash a large file in pieces, as the kernel does, which is quicker on a page."""
    hashes = (hashlib.sha256(data[at : at + _PIECE]).digest() for at in range(0, len(data), _PIECE))
    return "pieces-" + base64.b64encode(hashlib.sha256(b"".join(hashes)).digest()).decode()


@remembered
def _pieces_of(path: Path, sha256: str) -> str:  # noqa: ARG001 - what is at a path may be made anew
    return pieces(path.read_bytes())


def folder(wanted: Runtime, recipe: Sequence[str | bytes]) -> Path:
    """Name the folder of what is made of an interpreter by a recipe: all that decides what comes out."""
    hasher = hashlib.sha256()
    for part in (*sorted(pin.sha256 for pin in wanted.files.values()), *recipe):
        data = part.encode() if isinstance(part, str) else part
        hasher.update(b"%d:" % len(data) + data)
    return cache_folder() / "made" / wanted.label / hasher.hexdigest()[:32]


def find(place: Path, names: Sequence[str]) -> list[Made] | None:
    """Return the files of a folder, where it is there and whole; a name may stand for many, as "block-*" does."""
    try:
        hashes = msgspec.json.decode((place / _NOTE).read_bytes(), type=dict[str, str])
        found = [Made(place / name, hashes[name]) for wanted in names for name in _meant(wanted, hashes)]
    except (OSError, KeyError, msgspec.DecodeError):
        return None
    if not all(made.path.is_file() for made in found):
        return None
    with suppress(OSError):
        if time.time() - (place / _NOTE).stat().st_mtime > _HOUR:
            os.utime(place / _NOTE)
    return found


def _meant(name: str, among: Iterable[str]) -> list[str]:
    return sorted(fnmatch.filter(among, name)) if "*" in name else [name]


def sweep() -> None:
    """Remove what was made and not used for long, as that of an older version, and what processes left behind."""
    base = cache_folder() / "made"
    used = {note.parent: note.stat().st_mtime for note in base.glob(f"*/*/{_NOTE}")}
    # A build that found something has yet to read it, and the note's time is up to an hour behind.
    busy = time.time() - 2 * _HOUR
    total = 0
    for place in sorted(used, key=used.__getitem__, reverse=True):
        total += sum(path.stat().st_size for path in place.iterdir())
        if used[place] < time.time() - _UNUSED or (total > _MOST and used[place] < busy):
            discard(place)
    for folder in base.glob("*"):
        cache.sweep(folder)


def make(
    place: Path, names: Sequence[str], fill: Callable[[Path], bool], stopped: threading.Event
) -> list[Made] | None:
    """Fill a folder, whole or not at all; return None where that did not work."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _alone(place, stopped), tempfile.TemporaryDirectory(prefix=".making-", dir=place.parent) as scratch:
            work = Path(scratch) / place.name
            work.mkdir()
            ready = find(place, names)
            if ready is not None or stopped.is_set() or not fill(work):
                return ready
            there = [path.name for path in work.iterdir()]
            hashes = {name: digest(work / name) for wanted in names for name in _meant(wanted, there)}
            make_twins(work, stopped)
            (work / _NOTE).write_bytes(msgspec.json.encode(hashes))
            if stopped.is_set():
                return None
            discard(place)  # what lies there lacks a file
            work.rename(place)
            sweep()
    except OSError:
        pass  # another process was first, or the disk is full
    return find(place, names)


@contextmanager
def _alone(place: Path, stopped: threading.Event) -> Iterator[None]:
    """Wait while another process makes the same; one that was killed is not waited for."""
    mark = place.with_name(f".{place.name}-made")
    while not _claimed(mark):
        if stopped.wait(_GLANCE):
            yield
            return
    try:
        yield
    finally:
        mark.rmdir()


def _claimed(mark: Path) -> bool:
    try:
        mark.mkdir()
    except FileExistsError:
        with suppress(OSError):
            if time.time() - mark.stat().st_mtime > _LONGEST:
                mark.rmdir()
        return False
    return True
