"""The memory of an interpreter that has started and imported its first modules, for pages to begin with."""

from __future__ import annotations

from functools import cache
from importlib.resources import files as resources
from typing import TYPE_CHECKING

from pagelet_cli import assets
from pagelet_cli.runtimes import made, node

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from pagelet_cli.runtimes.made import Made
    from pagelet_cli.runtimes.pins import Runtime
    from pagelet_cli.runtimes.stdlib import Library

_NAMES = ("memory",)
_PACKAGE = "pagelet_cli.runtimes"
_STARTER = "pagelet.start.js"
_MODULES = "pagelet.lib.json"


def memory(wanted: Runtime, library: Library) -> Made | None:
    """Return the memory of an interpreter that has this library, where the cache has one."""
    found = made.find(_place(wanted, library), _NAMES)
    return found[0] if found is not None else None


def heap_size(kept: Made) -> int:
    """Tell how large a memory is when it is restored: its first word."""
    with kept.path.open("rb") as stream:
        return int.from_bytes(stream.read(4), "little")


def make_memory(wanted: Runtime, folder: Path, library: Library, stopped: threading.Event) -> Made | None:
    """Return the memory of the interpreter in a folder, made now where the cache has none."""
    with node.turn:
        ready = memory(wanted, library)
        if ready is not None or stopped.is_set():
            return ready

        def fill(work: Path) -> bool:
            starter, modules, whole = work / "starter.mjs", work / "modules.json", work / "library.zip"
            starter.write_bytes(assets.read(_STARTER))
            modules.write_bytes(assets.read(_MODULES))
            parts = (library.start.path, library.rest.path)
            done = node.run(_PACKAGE, "snapshot.mjs", [folder, *parts, starter, modules, work], stopped)
            for path in (starter, modules, whole):
                path.unlink(missing_ok=True)
            return done

        found = made.make(_place(wanted, library), _NAMES, fill, stopped)
    return found[0] if found is not None else None


def _place(wanted: Runtime, library: Library) -> Path:
    return made.folder(
        wanted, [_recipe(), assets.read(_STARTER), assets.read(_MODULES), library.start.sha256, library.rest.sha256]
    )


@cache
def _recipe() -> bytes:
    return (resources(_PACKAGE) / "static" / "snapshot.mjs").read_bytes()
