"""``from pagelet.js_modules import d3``: the JavaScript modules that the config names."""

from __future__ import annotations

from .modules import js_modules as _modules
from .modules import publish as _publish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_publish(__name__)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    try:
        return getattr(_modules, name)
    except AttributeError as error:
        # For whoever tries "from … import" and can do without: MicroPython does not turn one into the other.
        raise ImportError(str(error)) from None
