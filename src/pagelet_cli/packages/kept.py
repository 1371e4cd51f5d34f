"""What of a page's packages goes into a memory made ahead: all of them, with the modules that the page uses."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pagelet_cli.packages.compiled import compiled
from pagelet_cli.packages.listing import entry
from pagelet_cli.runtimes.memory import Wheels

if TYPE_CHECKING:
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.packages.plan import Plan
    from pagelet_cli.packages.store import PackageFile

# What these import only when they are used: the first that is not in a memory has Python wait for its block of files.
_PICTURES = tuple(f"PIL.{name}ImagePlugin" for name in ("Bmp", "Gif", "Jpeg", "Png", "Ppm"))
_FIGURES = ("matplotlib.backends.backend_agg", *_PICTURES)
_LATER = {"PIL": _PICTURES, "matplotlib": _FIGURES, "seaborn": _FIGURES}
# What these read of their own files then.
_READ = {"matplotlib": "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"}


def candidates(need: Need, names: Iterable[str]) -> tuple[str, ...]:
    """Choose of the dotted names in a page those that may be of packages."""
    return tuple(sorted(name for name in names if name.partition(".")[0] in need.modules))


def wheels(
    plan: Plan,
    names: Iterable[str],
    path: Callable[[PackageFile], Path],
    chosen: Callable[[PackageFile], PackageFile] = lambda file: file,
) -> Wheels | None:
    """Describe the packages of a plan, by their compiled twins where there are some; None where there are none.

    Other files may be chosen in the place of those that the lock names.
    """
    if not plan.load:
        return None
    entries, paths, marks = {}, {}, []
    inside: set[str] = set()
    for name in plan.load:
        file = chosen(plan.lock.file(name))
        given = path(file)
        twin = compiled(file, plan.lock.runtime)
        entries[name] = {**entry(plan, name, twin or file), "file_name": file.name}
        paths[file.name] = given if twin is None else Path(twin.sources[0])
        marks.append(f"{name} {file.sha256}")
        inside |= _modules(given)
    modules = {module for name in names if (module := _longest(name, inside))}
    later = {module for name in modules for module in _LATER.get(name.partition(".")[0], ())}
    modules |= later & inside
    reads = tuple(path for name, path in _READ.items() if name in entries)
    return Wheels(entries, paths, tuple(marks), tuple(sorted(modules)), reads)


def _longest(name: str, modules: set[str]) -> str:
    """Find the module that a dotted name leads to: what follows is something in it."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


@cache
def _modules(wheel: Path) -> frozenset[str]:
    if wheel.suffix != ".whl":
        return frozenset()
    with zipfile.ZipFile(wheel) as archive:
        files = [name for name in archive.namelist() if name.endswith((".py", ".so"))]
    stems = (name.removesuffix("/__init__.py").removesuffix(".py") for name in files)
    return frozenset(stem.partition(".")[0].replace("/", ".") for stem in stems)
