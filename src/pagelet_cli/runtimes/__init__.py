"""The interpreters: pinned by hash, fetched once, kept in the user's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.runtimes.fetch import obtain
from pagelet_cli.runtimes.pins import DEFAULTS, KINDS, Extra, pinned
from pagelet_cli.runtimes.sources import available

if TYPE_CHECKING:
    import threading
    from pathlib import Path

__all__ = ["DEFAULTS", "KINDS", "runtime"]


def runtime(
    name: str,
    version: str | None = None,
    *,
    extra: Extra | None = None,
    cancelled: threading.Event | None = None,
) -> Path:
    """Return the verified folder of an interpreter, fetching it when the cache lacks it."""
    return obtain(pinned(name, version, extra), available(cancelled), cancelled=cancelled)
