"""All that can be made of an interpreter ahead of a page's start, and how the page is told of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from pagelet_cli.runtimes.memory import heap_size, make_memory, make_packed, memory, packed, whole
from pagelet_cli.runtimes.stdlib import library, make_library

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable
    from pathlib import Path

    from pagelet_cli.runtimes.made import Made
    from pagelet_cli.runtimes.memory import Packed, Share, Wheels
    from pagelet_cli.runtimes.pins import Runtime
    from pagelet_cli.runtimes.stdlib import Library

_LARGE = ("memory", "libraries")


@dataclass(frozen=True, slots=True)
class Ahead:
    """Hold the parts: the compiled library, and the memory where that could be made."""

    library: Library
    memory: Made | None

    @property
    def files(self) -> dict[str, Made]:
        """Name the files as the kernel does."""
        found = {"library": self.library.start, "rest": self.library.rest}
        return found if self.memory is None else {**found, "memory": self.memory}

    def note(
        self, modules: Iterable[str], *, packaged: bool, packed: Packed | None = None, up: str = ""
    ) -> dict[str, Any]:
        """Write what the kernel has to know: addresses from its own folder on, with hashes, and what to fetch at once.

        Modules are the dotted names that the page imports; nobody knows what packages import: their pages get all,
        where they are not in the memory already. What is above the folder, `up` leads to.
        """
        files = self.files if packed is None else {**self.files, **packed.files}

        def told(made: Made, name: str = "") -> dict[str, str]:
            return {"url": up + made.address, "integrity": made.proof if name in _LARGE else made.integrity}

        said: dict[str, Any] = {name: told(made, name) for name, made in files.items()}
        if "memory" in files:
            said["heap"] = heap_size(files["memory"])
        if packed is not None:
            said |= {"blocks": [told(made) for made in packed.blocks], "used": packed.used, "imported": packed.imported}
            said |= {"packages": packed.packages}
        return {**said, "whole": (packaged and packed is None) or self.library.lacks(modules)}


def ready(wanted: Runtime) -> Ahead | None:
    """Return what the cache has, which may be nothing."""
    found = library(wanted) if wanted.name == "pyodide" else None
    return Ahead(found, memory(wanted, found, whole())) if found is not None else None


def make(wanted: Runtime, folder: Path, stopped: threading.Event, share: Share | None = None) -> Ahead | None:
    """Make what the cache lacks of the interpreter in a folder; None where that does not work, as without Node."""
    found = make_library(wanted, folder, stopped)
    if found is None:
        return None
    return Ahead(found, make_memory(wanted, folder, found, share or whole(), stopped))


def ready_with(wanted: Runtime, wheels: Wheels) -> Packed | None:
    """Return the memory with packages that the cache has, if any."""
    found = library(wanted)
    return packed(wanted, found, whole(), wheels) if found is not None else None


def make_with(
    wanted: Runtime, folder: Path, wheels: Wheels, stopped: threading.Event, share: Share | None = None
) -> Packed | None:
    """Make what the cache lacks of the memory with packages; None where that does not work."""
    found = make_library(wanted, folder, stopped)
    return make_packed(wanted, folder, found, share or whole(), wheels, stopped) if found is not None else None


def noted(made: dict[str, Any]) -> str:
    """Write the note into a page."""
    return f'<meta name="pagelet-start" content="{escape(json.dumps(made))}">'


# Without any note a page would keep a memory of its own, for its next visit.
NOTHING = noted({})
