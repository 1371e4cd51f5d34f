"""Every element of SVG, those too that HTML has of the same name: ``from pagelet.svg import svg, a, title``."""

from __future__ import annotations

from .build import kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> Any:
    made = kind(name, "S")
    globals()[name] = made
    return made
