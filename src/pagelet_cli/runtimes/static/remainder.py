"""The rest of a standard library that was split, in the page: fetched when Python first looks for a part of it.

The tool puts this beside the modules of the first part, under the name `_pagelet_remainder`, and writes the names of those
in the second part behind it.
"""

from __future__ import annotations

import gc
import linecache
import logging
import os
import random
import sys
import time
import zipimport
from _sha2 import sha256  # type: ignore[import-not-found]
from binascii import b2a_base64

# False for type checkers would be the other way round: nobody in a page reads these.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NAMES: frozenset[str] = frozenset()
FIRST: frozenset[str] = frozenset()
ARCHIVE = "/lib/python{}{}.zip".format(*sys.version_info[:2])
SOURCES = "/lib/pagelet-sources.zip"

# What gives the second part, or both, and what gives the archive of sources: None for what is not needed.
_ask_rest: Callable[[], Any] | None = None
_ask_sources: Callable[[], Any] | None = None
_integrities: list[str] = []
# Whether the archive is there at all: files are no part of a restored memory.
_absent = False
_plain = zipimport.zipimporter.get_source


class Finder:
    """Stand before Python's own finders, and complete the archive when a name of the second part is looked for."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Find nothing, but make it findable."""
        if _ask_rest is not None and (name in NAMES or (_absent and name in FIRST)):
            complete()


def install(ask_rest: Callable[[], Any] | None, ask_sources: Callable[[], Any], integrities: Any) -> None:
    """Begin to watch imports, and questions for source code; what comes must have these hashes."""
    global _ask_rest, _ask_sources  # noqa: PLW0603 - one library, one state
    _ask_rest, _ask_sources = ask_rest, ask_sources
    _integrities[:] = integrities
    zipimport.zipimporter.get_source = _get_source  # type: ignore[method-assign]
    if ask_rest is not None and Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]


def complete() -> None:
    """Put the second part behind the first: the list of contents at the end of a zip is all that changes."""
    global _ask_rest, _absent  # noqa: PLW0603
    given, _ask_rest = _ask_rest, None
    if Finder in sys.meta_path:
        sys.meta_path.remove(Finder)  # type: ignore[arg-type]
    answer = given() if given is not None else None
    if answer is None:
        raise ImportError("the rest of the standard library could not be fetched")
    parts = [part.to_bytes() for part in answer]
    # Of what Python waits for, browsers check no hash.
    if _integrities != ["sha256-" + b2a_base64(sha256(part).digest(), newline=False).decode() for part in parts]:
        raise ImportError("the rest of the standard library is damaged")
    if not _absent:
        with open(ARCHIVE, "rb") as archive:
            parts.insert(0, archive.read())
    first, rest = parts
    with open(ARCHIVE, "wb") as archive:
        archive.write(first[: int.from_bytes(first[-6:-2], "little")] + rest)
    _absent = False
    refresh()


def freeze() -> None:
    """Make ready for the memory to be kept: import what is there, and hold nothing that is this start's alone."""
    global _absent  # noqa: PLW0603
    for name in sorted(FIRST):
        __import__(name)
    sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]
    zipimport.zipimporter.get_source = _get_source  # type: ignore[method-assign]
    for path, finder in list(sys.path_importer_cache.items()):
        if not isinstance(finder, zipimport.zipimporter):
            del sys.path_importer_cache[path]  # they have read folders
    linecache.clearcache()
    _absent = True
    gc.collect()


def thaw(ask: Callable[[], Any] | None, ask_sources: Callable[[], Any], integrities: Any, environment: Any) -> None:
    """Begin anew in a memory that was restored: with chance, clock and surroundings of this visit."""
    global _absent  # noqa: PLW0603
    _absent = ask is not None
    install(ask, ask_sources, integrities)
    if ask is None:
        sys.meta_path.remove(Finder)  # type: ignore[arg-type]
    random.seed()
    logging._startTime = time.time_ns() if sys.version_info >= (3, 13) else time.time()  # type: ignore[attr-defined]
    os.environ.update(environment.to_py())


def refresh() -> None:
    """Let importers read the list of contents anew, once for all of them."""
    zipimport._zip_directory_cache.pop(ARCHIVE, None)
    for importer in sys.path_importer_cache.values():
        if isinstance(importer, zipimport.zipimporter) and importer.archive == ARCHIVE:
            # Before 3.13 each importer keeps the list, and reads it for itself when it is told to forget it.
            if not hasattr(importer, "_files"):
                break
            if ARCHIVE not in zipimport._zip_directory_cache:
                importer.invalidate_caches()
            importer._files = zipimport._zip_directory_cache[ARCHIVE]


def _get_source(self: zipimport.zipimporter, fullname: str) -> str | None:
    """Read the source of a module, from the archive of sources where there is only compiled code."""
    global _ask_sources  # noqa: PLW0603
    found = _plain(self, fullname)
    if found is not None or self.archive != ARCHIVE:
        return found
    if _ask_sources is not None:
        given, _ask_sources = _ask_sources, None
        if (sources := given()) is not None:
            with open(SOURCES, "wb") as archive:
                archive.write(sources.to_bytes())
    try:
        return _plain(zipimport.zipimporter(SOURCES + (f"/{self.prefix}" if self.prefix else "")), fullname)
    except zipimport.ZipImportError:
        return None
