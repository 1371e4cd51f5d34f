"""PyScript's ``pyscript.display``."""

from __future__ import annotations

from pagelet import HTML, display

__all__ = ["HTML", "display"]
