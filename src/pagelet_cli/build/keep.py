"""Refuse to keep what is nowhere: a misspelt name under `keep` would keep nothing, and nobody would hear of it."""

from __future__ import annotations

import difflib
import io
import sys
import zipfile
from typing import TYPE_CHECKING

from pagelet_cli import assets
from pagelet_cli.build.interpreters import archive
from pagelet_cli.build.trim import ALL
from pagelet_cli.config import place_of
from pagelet_cli.errors import KeptUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pagelet_cli.build.stock import Stock
    from pagelet_cli.build.work import Work


def demand_known(work: Work, stock: Stock) -> None:
    """Refuse a name that no module has; where one page of many is built, it may be another page's."""
    wanted = [name for name in work.settings.build.keep if name != ALL]
    if not wanted or work.site.start != "/":
        return
    known = _known(work, stock)
    for name in wanted:
        if name not in known:
            close = difflib.get_close_matches(name, sorted(known), 1)
            raise KeptUnknown(place_of(work.site.root.folder, "build", "keep"), name, close[0] if close else None)


def _known(work: Work, stock: Stock) -> frozenset[str]:
    """Name the modules and packages that the build has: Python's, Pagelet's, the author's, and those of wheels."""
    files = work.output.files
    paths = [*assets.library(), *(path for path in files if path.endswith(".py"))]
    for label in work.labels:
        if archive(label) in files:
            paths += _listed(io.BytesIO(files[archive(label)].data))
    for wheel in stock.python():
        paths += _listed(wheel.open("rb")) if wheel.suffix == ".whl" else []
    return frozenset(_dotted(paths)) | sys.stdlib_module_names


def _listed(file: io.BufferedIOBase) -> list[str]:
    with file, zipfile.ZipFile(file) as whole:
        return whole.namelist()


def _dotted(paths: Iterable[str]) -> Iterator[str]:
    """Give the names of modules, and of the folders that they are in."""
    for path in paths:
        parts = path.split(".")[0].removesuffix("/__init__").split("/")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))
