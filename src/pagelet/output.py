"""Show values on the page."""

from __future__ import annotations

from ._runtime import is_nothing
from .context import current_target, document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class HTML:
    """Text that is shown as HTML, not as text.

    For example:

        display(HTML("<b>bold</b>"))
    """

    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_html_(self) -> str:
        return self._html


def display(*values: Any, target: Any = None, append: bool = True) -> None:
    """Show values in an element: by default the output of the running script.

    ``target`` is an id, with or without ``#``, or an element; ``append=False`` replaces what the element shows.

        <p id="sum"></p>

        display("Hello")
        display(1 + 1, target="sum", append=False)
    """
    place = _place(current_target() if target is None else target)
    if not append:
        place.replaceChildren()
    for value in values:
        _show(place, value)


def _place(target: Any) -> Any:
    if not isinstance(target, str):
        return getattr(target, "_node", target)
    name = target[1:] if target.startswith("#") else target  # noqa: FURB188 - MicroPython has no removeprefix
    if not name:
        raise ValueError("this code has no output of its own on the page: name an element with display(…, target='id')")
    place = document.getElementById(name)
    if is_nothing(place):
        raise ValueError("the page has no element with the id '" + name + "' to display in")
    return place


def _show(place: Any, value: Any) -> None:
    box = document.createElement("div")
    html = None if isinstance(value, type) else getattr(value, "_repr_html_", None)
    if html is None:
        box.textContent = value if isinstance(value, str) else repr(value)
    else:
        box.setHTML(html())
    place.append(box)


__all__ = ["HTML", "display"]
