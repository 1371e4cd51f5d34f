"""PyScript's ``py_import``."""

from __future__ import annotations

from pagelet import py_import

__all__ = ["py_import"]
