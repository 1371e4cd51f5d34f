"""A standard library that is compiled ahead, by the interpreter that will run it, and split in two.

The first part is what starting takes and what small pages import; the second turns it into the whole.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file
from importlib.resources import files as resources
from typing import TYPE_CHECKING

from pagelet_cli.runtimes import made, node
from pagelet_cli.runtimes.cache import cache_folder

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable
    from pathlib import Path

    from pagelet_cli.runtimes.made import Made
    from pagelet_cli.runtimes.pins import Runtime

_NAMES = ("start", "rest")
_PACKAGE = "pagelet_cli.runtimes"


@dataclass(frozen=True, slots=True)
class Library:
    """Hold the two parts."""

    start: Made
    rest: Made
    later: frozenset[str]

    def lacks(self, names: Iterable[str]) -> bool:
        """Tell whether one of these dotted names is in the second part."""
        stems = [name.replace(".", "/") for name in names]
        return any(path in self.later for stem in stems for path in (f"{stem}.py", f"{stem}/__init__.py"))


def library(wanted: Runtime) -> Library | None:
    """Return the compiled library of an interpreter, where the cache has one."""
    found = made.find(_place(wanted), _NAMES)
    return _library(wanted, found) if found is not None else None


def make_library(wanted: Runtime, folder: Path, stopped: threading.Event) -> Library | None:
    """Return the compiled library of the interpreter in a folder, made now where the cache has none; it takes Node."""
    if wanted.name != "pyodide" or not node.available():
        return None
    with node.turn:
        ready = library(wanted)
        if ready is not None or stopped.is_set():
            return ready
        with as_file(resources(_PACKAGE) / "static" / "remainder.py") as remainder:

            def fill(work: Path) -> bool:
                return node.run(_PACKAGE, "stdlib.mjs", [folder, remainder, work], stopped)

            found = made.make(_place(wanted), _NAMES, fill, stopped)
    return _library(wanted, found) if found is not None else None


def _library(wanted: Runtime, parts: list[Made]) -> Library | None:
    start, rest = parts
    try:
        return Library(start, rest, _later(start.path, cache_folder() / wanted.place / "python_stdlib.zip"))
    except (OSError, zipfile.BadZipFile):
        return None


@cache
def _later(start: Path, whole: Path) -> frozenset[str]:
    with zipfile.ZipFile(start) as first, zipfile.ZipFile(whole) as everything:
        return frozenset(everything.namelist()) - {name.removesuffix("c") for name in first.namelist()}


def _place(wanted: Runtime) -> Path:
    return made.folder(wanted, _recipe())


@cache
def liked() -> frozenset[str]:
    """Name what small pages like to import: the script that stands in each library imports it."""
    text = (resources(_PACKAGE) / "static" / "remainder.py").read_text("utf-8")
    written = text.partition("LIKED = (")[2].partition(")")[0]
    return frozenset(" ".join(re.findall(r'"([^"]*)"', written)).split())


@cache
def _recipe() -> tuple[bytes, ...]:
    static = resources(_PACKAGE) / "static"
    return tuple((static / name).read_bytes() for name in ("stdlib.mjs", "remainder.py"))
