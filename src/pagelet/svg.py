"""Every element of SVG, those too that HTML has of the same name: ``from pagelet.svg import svg, a, title``.

For example:

    from pagelet.svg import a, circle, svg

    page.append(svg(a(circle(cx=50, cy=50, r=40, fill="teal"), href="#top"), viewBox="0 0 100 100", width=100))
"""

from __future__ import annotations

from .build import kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> Any:
    made = kind(name, "S")
    globals()[name] = made
    return made
