"""Wait as long as the machine needs: with PAGELET_PATIENCE=4 everything has four times as long before it has failed."""

from __future__ import annotations

import functools
import os

from pagelet_cli.errors import BrowserError

__all__ = ["patient"]


def patient(seconds: float) -> float:
    """Return how long to wait on this machine for what takes at most so long on a good one."""
    return seconds * _patience()


@functools.cache
def _patience() -> float:
    said = os.environ.get("PAGELET_PATIENCE", "1")
    try:
        factor = float(said)
    except ValueError:
        factor = 0.0
    if not 0 < factor < float("inf"):
        msg = f"PAGELET_PATIENCE is {said!r}; it is a number such as 4, by which every limit of time is multiplied"
        raise BrowserError(msg)
    return factor
