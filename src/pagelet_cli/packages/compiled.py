"""Wheels with their Python compiled ahead, by the very interpreter that will run it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterable
from importlib.resources import as_file
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING

from pagelet_cli.packages.store import PackageFile
from pagelet_cli.runtimes.cache import cache_folder, digest

if TYPE_CHECKING:
    from pagelet_cli.packages.target import Target

# The group of files that are made here and fetched from nowhere.
TWIN = "compiled"
_SECONDS = 300.0
_GLANCE = 0.1
# One interpreter at a time: two would only slow down the page that is open.
_turn = threading.Lock()


def _made(file: PackageFile, runtime: str) -> Path:
    # Loaders know a wheel by its name, so that stays; the folder says of which file, and for which interpreter.
    key = hashlib.sha256(f"{file.sha256} {runtime} 2".encode()).hexdigest()
    return cache_folder() / "compiled" / key / file.name


def compiled(file: PackageFile, runtime: str) -> PackageFile | None:
    """Return the compiled twin of a wheel, where the cache has one."""
    path = _made(file, runtime)
    note = path.with_suffix(".sha256")
    try:
        return PackageFile(file.name, note.read_text("ascii"), (str(path),), TWIN) if path.is_file() else None
    except OSError:
        return None


def compile_ahead(
    wheels: Iterable[tuple[PackageFile, Path]], target: Target, folder: Path, stopped: threading.Event
) -> None:
    """Make the twins that the cache lacks; without Node there are none, and pages compile as they import."""
    node = shutil.which("node")
    if node is None or target.micropython:
        return
    with _turn:
        wanted = [
            (file, path)
            for file, path in wheels
            if compiled(file, target.label) is None and path.suffix == ".whl" and _gains(path)
        ]
        if wanted and not stopped.is_set():
            _compile([node], wanted, target.label, folder, stopped)


def _gains(path: Path) -> bool:
    """Tell whether a wheel has Python; one with libraries beside it stays, for its address says where they are."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return any(name.endswith(".py") for name in names) and not any(".libs/" in name for name in names)


def _compile(
    command: list[str],
    wanted: list[tuple[PackageFile, Path]],
    runtime: str,
    folder: Path,
    stopped: threading.Event,
) -> None:
    with tempfile.TemporaryDirectory(prefix="pagelet-") as scratch:
        pairs = [(path, Path(scratch, str(number))) for number, (_, path) in enumerate(wanted)]
        with as_file(resources("pagelet_cli.packages") / "static" / "compile.mjs") as script:
            command += [str(script), str(folder), *(str(path) for pair in pairs for path in pair)]
            if not _ran(command, stopped):
                return  # a twin is a convenience; the wheel itself does the same, later
        for (file, _), (_, made) in zip(wanted, pairs, strict=True):
            _keep(made, _made(file, runtime))


def _ran(command: list[str], stopped: threading.Event) -> bool:
    try:
        process = subprocess.Popen(  # noqa: S603 - a list, no shell, and node from PATH
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    with process:
        end = time.monotonic() + _SECONDS
        while process.poll() is None:
            if stopped.wait(_GLANCE) or time.monotonic() > end:
                process.kill()
        return process.returncode == 0


def _keep(made: Path, place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        shutil.copyfile(made, part)
        place.with_suffix(".sha256").write_text(digest(part), "ascii")
        part.replace(place)
    except OSError:
        return
