"""The files of a build, and the folder that they are written into, all at once."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import zstandard

from pagelet_cli.errors import OutputTaken, OutputUnwritable
from pagelet_cli.runtimes.cache import cache_folder
from pagelet_cli.serve.files import MARK

HOSTING = "hosting"
# Memories of Python, with or without packages, and libraries that are compiled.
AHEAD = "made ahead"
_FORMAT = 1
# The oldest time that a zip can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What is compressed already.
_PACKED = re.compile(
    r"\.(avif|br|flac|gif|gz|jpe?g|jxl|mp[34]|ogg|parquet|png|tgz|web[mp]|whl|woff2?|xlsx|zip|zst)$", re.IGNORECASE
)
_SMALLEST = 1024
# Memories of large packages would keep the computer busy for minutes.
_LARGE = 32 * 1024**2
_LARGEST = 256 * 1024**2
_ZSTD_WINDOW = 23


@dataclass(frozen=True, slots=True)
class File:
    """Hold one file of the site, the part that it belongs to, and whether it is loaded when a page starts.

    A spare one is loaded only where another cannot be used, by an older browser say.
    What is large and was compressed when it was made is not compressed again: its twin is known.
    """

    data: bytes
    part: str
    start: bool = False
    brotli: bytes | None = None
    spare: bool = False

    def twins(self, path: str) -> dict[str, bytes]:
        """Compress it, where that makes it smaller and a browser may ask for it: the twins by their suffixes."""
        if self.part == HOSTING or _PACKED.search(path) or not _SMALLEST <= len(self.data) <= _LARGEST:
            return {}
        found = {
            ".br": self.brotli or _kept(self.data, ".br", squeezed_brotli),
            ".zst": _kept(self.data, ".zst", squeezed_zstd),
            ".gz": _kept(self.data, ".gz", gzipped),
        }
        return {suffix: twin for suffix, twin in found.items() if len(twin) < len(self.data)}


@dataclass(slots=True)
class Output:
    """Collect files by their paths below the root of the site."""

    files: dict[str, File] = field(default_factory=dict)
    twins: bool = True

    def add(self, path: str, data: bytes, part: str, *, start: bool = False, brotli: bytes | None = None) -> None:
        """Add a file; the same file of two pages is one."""
        before = self.files.get(path)
        self.files[path] = File(data, part, start or (before is not None and before.start), brotli)

    def first(self, path: str) -> None:
        """Know of a file that a page's start loads it."""
        self.files[path] = replace(self.files[path], start=True, spare=False)

    def later(self, path: str) -> None:
        """Know of a file that there is another one in its place."""
        self.files[path] = replace(self.files[path], start=False, spare=True)

    def wanted(self, path: str) -> None:
        """Know of a file that pages may come to ask for, after all."""
        self.files[path] = replace(self.files[path], spare=False)

    def marked(self) -> bytes:
        """List every file with its hash: by this list a folder is known to be a build."""
        hashes = {path: hashlib.sha256(file.data).hexdigest() for path, file in sorted(self.files.items())}
        return (json.dumps({"format": _FORMAT, "files": hashes}, indent=1) + "\n").encode()

    def zipped(self) -> bytes:
        """Pack the site for a host that unpacks it, and compresses on its own; without the time of day."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = MARK.encode()  # by which the next build knows it
            for path, file in sorted(self.files.items()):
                archive.writestr(zipfile.ZipInfo(path, _EPOCH), file.data, zipfile.ZIP_DEFLATED, 9)
        return buffer.getvalue()

    def write(self, folder: Path) -> None:
        """Put the site in the place of the one that was built there before."""
        demand_ours(folder)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
                new, old = Path(scratch, "new"), Path(scratch, "old")
                for path, file in self.files.items():
                    _write(new / path, file.data)
                    for suffix, twin in file.twins(path).items() if self.twins else ():
                        _write(new / f"{path}{suffix}", twin)
                _write(new / MARK, self.marked())
                if folder.exists():
                    folder.rename(old)
                new.rename(folder)
        except OSError as error:
            raise OutputUnwritable(folder, error.strerror or str(error)) from None


def demand_ours(folder: Path) -> None:
    """Refuse a folder that holds something else than a build."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file()):
        raise OutputTaken(folder)


def gzipped(data: bytes) -> bytes:
    """Compress for any browser; without the time of day, which gzip would note."""
    return gzip.compress(data, 9 if len(data) <= _LARGE else 6, mtime=0)


def squeezed_brotli(data: bytes) -> bytes:
    """Compress as tightly as Brotli can, in a time that people will wait."""
    made: bytes = brotli.compress(data, quality=11 if len(data) <= _LARGE else 6, lgwin=24)
    return made


def squeezed_zstd(data: bytes) -> bytes:
    """Compress for browsers that take Zstandard, which they unpack several times as fast."""
    # Browsers take no larger window: https://www.rfc-editor.org/rfc/rfc9659
    level = 19 if len(data) <= _LARGE else 9
    settings = zstandard.ZstdCompressionParameters.from_level(level, source_size=len(data), window_log=_ZSTD_WINDOW)
    return zstandard.ZstdCompressor(compression_params=settings).compress(data)


def _kept(data: bytes, suffix: str, make: Callable[[bytes], bytes]) -> bytes:
    """Compress as well as can be; that takes seconds for an interpreter, so what was done once is kept."""
    place = cache_folder() / "squeezed" / f"{hashlib.sha256(data).hexdigest()}{suffix}"
    try:
        return place.read_bytes()
    except OSError:
        made = make(data)
    with contextlib.suppress(OSError):  # it is only a convenience
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_bytes(made)
        part.replace(place)
    return made


def write_file(path: Path, data: bytes) -> None:
    """Write one file in the place of the one that was built there before."""
    try:
        _write(path, data)
    except OSError as error:
        raise OutputUnwritable(path, error.strerror or str(error)) from None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
