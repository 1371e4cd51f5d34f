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


def memory(wanted: Runtime, library: Library) -> Made | None:
    """Return the memory of an interpreter that has this library, where the cache has one."""
    found = made.find(_place(wanted, library), _NAMES)
    return found[0] if found is not None else None


def make_memory(wanted: Runtime, folder: Path, library: Library, stopped: threading.Event) -> Made | None:
    """Return the memory of the interpreter in a folder, made now where the cache has none."""
    with node.turn:
        ready = memory(wanted, library)
        if ready is not None or stopped.is_set():
            return ready

        def fill(work: Path) -> bool:
            starter, whole = work / "starter.mjs", work / "library.zip"
            starter.write_bytes(assets.read(_STARTER))
            done = node.run(_PACKAGE, "snapshot.mjs", [folder, library.start.path, library.rest.path, starter, work], stopped)
            starter.unlink()
            whole.unlink(missing_ok=True)
            return done

        found = made.make(_place(wanted, library), _NAMES, fill, stopped)
    return found[0] if found is not None else None


def _place(wanted: Runtime, library: Library) -> Path:
    return made.folder(wanted, [_recipe(), assets.read(_STARTER), library.start.sha256, library.rest.sha256])


@cache
def _recipe() -> bytes:
    return (resources(_PACKAGE) / "static" / "snapshot.mjs").read_bytes()
