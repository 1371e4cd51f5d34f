"""What the stages of a build share: what is built, how, and the site as it grows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pagelet_cli.build.kernel import integrity
from pagelet_cli.build.output import Output
from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.pins import pinned, split

if TYPE_CHECKING:
    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.config import Settings
    from pagelet_cli.runtimes.pins import Runtime
    from pagelet_cli.serve.site import Site

# The folder of a site for what is not its author's.
OURS = "_pagelet"


@dataclass(slots=True)
class Work:
    """Hold what is built, and what is there of the site already."""

    site: Site
    settings: Settings
    pages: list[Surveyed] = field(default_factory=list)
    output: Output = field(default_factory=Output)
    # Of what pages may fetch.
    hashes: dict[str, str] = field(default_factory=dict)
    # What no page comes to, and why.
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def out(self) -> Path:
        """Name the folder that the site goes to."""
        return (self.site.root.folder / (self.settings.build.out or "dist")).resolve()

    @property
    def labels(self) -> list[str]:
        """Name the interpreters of all pages."""
        return sorted({label for page in self.pages for label in page.runtimes})

    def add(self, path: str, data: bytes, part: str, *, start: bool = False, proven: bool = True) -> None:
        """Add a file to the site, and its hash to what pages know."""
        self.output.add(path, data, part, start=start)
        if proven:
            self.hashes[path] = integrity(data)

    def read(self, path: str) -> bytes:
        """Read a file of the project's."""
        return (self.site.root.folder / path).read_bytes()

    def fetched(self, label: str) -> tuple[Runtime, Path]:
        """Return what an interpreter consists of, and the folder that it is in."""
        name, version = split(label) or (label, "")
        return pinned(name, version, self.settings.pins), runtime(name, version, extra=self.settings.pins)
