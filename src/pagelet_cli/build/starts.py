"""What is made ahead of the starts of a site's pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from pagelet_cli import report
from pagelet_cli.build.interpreters import Interpreters, archive
from pagelet_cli.build.kernel import TYPES, library
from pagelet_cli.build.output import AHEAD
from pagelet_cli.build.stock import Stock, path_of
from pagelet_cli.build.weigh import size
from pagelet_cli.build.work import OURS, Work
from pagelet_cli.packages.needs import interpreters
from pagelet_cli.runtimes.ahead import Ahead, make, make_with
from pagelet_cli.runtimes.memory import Share
from pagelet_cli.runtimes.twins import twin
from pagelet_cli.serve import starts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.runtimes.made import Made
    from pagelet_cli.runtimes.memory import Packed

# What some hosts refuse, bytes.
_LARGE = 25_000_000


class Starts:
    """Make memories and compiled libraries, add them to the site, and write what pages are told of them."""

    def __init__(self, work: Work, runtimes: Interpreters, stock: Stock, reach: frozenset[str]) -> None:
        self._work = work
        self._runtimes = runtimes
        self._stock = stock
        self._reach = reach
        self._ahead: dict[str, Ahead | None] = {}
        # The interpreters, and where, that have a memory with a page's own packages, by the page.
        self._own: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)

    def note(self, page: Surveyed) -> str:
        """Write what a page is told, and sort what it loads from what it has for others' sake."""
        root, settings = self._work.site.root, self._work.settings
        packed = partial(self._packed, page)
        said = starts.note(page.page, page.folder, root.text, settings.packages, self._made_ahead, packed, up="../")
        used = {(one.label, one.place) for one in interpreters(page.page, page.folder, root.text)}
        for label in {label for label, _ in used - self._own[page.path]}:
            if (found := self._ahead.get(label)) is not None:
                self._work.output.first(_path(found.memory or found.library.start))
                self._work.output.wanted(_path(found.library.start))
        return said

    def _made_ahead(self, label: str) -> Ahead | None:
        """Make what lets an interpreter start at once."""
        if label not in self._ahead:
            found = make(*self._work.fetched(label), Event(), self._share(label))
            if found is None:
                report.note(f"{label}: without Node nothing is made ahead; its pages start as the interpreter alone.")
            else:
                found = replace(found, library=self._runtimes.smaller(label, found.library))
                self._add(found.files)
                # A page with packages has a memory of its own in the place of both.
                for made in filter(None, (found.memory, found.library.start)):
                    self._work.output.later(_path(made))
                self._work.output.later(archive(label))
            self._ahead[label] = found
        return self._ahead[label]

    def _packed(self, page: Surveyed, need: Need, names: tuple[str, ...]) -> Packed | None:
        """Make a memory that has the packages of a page."""
        found = self._stock.of(page, need)
        label = found.plan.lock.runtime
        kept = found.kept(names)
        packed = make_with(*self._work.fetched(label), kept, Event(), self._share(label)) if kept is not None else None
        if packed is not None:
            _tell_size(page.path, packed)
            self._add(packed.files, ("memory", "libraries"))
            blocks = {str(number): made for number, made in enumerate(packed.blocks)}
            self._add(blocks, ("0",) if packed.used else ())
            self._own[page.path].add((label, need.place))
            for file in found.files:
                self._work.output.later(path_of(found, file))
        elif kept is not None and self._ahead.get(label) is not None:
            report.note(f"{page.path}: no memory with its packages could be made; it starts without.")
        return packed

    def _share(self, label: str) -> Share:
        """Say what of the libraries a memory has."""
        return Share(library(TYPES["py"], self._reach), self._runtimes.liked(label), self._work.settings.build.seed)

    def _add(self, files: Mapping[str, Made], first: tuple[str, ...] = ()) -> None:
        for name, made in files.items():
            small = twin(made.path)
            brotli = small.read_bytes() if small.is_file() else None
            # The page has its hash, and checks it.
            self._work.output.add(_path(made), made.path.read_bytes(), AHEAD, start=name in first, brotli=brotli)


def _path(made: Made) -> str:
    return f"{OURS}/{made.address}"


def _tell_size(page: str, packed: Packed) -> None:
    largest = max(made.path.stat().st_size for made in packed.files.values())
    if largest > _LARGE:
        said = f"{page}: one file of what its packages start with has {size(largest)}."
        report.note(f"{said} For hosts that refuse such files, build with --no-ahead.")
