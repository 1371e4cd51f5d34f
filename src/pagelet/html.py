"""Every element of HTML, SVG and MathML: ``from pagelet.html import div, svg, circle``.

Each makes a new element: ``div("text", span("more"), class_="note", style={"color": "red"}, on_click=answer)``.
Text is shown as text; ``html("<b>bold</b>")`` is shown as HTML. Names that Python has for itself may end in an
underscore: ``del_``, ``map_``, ``input_``. What is both HTML and SVG (``a``, ``script``, ``style``, ``title``) is HTML
here, and SVG in ``pagelet.svg``.

    page.append(div("Press ", kbd("Enter"), class_="note", data_step=1), html("<hr>"))
"""

from __future__ import annotations

from .build import kind
from .markup import html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> Any:
    made = kind(name, "ESM")
    globals()[name] = made
    return made


__all__ = ["html"]
