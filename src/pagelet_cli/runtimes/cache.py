"""The folder that keeps what was fetched, sound at every moment."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pagelet_cli.runtimes.pins import Pin, Runtime

_ABANDONED = 24 * 3600.0
_checked: set[tuple[Path, str]] = set()


def cache_folder() -> Path:
    """Find the user's cache folder: `PAGELET_CACHE`, or what the platform uses."""
    if own := os.environ.get("PAGELET_CACHE"):
        return Path(own).expanduser().absolute()
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "pagelet"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "pagelet"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "pagelet"


def runtimes_folder() -> Path:
    """Name the part of the cache that holds interpreters."""
    return cache_folder() / "runtimes"


def digest(path: Path) -> str:
    """Hash a file without reading it into memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sound(path: Path, pin: Pin) -> bool:
    try:
        size = path.stat().st_size
    except OSError:
        return False
    if pin.size is not None and size != pin.size:
        return False
    # Hashing ten megabytes takes a moment: once a process is enough, the size is looked at every time.
    key = (path, f"{pin.sha256}:{size}")
    if key not in _checked:
        if digest(path) != pin.sha256:
            return False
        _checked.add(key)
    return True


def complete(folder: Path, runtime: Runtime) -> bool:
    """Tell whether a folder holds every file of a runtime, unchanged."""
    return all(_sound(folder / name, pin) for name, pin in runtime.files.items())


def workspace(label: str) -> Path:
    """Make a folder to fetch into, beside where the result will be."""
    base = runtimes_folder()
    base.mkdir(parents=True, exist_ok=True)
    sweep(base)
    return Path(tempfile.mkdtemp(prefix=f".{label}-", dir=base))


def publish(work: Path, target: Path, runtime: Runtime) -> Path:
    """Move a finished folder to its place; another process may have been first."""
    for _ in range(3):
        try:
            work.rename(target)
        except OSError:
            if complete(target, runtime):
                break
            _set_aside(target)
        else:
            break
    discard(work)
    return target


def _set_aside(target: Path) -> None:
    aside = Path(tempfile.mkdtemp(prefix=".damaged-", dir=target.parent))
    with contextlib.suppress(FileNotFoundError):
        target.rename(aside / target.name)
    discard(aside)


def discard(folder: Path) -> None:
    """Remove a folder that nobody needs."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep(base: Path) -> None:
    """Remove workspaces that a killed process left behind."""
    limit = time.time() - _ABANDONED
    for entry in base.glob(".*-*"):
        try:
            old = entry.stat().st_mtime < limit
        except OSError:
            continue
        if old:
            discard(entry)
