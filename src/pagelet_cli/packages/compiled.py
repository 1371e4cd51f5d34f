"""Wheels with their Python compiled ahead, by the very interpreter that will run it."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pagelet_cli.packages.store import PackageFile
from pagelet_cli.runtimes import node
from pagelet_cli.runtimes.cache import cache_folder, digest

if TYPE_CHECKING:
    from pagelet_cli.packages.target import Target

# The group of files that are made here and fetched from nowhere.
TWIN = "compiled"
# Changes with what compiles them.
_RECIPE = 2
_EPOCH = (1980, 1, 1, 0, 0, 0)


def _made(file: PackageFile, runtime: str) -> Path:
    # Loaders know a wheel by its name, so that stays; the folder says of which file, and for which interpreter.
    key = hashlib.sha256(f"{file.sha256} {runtime} {_RECIPE}".encode()).hexdigest()
    return cache_folder() / "compiled" / key / file.name


def compiled(file: PackageFile, runtime: str) -> PackageFile | None:
    """Return the compiled twin of a wheel, where the cache has one."""
    path = _made(file, runtime)
    note = path.with_suffix(".sha256")
    try:
        return PackageFile(file.name, note.read_text("ascii"), (str(path),), TWIN) if path.is_file() else None
    except OSError:
        return None


def sound(twin: PackageFile) -> bool:
    """Tell whether a twin is still what was made; what is not goes, and is made anew."""
    path = Path(twin.sources[0])
    try:
        if digest(path) == twin.sha256:
            return True
        path.unlink()
    except OSError:
        pass
    return False


def compile_ahead(
    wheels: Iterable[tuple[PackageFile, Path]], target: Target, folder: Path, stopped: threading.Event
) -> None:
    """Make the twins that the cache lacks; without Node there are none, and pages compile as they import."""
    if target.micropython or not node.available():
        return
    with node.turn:
        wanted = [
            (file, path)
            for file, path in wheels
            if compiled(file, target.label) is None and path.suffix == ".whl" and _gains(path)
        ]
        if wanted and not stopped.is_set():
            _compile(wanted, target.label, folder, stopped)


def compile_modules(files: Mapping[str, bytes], target: Target, folder: Path) -> dict[str, bytes]:
    """Compile an author's modules, by their paths below the page's; without Node, or where it fails, there are none."""
    if target.micropython or not node.available():
        return {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), data)
    key = hashlib.sha256(buffer.getvalue() + f"{target.label} {_RECIPE}".encode()).hexdigest()
    made = cache_folder() / "compiled" / key / "modules.zip"
    with node.turn, tempfile.TemporaryDirectory(prefix="pagelet-") as scratch:
        given, part = Path(scratch, "given.zip"), Path(scratch, "made")
        given.write_bytes(buffer.getvalue())
        arguments = [folder, given, part]
        if not made.is_file() and node.run("pagelet_cli.packages", "compile.mjs", arguments, threading.Event()):
            _keep(part, made)
    try:
        with zipfile.ZipFile(made) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name.endswith(".pyc")}
    except OSError:
        return {}


def _gains(path: Path) -> bool:
    """Tell whether a wheel has Python; one with libraries beside it stays, for its address says where they are."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return any(name.endswith(".py") for name in names) and not any(".libs/" in name for name in names)


def _compile(wanted: list[tuple[PackageFile, Path]], runtime: str, folder: Path, stopped: threading.Event) -> None:
    with tempfile.TemporaryDirectory(prefix="pagelet-") as scratch:
        pairs = [(path, Path(scratch, str(number))) for number, (_, path) in enumerate(wanted)]
        arguments = [folder, *(path for pair in pairs for path in pair)]
        if not node.run("pagelet_cli.packages", "compile.mjs", arguments, stopped):
            return  # a twin is a convenience; the wheel itself does the same, later
        for (file, _), (_, made) in zip(wanted, pairs, strict=True):
            _keep(made, _made(file, runtime))


def _keep(made: Path, place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        shutil.copyfile(made, part)
        place.with_suffix(".sha256").write_text(digest(part), "ascii")
        part.replace(place)
    except OSError:
        return
