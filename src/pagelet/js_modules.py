"""``from pagelet.js_modules import d3``: the JavaScript modules that the config names."""

from __future__ import annotations

from .modules import js_modules as _modules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> Any:
    return getattr(_modules, name)
