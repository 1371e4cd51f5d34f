"""Bring an interpreter into the cache: any source, one hash, never half."""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Generic, TypeVar

from pagelet_cli import report
from pagelet_cli.errors import (
    CacheUnwritable,
    DiskFull,
    FetchCancelled,
)
from pagelet_cli.runtimes import cache
from pagelet_cli.runtimes.sources import Reader, Source, SourceFailed, Unsteady, offline

if TYPE_CHECKING:
    import threading

    from pagelet_cli.runtimes.pins import Pin

K = TypeVar("K", bound=cache.Kept)
Progress = Callable[[str], AbstractContextManager[report.Meter]]
# Seconds until a source is asked again.
_MOMENT = 0.5
Opener = Callable[[Path], BinaryIO]


class _Mismatch(SourceFailed):
    pass


class _Stopped(Exception):
    pass


def create(path: Path) -> BinaryIO:
    """Open a file to write; tests put a full disk here."""
    return path.open("wb")


def obtain(
    kept: K,
    sources: Sequence[Source[K]],
    *,
    progress: Progress = report.download,
    cancelled: threading.Event | None = None,
    opener: Opener = create,
) -> Path:
    """Return the verified folder, fetching what the cache lacks."""
    target = cache.cache_folder() / kept.place
    try:
        if cache.complete(target, kept):
            return target
        work = cache.workspace(target)
    except OSError as error:
        raise cache_error(error, target.parent) from None
    job = _Job(kept, work, opener, cancelled)
    try:
        job.run(sources, progress)
        return cache.publish(work, target, kept)
    except _Stopped:
        raise FetchCancelled(kept.label) from None
    except OSError as error:
        raise cache_error(error, target.parent) from None
    finally:
        cache.discard(work)


def cache_error(error: OSError, folder: Path) -> DiskFull | CacheUnwritable:
    """Say why the cache could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(folder)
    return CacheUnwritable(folder, error.strerror or str(error))


class _Job(Generic[K]):
    """Fill one workspace from the sources in their order."""

    def __init__(self, kept: K, work: Path, opener: Opener, cancelled: threading.Event | None) -> None:
        self.kept = kept
        self.work = work
        self.opener = opener
        self.cancelled = cancelled
        self.missing = dict(kept.files)
        self.attempts: list[str] = []
        self.damaged = False

    def run(self, sources: Sequence[Source[K]], progress: Progress) -> None:
        """Ask each source for what is still missing."""
        for source in sources:
            with progress(f"{self.kept.label} ({source.label})") as meter:
                meter.total(self.kept.size)
                self._ask(source, meter)
            if not self.missing:
                return
        if self.damaged:
            raise self.kept.damaged(self.attempts)
        if not sources:
            self.attempts.append("the network is forbidden and no mirror is set")
        raise self.kept.unavailable(self.attempts, offline=offline())

    def _ask(self, source: Source[K], meter: report.Meter) -> None:
        try:
            with source.opened(self.kept) as read:
                for name in list(self.missing):
                    self._take_twice(name, read, meter)
                    del self.missing[name]
        except SourceFailed as error:
            self.damaged = self.damaged or isinstance(error, _Mismatch)
            self.attempts.append(f"{source.label}: {error}")
            self._check()

    def _take_twice(self, name: str, read: Reader, meter: report.Meter) -> None:
        """Ask once more for what failed as lines and servers do for a moment."""
        try:
            self._take(name, read, meter)
        except Unsteady:
            self._check()
            time.sleep(_MOMENT)
            self._take(name, read, meter)

    def _take(self, name: str, read: Reader, meter: report.Meter) -> None:
        pin = self.kept.files[name]
        path = self.work / name
        hasher = hashlib.sha256()
        size = 0
        try:
            with self.opener(path) as stream:
                for chunk in self._until_stopped(read(name)):
                    size += len(chunk)
                    meter.advance(len(chunk))
                    if pin.size is not None and size > pin.size:
                        break
                    hasher.update(chunk)
                    stream.write(chunk)
            _compare(name, pin, size, hasher.hexdigest())
        except Unsteady:
            meter.advance(-size)
            raise

    def _until_stopped(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._check()
            yield chunk

    def _check(self) -> None:
        if self.cancelled is not None and self.cancelled.is_set():
            raise _Stopped


def _compare(name: str, pin: Pin, size: int, digest: str) -> None:
    if pin.size is not None and size < pin.size:
        raise Unsteady(f"{name} ended after {size} of {pin.size} bytes")
    if (pin.size is not None and size > pin.size) or digest != pin.sha256:
        raise _Mismatch(f"{name} has the wrong SHA-256")
