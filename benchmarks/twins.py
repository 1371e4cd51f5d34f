"""Compress each file once, as a host with care for its visitors does, and keep the result between runs."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from pagelet_cli.build.output import squeezed_brotli, squeezed_zstd
from pagelet_cli.runtimes.cache import cache_folder

# A zip file is compressed already, and hosts do not compress it again.
_PLAIN = {".zip"}
# Below this the header that says so is longer than what it saves.
_SMALLEST = 200
# Brotli packs tighter, and browsers unpack Zstandard several times as fast, from their caches as well: that is what
# counts for files of megabytes.
_LARGE = 1 << 20


def compressed(name: str, data: bytes) -> tuple[str, bytes] | None:
    """Return the name of an encoding and that form of a file, or None where a host would send it as it is."""
    if PurePath(name).suffix in _PLAIN or len(data) < _SMALLEST:
        return None
    encoding, make = ("zstd", squeezed_zstd) if len(data) >= _LARGE else ("br", squeezed_brotli)
    kept = cache_folder() / "bench" / f"{hashlib.sha256(data).hexdigest()}.{encoding}"
    if kept.is_file():
        return encoding, kept.read_bytes()
    made = make(data)
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(".part")
    part.write_bytes(made)
    part.replace(kept)
    return encoding, made
