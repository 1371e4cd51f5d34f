"""The packages of one interpreter of a page, on their way into a build: fetched, made smaller, compiled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from pagelet_cli.build.wheels import Trimmed, trim_wheels
from pagelet_cli.errors import PageletError
from pagelet_cli.packages import lock as locks
from pagelet_cli.packages import store
from pagelet_cli.packages.compiled import compile_ahead, compiled
from pagelet_cli.packages.kept import wheels
from pagelet_cli.packages.listing import listing
from pagelet_cli.packages.plan import Place, Plan, plan
from pagelet_cli.packages.store import PackageFile
from pagelet_cli.packages.target import target

if TYPE_CHECKING:
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.packages.written import Asker
    from pagelet_cli.runtimes.memory import Wheels
    from pagelet_cli.runtimes.pins import Extra


@dataclass(slots=True)
class Packages:
    """Hold what is to be loaded: the plan, where its files are, and what stands in their place."""

    need: Need
    plan: Plan
    files: Mapping[PackageFile, Path]
    locked: bool
    smaller: dict[PackageFile, PackageFile] = field(default_factory=dict)
    compiled: dict[PackageFile, PackageFile] = field(default_factory=dict)

    def slim(self, sources: Iterable[str], keep: Collection[str], unknown: str) -> Trimmed:
        """Take out of the wheels what the pages do not come to."""
        found = trim_wheels(self.files, sources, keep, unknown)
        self.smaller = found.files
        return found

    def compile(self, folder: Path, pins: Extra) -> None:
        """Compile the Python of wheels, so that pages need not; what cannot be stays as it is."""
        chosen = target(self.need.runtime, self.need.version, extra=pins)
        given = {self.smaller.get(file, file): file for file in self.files}
        compile_ahead([(each, self._path(each)) for each in given], chosen, folder, Event())
        twins = {file: compiled(each, chosen.label) for each, file in given.items()}
        self.compiled = {file: twin for file, twin in twins.items() if twin is not None}

    def shipped(self, file: PackageFile) -> PackageFile:
        """Tell which file goes into the site for one of the lock."""
        return self.compiled.get(file) or self.smaller.get(file, file)

    def data(self, file: PackageFile) -> bytes:
        """Read what goes into the site for one of the lock."""
        return self._path(self.shipped(file)).read_bytes()

    def listing(self) -> bytes:
        """Write the list that the kernel reads."""
        return listing(self.plan, self.shipped)

    def kept(self, names: tuple[str, ...]) -> Wheels | None:
        """Describe what goes into a memory that has these packages."""
        return wheels(self.plan, names, self._path, lambda file: self.smaller.get(file, file))

    def python(self) -> list[Path]:
        """Name the files whose Python will be there."""
        return [self._path(self.smaller.get(file, file)) for file in self.files]

    def _path(self, file: PackageFile) -> Path:
        return self.files.get(file) or Path(file.sources[0])


def gather(need: Need, place: Place, asker: Asker) -> Packages:
    """Find and fetch what an interpreter is to load."""
    try:
        found = plan(need, place)
    except PageletError as error:
        error.where = error.where or asker.place(error, need)
        raise
    files = {file: store.fetch(file, place.indexes(need)) for file in map(found.lock.file, found.load)}
    locked = found.lock.path is not None and locks.find(place.folder, place.root, need.runtime) is not None
    return Packages(need, found, files, locked)
