"""Compressed twins of cached files, so that `serve` need not compress while a page waits."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]

if TYPE_CHECKING:
    import threading

_QUALITY = 9
# Memories of large packages would keep the computer busy for half a minute.
_LARGE = 16 * 1024 * 1024
_QUALITY_OF_LARGE = 5
_SKIP = {".zip", ".br", ".gz", ".whl"}
_MINIMUM = 1024


def twin(path: Path) -> Path:
    """Name the Brotli twin of a file."""
    return path.with_name(path.name + ".br")


def make_twins(folder: Path, cancelled: threading.Event | None = None) -> None:
    """Write the twins that a folder lacks, each one whole or not at all."""
    for path in sorted(folder.iterdir(), key=lambda entry: entry.stat().st_size):
        if cancelled is not None and cancelled.is_set():
            return
        if path.suffix in _SKIP or path.name.startswith(".") or twin(path).exists():
            continue
        if path.stat().st_size >= _MINIMUM:
            _write(path, cancelled)


def _write(path: Path, cancelled: threading.Event | None) -> None:
    large = path.stat().st_size > _LARGE
    compressor = brotli.Compressor(quality=_QUALITY_OF_LARGE if large else _QUALITY, lgwin=22)
    handle, name = tempfile.mkstemp(prefix=".twin-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out, path.open("rb") as stream:
            while chunk := stream.read(512 * 1024):
                if cancelled is not None and cancelled.is_set():
                    return
                out.write(compressor.process(chunk))
            out.write(compressor.finish())
        Path(name).replace(twin(path))
    except OSError:
        # A twin is a convenience: a full or read-only disk must not stop the page.
        return
    finally:
        Path(name).unlink(missing_ok=True)
