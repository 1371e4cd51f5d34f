"""HTML that is meant as HTML: everything else is shown as the text that it is."""

from __future__ import annotations

from .crossing import MARK, cross

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class html:  # noqa: N801 - named like the elements that stand beside it
    """HTML that the author of the page vouches for, as a child of an element: ``div(html("<b>bold</b>"))``.

    It takes text. The browser leaves out what could run (scripts, ``onclick=``), and nothing else.
    """

    def __init__(self, text: object) -> None:
        self.text = str(text)

    def _repr_html_(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return "html(" + repr(self.text) + ")"


def html_of(value: Any) -> tuple[str, bool] | None:
    """Return the HTML that a value is shown as, and whether the author vouches for it; None for other values."""
    if isinstance(value, html):
        return value.text, True
    shown = None if isinstance(value, type) else getattr(value, "_repr_html_", None)
    text = None if shown is None else shown()
    return None if text is None else (str(text), False)


def fill(node: Any, text: str, *, vouched: bool = False) -> None:
    """Put HTML in place of what is in a node of the page; what comes from data loses styles and forms, too."""
    mark = MARK
    while mark in text:
        mark += "\x1e"
    cross("change", mark.join(["h", "1" if vouched else "", "0", "", text]), mark, node)


__all__ = ["fill", "html", "html_of"]
