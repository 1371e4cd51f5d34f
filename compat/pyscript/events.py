"""PyScript's ``pyscript.events``."""

from __future__ import annotations

from pagelet import Event, when

__all__ = ["Event", "when"]
