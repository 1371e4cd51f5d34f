"""Bring an interpreter into the cache: any source, one hash, never half."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pagelet_cli import report
from pagelet_cli.errors import (
    CacheUnwritable,
    DiskFull,
    FetchCancelled,
    RuntimeDamaged,
    RuntimeUnavailable,
)
from pagelet_cli.runtimes import cache
from pagelet_cli.runtimes.sources import Reader, Source, SourceFailed, offline

if TYPE_CHECKING:
    import threading

    from pagelet_cli.runtimes.pins import Pin, Runtime

Progress = Callable[[str], AbstractContextManager[report.Meter]]
Opener = Callable[[Path], BinaryIO]


class _Mismatch(SourceFailed):
    pass


class _Stopped(Exception):
    pass


def create(path: Path) -> BinaryIO:
    """Open a file to write; tests put a full disk here."""
    return path.open("wb")


def obtain(
    runtime: Runtime,
    sources: Sequence[Source],
    *,
    progress: Progress = report.download,
    cancelled: threading.Event | None = None,
    opener: Opener = create,
) -> Path:
    """Return the verified folder of a runtime, fetching what the cache lacks."""
    target = cache.runtimes_folder() / runtime.label
    try:
        if cache.complete(target, runtime):
            return target
        work = cache.workspace(runtime.label)
    except OSError as error:
        raise _cache_error(error) from None
    job = _Job(runtime, work, opener, cancelled)
    try:
        job.run(sources, progress)
        return cache.publish(work, target, runtime)
    except _Stopped:
        raise FetchCancelled(runtime.label) from None
    except OSError as error:
        raise _cache_error(error) from None
    finally:
        cache.discard(work)


def _cache_error(error: OSError) -> DiskFull | CacheUnwritable:
    folder = cache.runtimes_folder()
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(folder)
    return CacheUnwritable(folder, error.strerror or str(error))


class _Job:
    """Fill one workspace from the sources in their order."""

    def __init__(self, runtime: Runtime, work: Path, opener: Opener, cancelled: threading.Event | None) -> None:
        self.runtime = runtime
        self.work = work
        self.opener = opener
        self.cancelled = cancelled
        self.missing = dict(runtime.files)
        self.attempts: list[str] = []
        self.damaged = False

    def run(self, sources: Sequence[Source], progress: Progress) -> None:
        """Ask each source for what is still missing."""
        for source in sources:
            with progress(f"{self.runtime.label} ({source.label})") as meter:
                meter.total(self.runtime.size)
                self._ask(source, meter)
            if not self.missing:
                return
        if self.damaged:
            raise RuntimeDamaged(self.runtime.label, self.attempts)
        if not sources:
            self.attempts.append("the network is forbidden and no mirror is set")
        raise RuntimeUnavailable(self.runtime.label, self.attempts, offline=offline())

    def _ask(self, source: Source, meter: report.Meter) -> None:
        try:
            with source.opened(self.runtime) as read:
                for name in list(self.missing):
                    self._take(name, read, meter)
                    del self.missing[name]
        except SourceFailed as error:
            self.damaged = self.damaged or isinstance(error, _Mismatch)
            self.attempts.append(f"{source.label}: {error}")
            self._check()

    def _take(self, name: str, read: Reader, meter: report.Meter) -> None:
        pin = self.runtime.files[name]
        path = self.work / name
        hasher = hashlib.sha256()
        size = 0
        with self.opener(path) as stream:
            for chunk in self._until_stopped(read(name)):
                size += len(chunk)
                if pin.size is not None and size > pin.size:
                    break
                hasher.update(chunk)
                stream.write(chunk)
                meter.advance(len(chunk))
        _compare(name, pin, size, hasher.hexdigest())

    def _until_stopped(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._check()
            yield chunk

    def _check(self) -> None:
        if self.cancelled is not None and self.cancelled.is_set():
            raise _Stopped


def _compare(name: str, pin: Pin, size: int, digest: str) -> None:
    if pin.size is not None and size < pin.size:
        raise SourceFailed(f"{name} ended after {size} of {pin.size} bytes")
    if (pin.size is not None and size > pin.size) or digest != pin.sha256:
        raise _Mismatch(f"{name} has the wrong SHA-256")
