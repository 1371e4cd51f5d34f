"""What of a page's packages goes into a memory that is made ahead: all of them, with the modules that the page imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pagelet_cli.packages.compiled import compiled
from pagelet_cli.packages.listing import entry
from pagelet_cli.runtimes.memory import Wheels

if TYPE_CHECKING:
    from pathlib import Path

    from pagelet_cli.packages.needs import Need
    from pagelet_cli.packages.plan import Plan
    from pagelet_cli.packages.store import PackageFile


def imported(need: Need, names: Iterable[str]) -> tuple[str, ...]:
    """Choose of the dotted names that a page imports those that may be modules of packages."""
    return tuple(sorted(name for name in names if name.partition(".")[0] in need.modules))


def wheels(plan: Plan, modules: tuple[str, ...], path: Callable[[PackageFile], Path]) -> Wheels | None:
    """Describe the packages of a plan, by their compiled twins where there are some; None where there are no packages."""
    if not plan.load:
        return None
    entries, paths, marks = {}, {}, []
    for name in plan.load:
        file = plan.lock.file(name)
        twin = compiled(file, plan.lock.runtime)
        entries[name] = {**entry(plan, name, twin or file), "file_name": file.name}
        paths[file.name] = path(twin or file)
        marks.append(f"{name} {file.sha256}")
    return Wheels(entries, paths, tuple(marks), modules)
