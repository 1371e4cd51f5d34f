"""What a page of 2022 found in its Python without importing it."""

from __future__ import annotations

import pyscript
from pagelet import HTML, display, document, window

from .legacy import Element, Plugin, PyItemTemplate, PyListTemplate, run_until_complete, write

console = window.console

__all__ = sorted(  # noqa: PLE0605 - what a star takes, which the page's copy must have too
    [
        "HTML",
        "Element",
        "Plugin",
        "PyItemTemplate",
        "PyListTemplate",
        "console",
        "display",
        "document",
        "pyscript",
        "run_until_complete",
        "window",
        "write",
    ]
)
