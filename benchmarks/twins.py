"""Compress each file once, as tightly as Brotli can, and keep the result between runs."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

import brotli  # type: ignore[import-untyped]

from pagelet_cli.runtimes.cache import cache_folder

# A zip file is compressed already, and hosts do not compress it again.
_PLAIN = {".zip"}
# Below this the header that says so is longer than what it saves.
_SMALLEST = 200


def compressed(name: str, data: bytes) -> bytes | None:
    """Return the Brotli form of a file, or None where a host would send it as it is."""
    if PurePath(name).suffix in _PLAIN or len(data) < _SMALLEST:
        return None
    kept = cache_folder() / "bench" / f"{hashlib.sha256(data).hexdigest()}.br"
    if kept.is_file():
        return kept.read_bytes()
    made: bytes = brotli.compress(data, quality=11, lgwin=24)
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(".part")
    part.write_bytes(made)
    part.replace(kept)
    return made
