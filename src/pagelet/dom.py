"""The page and its elements."""

from __future__ import annotations

from ._runtime import is_nothing, js
from .collection import ElementCollection, found
from .element import Element
from .place import document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def elements_of(target: Any) -> list[Element]:
    """Return the elements that a selector, an element or a list of either stands for; none at all is an error."""
    if isinstance(target, str):
        target = page.find(target)
    if isinstance(target, ElementCollection):
        if not len(target):
            raise ValueError(target._missing())  # noqa: SLF001
        elements: list[Element] = target[:]._list()  # noqa: SLF001
        return elements
    if isinstance(target, (list, tuple)):
        return [element for item in target for element in elements_of(item)]
    if is_nothing(target):
        raise ValueError("there is no such element: the target is None")
    if target is js:  # to MicroPython the window is a module, which JavaScript cannot listen to
        target = js.window
    return [target if isinstance(target, Element) else Element(target)]


class Page:
    """The document: ``page["#id"]`` finds elements by CSS selector.

    For example:

        <output></output>

        page["output"].text = "found"
        page.title = "Found"
        page.append("and added")
    """

    def __getitem__(self, selector: str) -> ElementCollection:
        if not isinstance(selector, str):
            raise TypeError('page[...] takes a CSS selector, such as page["#result"], and not ' + repr(selector))
        return self.find(selector)

    def __contains__(self, selector: str) -> bool:
        return bool(self[selector])

    def find(self, selector: str) -> ElementCollection:
        """Return all elements of the page that the CSS selector matches."""
        return found(None, selector)

    def append(self, *items: Any) -> None:
        """Add elements, lists of them or text at the end of the body."""
        self.body.append(*items)

    @property
    def body(self) -> Element:
        """The element around all that the page shows."""
        return Element(document.body)

    @property
    def head(self) -> Element:
        """The element around what the page says about itself."""
        return Element(document.head)

    @property
    def title(self) -> str:
        """What the browser's tab shows."""
        title: str = document.title
        return title

    @title.setter
    def title(self, value: object) -> None:
        document.title = str(value)


page = Page()

__all__ = ["Element", "ElementCollection", "Page", "page"]
