"""PyScript's ``pyscript.ffi``."""

from __future__ import annotations

from pagelet.ffi import assign, create_proxy, direct, gather, is_none, jsnull, query, to_js

__all__ = ["assign", "create_proxy", "direct", "gather", "is_none", "jsnull", "query", "to_js"]
