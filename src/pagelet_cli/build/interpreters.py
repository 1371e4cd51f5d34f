"""The interpreters of a site, and what stays of their libraries."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from pagelet_cli.build.glue import lean
from pagelet_cli.build.trim import ALL, ARCHIVE, Trim, joined, trim
from pagelet_cli.build.work import OURS
from pagelet_cli.runtimes.stdlib import make_library

if TYPE_CHECKING:
    from pagelet_cli.build.kernel import Uses
    from pagelet_cli.build.trim import Sources
    from pagelet_cli.build.work import Work
    from pagelet_cli.runtimes.stdlib import Library


class Interpreters:
    """Put interpreters into the site, as small as its pages allow."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._trims: dict[str, Trim] = {}
        # Why nothing of their libraries is left out.
        self.untrimmed = ""

    def gather(self) -> None:
        """Take those of all pages."""
        for label in self._work.labels:
            self.add(label)

    def add(self, label: str, part: str = "interpreter") -> None:
        """Take what is fetched like an interpreter."""
        wanted, folder = self._work.fetched(label)
        # What compiled packages bring in JavaScript, where a page may evaluate it, may use any of its names.
        evaluates = self._work.settings.csp is False or "'unsafe-eval'" in str(self._work.settings.csp)
        for file in sorted(wanted.files):
            data = (folder / file).read_bytes()
            data = data if evaluates else lean(file, data, folder / "pyodide.asm.wasm")
            self._work.add(f"{OURS}/runtimes/{label}/{file}", data, part, start=part == "interpreter")

    def trim(self, sources: Sources, uses: Uses) -> None:
        """Leave out what Python's own libraries have, and no page comes to."""
        keep = self._work.settings.build.keep
        labels = [label for label in self._work.labels if label.startswith("pyodide-")]
        if not labels:
            return
        self.untrimmed = "keep says so" if ALL in keep else sources.unknown(uses)
        if self.untrimmed:
            return
        for label in labels:
            data = self._work.output.files[archive(label)].data
            self._trims[label] = trim(data, sources, uses, keep)
            self._work.left_out |= self._trims[label].left_out()
            self._work.add(archive(label), self._trims[label].archive(data), "interpreter")

    def liked(self, label: str) -> tuple[str, ...] | None:
        """Name what a memory has of its library; nothing where all of it stays."""
        return tuple(sorted(self._trims[label].liked)) if label in self._trims else None

    def smaller(self, label: str, library: Library) -> Library:
        """Leave out of a compiled library what is left out of the archive."""
        return self._trims[label].compiled(self._work.fetched(label)[0], library) if label in self._trims else library

    def compile(self) -> None:
        """Let one file begin with a library that is compiled; without Node, each start compiles what it imports."""
        for label in self._work.labels:
            library = make_library(*self._work.fetched(label), Event())
            if library is not None:
                self._work.add(archive(label), joined(self.smaller(label, library)), "interpreter")


def archive(label: str) -> str:
    """Name the library of an interpreter in the site."""
    return f"{OURS}/runtimes/{label}/{ARCHIVE}"
