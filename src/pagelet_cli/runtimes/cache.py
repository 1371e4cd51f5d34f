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
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pagelet_cli.errors import PageletError
    from pagelet_cli.runtimes.pins import Pin

_ABANDONED = 24 * 3600.0
_checked: set[tuple[Path, str]] = set()


class Kept(Protocol):
    """Describe what the cache can keep: files in a folder, each with its hash."""

    @property
    def label(self) -> str:
        """Name it in progress and errors."""

    @property
    def place(self) -> str:
        """Name its folder in the cache."""

    @property
    def files(self) -> Mapping[str, Pin]:
        """Give the hash of each file."""

    @property
    def size(self) -> int | None:
        """Add up the sizes, where all are known."""

    def unavailable(self, attempts: Sequence[str], *, offline: bool) -> PageletError:
        """Say that no source has it."""

    def damaged(self, attempts: Sequence[str]) -> PageletError:
        """Say that what came is not it."""


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


def complete(folder: Path, kept: Kept) -> bool:
    """Tell whether a folder holds every file, unchanged."""
    return all(_sound(folder / name, pin) for name, pin in kept.files.items())


def workspace(target: Path) -> Path:
    """Make a folder to fetch into, beside where the result will be."""
    base = target.parent
    base.mkdir(parents=True, exist_ok=True)
    sweep(base)
    return Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=base))


def publish(work: Path, target: Path, kept: Kept) -> Path:
    """Move a finished folder to its place; another process may have been first."""
    for _ in range(3):
        try:
            work.rename(target)
        except OSError:
            if complete(target, kept):
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
