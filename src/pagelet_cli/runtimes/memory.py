"""The memory of an interpreter that has started and imported its first modules, for pages to begin with.

A page with packages has one of its own, in which they are imported as well.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pagelet_cli import assets
from pagelet_cli.runtimes import made, node
from pagelet_cli.runtimes.cache import discard

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable

    from pagelet_cli.runtimes.made import Made
    from pagelet_cli.runtimes.pins import Runtime
    from pagelet_cli.runtimes.stdlib import Library

_NAMES = ("memory",)
# As the script calls them.
_PACKED = ("memory", "libraries", "sources", "used-*", "imported-*", "other-*")
_PACKAGE = "pagelet_cli.runtimes"
_STARTER = "pagelet.maker.js"
_MODULES = "pagelet.lib.json"


# What did not work is not tried again by this process: a module that holds an object of JavaScript's will always do so.
_hopeless: set[Path] = set()


@dataclass(frozen=True, slots=True)
class Share:
    """Hold what a memory has that pages may not need: Pagelet's own library, and which of the modules that pages like.

    Without names it has all of them. Chance, where a memory is made, begins with the seed: without one it is another
    each time, for memories that are published nowhere.
    """

    library: bytes
    liked: tuple[str, ...] | None = None
    seed: str | None = None

    def write(self, path: Path) -> None:
        """Write it as the script wants it."""
        seed = secrets.token_hex() if self.seed is None else self.seed
        told = {"modules": json.loads(self.library), "liked": self.liked, "seed": seed}
        path.write_text(json.dumps(told), "utf-8")

    @property
    def marks(self) -> tuple[bytes, str, str]:
        """Say what makes it another one: it is asked at each view of a page."""
        return self.library, "*" if self.liked is None else " ".join(self.liked), repr(self.seed)


@dataclass(frozen=True, slots=True)
class Wheels:
    """Hold the packages to have in a memory: as Pyodide lists them, in their order, where they are, what to import.

    Marks are the hashes of the files that the author's lock names; what is here may be their compiled twins. Some files
    are read as soon as packages are used.
    """

    entries: Mapping[str, Mapping[str, Any]]
    paths: Mapping[str, Path]
    marks: tuple[str, ...]
    modules: tuple[str, ...]
    reads: tuple[str, ...] = ()

    def put(self, folder: Path) -> None:
        """Lay them out as the script wants them."""
        folder.mkdir()
        for name, path in self.paths.items():
            (folder / name).symlink_to(path.absolute())
        entries = {"packages": self.entries, "load": list(self.entries)}
        listed = {**entries, "modules": self.modules, "reads": self.reads}
        (folder / "list.json").write_text(json.dumps(listed), "utf-8")


@dataclass(frozen=True, slots=True)
class Packed:
    """Hold the memory of a page's packages, their compiled parts, their sources, their other files, and their names."""

    memory: Made
    libraries: Made
    sources: Made
    blocks: tuple[Made, ...]
    packages: tuple[str, ...]

    @property
    def used(self) -> int:
        """Count the first blocks, which are read as soon as packages are used: one, or none."""
        return self._count("used-")

    @property
    def imported(self) -> int:
        """Count the first blocks that starts without the memory need: with what is read while packages are imported."""
        return self.used + self._count("imported-")

    def _count(self, kind: str) -> int:
        return sum(made.path.name.startswith(kind) for made in self.blocks)

    @property
    def files(self) -> dict[str, Made]:
        """Name the files as the kernel does, but for the blocks."""
        return {"memory": self.memory, "libraries": self.libraries, "sources": self.sources}


def whole() -> Share:
    """Return all that there is, for pages that nobody knows yet."""
    return Share(assets.read(_MODULES))


def memory(wanted: Runtime, library: Library, share: Share) -> Made | None:
    """Return the memory of an interpreter that has this library, where the cache has one."""
    found = made.find(_place(wanted, library, share), _NAMES)
    return found[0] if found is not None else None


def packed(wanted: Runtime, library: Library, share: Share, wheels: Wheels) -> Packed | None:
    """Return the memory with these packages, where the cache has one."""
    found = made.find(_place(wanted, library, share, wheels), _PACKED)
    if found is None:
        return None
    kept, libraries, sources, *blocks = found
    return Packed(kept, libraries, sources, tuple(blocks), tuple(wheels.entries))


def heap_size(kept: Made) -> int:
    """Tell how large a memory is when it is restored: its first word."""
    with kept.path.open("rb") as stream:
        return int.from_bytes(stream.read(4), "little")


def make_memory(wanted: Runtime, folder: Path, library: Library, share: Share, stopped: threading.Event) -> Made | None:
    """Return the memory of the interpreter in a folder, made now where the cache has none."""
    with node.turn:
        ready = memory(wanted, library, share)
        if ready is not None or stopped.is_set():
            return ready
        found = _make(wanted, folder, library, share, None, stopped)
    return found[0] if found is not None else None


def make_packed(
    wanted: Runtime, folder: Path, library: Library, share: Share, wheels: Wheels, stopped: threading.Event
) -> Packed | None:
    """Return the memory with these packages, made now where the cache has none; None where that does not work."""
    with node.turn:
        place = _place(wanted, library, share, wheels)
        ready = packed(wanted, library, share, wheels)
        if ready is not None or stopped.is_set() or place in _hopeless:
            return ready
        if _make(wanted, folder, library, share, wheels, stopped) is None and not stopped.is_set():
            _hopeless.add(place)
    return packed(wanted, library, share, wheels)


def _make(
    wanted: Runtime, folder: Path, library: Library, share: Share, wheels: Wheels | None, stopped: threading.Event
) -> list[Made] | None:
    def fill(work: Path) -> bool:
        starter, shared, archive, links = (work / name for name in ("starter.mjs", "share.json", "library.zip", "in"))
        starter.write_bytes(assets.read(_STARTER))
        share.write(shared)
        arguments = [folder, library.start.path, library.rest.path, starter, shared, work]
        if wheels is not None:
            wheels.put(links)
            arguments.append(links)
        done = node.run(_PACKAGE, "snapshot.mjs", arguments, stopped)
        for path in (starter, shared, archive):
            path.unlink(missing_ok=True)
        discard(links)
        return done

    names = _NAMES if wheels is None else _PACKED
    return made.make(_place(wanted, library, share, wheels), names, fill, stopped)


def _place(wanted: Runtime, library: Library, share: Share, wheels: Wheels | None = None) -> Path:
    packages: Iterable[str] = () if wheels is None else (*wheels.marks, "", *wheels.modules, "", *wheels.reads)
    parts: list[str | bytes] = [
        _recipe(),
        assets.read(_STARTER),
        *share.marks,
        library.start.sha256,
        library.rest.sha256,
    ]
    return made.folder(wanted, [*parts, *packages])


@cache
def _recipe() -> bytes:
    return (resources(_PACKAGE) / "static" / "snapshot.mjs").read_bytes()
