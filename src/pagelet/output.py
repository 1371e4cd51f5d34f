"""Show values on the page."""

from __future__ import annotations

from ._runtime import is_nothing, kernel
from .context import current_target
from .place import document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What is shown as its repr without a question; everything else may know better how it looks.
_PLAIN = (int, float, bool, list, tuple, set, type(None), bytes)


class HTML:
    """Text that is shown as HTML, not as text.

    It takes a string. The browser leaves out what could run (scripts, ``onclick=``), and nothing else.

        display(HTML("<b>bold</b>"))
    """

    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_html_(self) -> str:
        return self._html


def display(*values: Any, target: Any = None, append: bool = True) -> None:
    """Show values in an element: by default the output of the running script, as in ``display(figure)``.

    ``target`` is an id, with or without ``#``, or an element; ``append=False`` replaces what the element shows.
    Text is shown as text. Other values are shown as the richest of what they offer, as in a notebook.

        <p id="sum"></p>

        display("Hello")
        display(1 + 1, target="sum", append=False)
    """
    place = _own() if target is None else _place(target)
    if not append:
        place.replaceChildren()
        # A line of text replaces a line of text: no box around it.
        if len(values) == 1 and isinstance(values[0], str):
            place.textContent = values[0]
            return
    for value in values:
        if isinstance(value, str):
            _text(place, value)
        elif type(value) in _PLAIN:
            _text(place, repr(value))
        else:
            from .mime import show

            show(place, value)


def _text(place: Any, text: str) -> None:
    if text.strip():
        box = document.createElement("div")
        box.textContent = text
        place.append(box)


def _own() -> Any:
    """Return the running script's output: itself where it is, for an id is not found inside a shadow root."""
    output = getattr(kernel, "output", None)
    return _named(current_target()) if is_nothing(output) else output


def _place(target: Any) -> Any:
    if isinstance(target, str):
        return _named(target[1:] if target.startswith("#") else target)  # noqa: FURB188 - MicroPython has no removeprefix
    if type(target).__name__ == "ElementCollection":
        if not len(target):
            raise ValueError("no element of the page matches the target to display in")
        target = target[0]
    return target.node if hasattr(type(target), "_node") else target


def _named(name: str) -> Any:
    if not name:
        raise ValueError("this code has no output of its own on the page: name an element with display(…, target='id')")
    place = document.getElementById(name)
    if type(place).__name__ == "Later":
        return place  # the page says whether it is there
    if is_nothing(place):
        raise ValueError("the page has no element with the id '" + name + "' to display in")
    # A script stands for its output.
    return place.target if place.localName == "script" and not is_nothing(place.target) else place


__all__ = ["HTML", "display"]
