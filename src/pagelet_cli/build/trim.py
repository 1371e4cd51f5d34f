"""Leave out of interpreters' libraries what the pages of a build do not come to, or say why nothing is."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING

from pagelet_cli import assets
from pagelet_cli.build.standard import Standard, left_out, standard, trimmed, trimmed_rest
from pagelet_cli.runtimes import made
from pagelet_cli.runtimes.stdlib import liked

if TYPE_CHECKING:
    from pathlib import Path

    from pagelet_cli.build.kernel import Uses
    from pagelet_cli.runtimes.pins import Runtime
    from pagelet_cli.runtimes.stdlib import Library

ARCHIVE = "python_stdlib.zip"
ALL = "*"
# Python that nobody knows before it runs.
_LATER = re.compile(r"""\b(exec|eval|import_module|__import__|run_module|run_path)\(\s*(?![\s"'])""")
_NAMES = ("rest",)
_PAGELET = re.compile(r"\b(pagelet|pyscript)\b")
# What loading packages takes of it.
_LOADING = "import importlib.metadata, shutil, sysconfig, tarfile, zipfile"


@dataclass(frozen=True, slots=True)
class Sources:
    """Hold the Python of a build: the author's, that of packages, and what nobody can see beforehand."""

    author: Sequence[str]
    packages: Sequence[str] = ()
    compiled: str = ""
    reached: bool = False

    def unknown(self, uses: Uses) -> str:
        """Say why nobody can tell what is imported; nothing where one can."""
        if uses.editors or uses.terminals:
            return "visitors can type Python"
        if uses.archives:
            return "archives may have Python in them"
        if self.reached:
            return "JavaScript asks for modules, or gives Python to run"
        if self.compiled:
            return f"{self.compiled} has compiled code, and what that imports cannot be seen"
        for source in self.author:
            if found := _LATER.search(source):
                return f"{found[1]}() runs what is not known yet"
        return ""


@dataclass(frozen=True, slots=True)
class Trim:
    """Hold what stays of an interpreter's library."""

    library: Standard
    kept: frozenset[str]
    # What its memory has, of what others have whose pages nobody knows.
    liked: frozenset[str]

    def archive(self, data: bytes) -> bytes:
        """Trim the archive of sources."""
        return trimmed(data, self.library, self.kept)

    def left_out(self) -> dict[str, str]:
        """Map what is left out, packages as a whole, to why."""
        rows = left_out(self.library, self.kept).items()
        many = {name: f" ({count} modules)" if count > 1 else "" for name, count in rows}
        return {name: f"Python's own: no page's Python comes to it{more}" for name, more in many.items()}

    def compiled(self, wanted: Runtime, whole: Library) -> Library:
        """Trim the second part of a compiled library; the first is what every start takes."""
        recipe = [whole.start.sha256, whole.rest.sha256, *sorted(self.kept)]

        def fill(work: Path) -> bool:
            start, rest = whole.start.path.read_bytes(), whole.rest.path.read_bytes()
            (work / "rest").write_bytes(trimmed_rest(start, rest, self.library, self.kept))
            return True

        found = made.make(made.folder(wanted, recipe), _NAMES, fill, Event())
        return replace(whole, rest=found[0]) if found is not None else whole


def trim(archive: bytes, sources: Sources, uses: Uses, keep: Iterable[str]) -> Trim:
    """Look what the pages of a build import, and the library that they load."""
    library = standard(archive)
    texts = [*sources.author, *sources.packages, *ours(uses)]
    if sources.packages:
        texts.append(_LOADING)
    named = library.named(texts)
    return Trim(library, library.reached(named, keep), liked() & {*named, *keep})


def ours(uses: Uses) -> list[str]:
    """Collect what imports of Pagelet's own: the library, as far as pages use it, and the kernel."""
    library = [text for path, text in assets.library().items() if path in uses.reach]
    return library + [assets.read(name).decode() for name in assets.NAMES if name.endswith(".js")]


def joined(library: Library) -> bytes:
    """Put both parts of a compiled library together: one archive, as interpreters take it."""
    start = library.start.path.read_bytes()
    return start[: int.from_bytes(start[-6:-2], "little")] + library.rest.path.read_bytes()


def pagelets_users(wheels: Iterable[Path]) -> list[str]:
    """Read the Python of wheels that uses Pagelet itself, as plugins do."""
    return [text for text in python_of(wheels)[0] if _PAGELET.search(text)]


def python_of(wheels: Iterable[Path]) -> tuple[list[str], str]:
    """Read the Python of wheels, and name one that has compiled code."""
    texts, compiled = [], ""
    for wheel in wheels:
        if wheel.suffix != ".whl":
            compiled = compiled or wheel.name
            continue
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            texts += [archive.read(name).decode("utf-8", "replace") for name in names if name.endswith(".py")]
            if any(name.endswith(".so") for name in names):
                compiled = compiled or wheel.name.partition("-")[0]
    return texts, compiled
