"""PyScript's ``pyscript.workers``."""

from __future__ import annotations

from pagelet import create_named_worker, workers

__all__ = ["create_named_worker", "workers"]
