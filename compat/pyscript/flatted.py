"""PyScript's ``pyscript.flatted``."""

from __future__ import annotations

from pagelet.flatted import parse, stringify

__all__ = ["parse", "stringify"]
