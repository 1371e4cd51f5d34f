"""The packages of all pages: gathered, made smaller, put into the site."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pagelet_cli import report
from pagelet_cli.build.packages import Packages, gather
from pagelet_cli.build.trim import ALL, ours
from pagelet_cli.build.work import OURS
from pagelet_cli.packages.listing import address
from pagelet_cli.packages.plan import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pagelet_cli.build.kernel import Uses
    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.build.trim import Sources
    from pagelet_cli.build.work import Work
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.packages.store import PackageFile

_UNLOCKED = "no lock fixes its packages; `pagelet lock` makes builds of any day the same."


class Stock:
    """Know the packages of each page by what asks for them: a type of script, in the page or in workers."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._found: dict[tuple[str, str], Packages] = {}
        self._lists: dict[tuple[str, str], str] = {}
        # Those of which every module stays, and why.
        self.whole: dict[str, str] = {}

    def gather(self) -> None:
        """Find and fetch what pages ask for."""
        for page in self._work.pages:
            found = [self._gathered(page, need) for need in page.needs]
            if not all(each.locked or not each.files for each in found):
                report.note(f"{page.path}: {_UNLOCKED}")

    def _gathered(self, page: Surveyed, need: Need) -> Packages:
        root = self._work.site.root
        place = Place((root.folder / page.folder).resolve(), root.folder, self._work.settings)
        found = gather(need, place, page.asker(root, self._work.settings))
        self._found[page.path, _key(need)] = found
        return found

    def of(self, page: Surveyed, need: Need) -> Packages:
        """Return what a page asks for."""
        return self._found[page.path, _key(need)]

    def names(self) -> Iterator[str]:
        """Give the names of all files."""
        yield from (file.name for found in self._found.values() for file in found.files)

    def versions(self, name: str) -> set[str]:
        """Give the versions of a package that pages load."""
        plans = (found.plan for found in self._found.values())
        return {plan.lock.versions()[name] for plan in plans if name in plan.load}

    def python(self, kind: str = "") -> list[Path]:
        """Name the files whose Python will be there."""
        wanted = (found for found in self._found.values() if not kind or found.need.kind == kind)
        return sorted({path for found in wanted for path in found.python()})

    def slim(self, sources: Sources, uses: Uses) -> None:
        """Leave out what packages have, and no page comes to; add the rest to the site."""
        keep = self._work.settings.build.keep
        done: dict[frozenset[PackageFile], Packages] = {}
        for key, found in self._found.items():
            before = done.setdefault(frozenset(found.files), found)
            if before is not found:
                found.smaller = before.smaller
            elif ALL not in keep:
                trimmed = found.slim([*sources.author, *ours(uses)], keep, sources.unknown(uses))
                self._work.left_out |= trimmed.left_out
                self.whole |= trimmed.whole
            if self._work.settings.build.ahead:
                found.compile(self._work.fetched(found.plan.lock.runtime)[1], self._work.settings.pins)
            self._ship(key, found)

    def _ship(self, key: tuple[str, str], found: Packages) -> None:
        start = found.need.place == "page"
        for file in found.files:
            self._work.add(path_of(found, file), found.data(file), "packages", start=start, proven=False)
        data = found.listing()
        self._lists[key] = f"{OURS}/packages/{hashlib.sha256(data).hexdigest()[:32]}.json"
        self._work.add(self._lists[key], data, "packages", start=start)

    def lists(self, page: Surveyed) -> dict[str, str]:
        """Return the paths of a page's lists, by what asks for them."""
        return {key: path for (own, key), path in self._lists.items() if own == page.path}


def path_of(found: Packages, file: PackageFile) -> str:
    """Name a package's file in the site; the list names it from the interpreter's folder."""
    return _normal(f"{OURS}/runtimes/{found.plan.lock.runtime}/{address(found.plan, found.shipped(file))}")


def _key(need: Need) -> str:
    return f"{need.kind}-{need.place}-{need.version}"


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
