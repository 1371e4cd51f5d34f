"""The page and its elements."""

from __future__ import annotations

from ._runtime import create_proxy, is_nothing, kernel, to_js
from .context import RUNNING_IN_WORKER, document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any


def element_of(node: Any) -> Element | None:
    """Return the element, or None where JavaScript has nothing."""
    return None if is_nothing(node) else Element(node)


def elements_in(root: Any, selector: str) -> ElementCollection:
    """Return all elements below a node that the CSS selector matches."""
    return ElementCollection([Element(node) for node in root.querySelectorAll(selector)], selector)


def elements_of(target: Any) -> list[Element]:
    """Return the elements that a selector, an element or a list of either stands for; none at all is an error."""
    if isinstance(target, str):
        target = page.find(target)
    if isinstance(target, ElementCollection):
        if not target:
            raise ValueError(target._missing())  # noqa: SLF001
        return list(target)
    if isinstance(target, (list, tuple)):
        return [element for item in target for element in elements_of(item)]
    if is_nothing(target):
        raise ValueError("there is no such element: the target is None")
    return [target if isinstance(target, Element) else Element(target)]


class Element:
    """An element of the page; attributes that are not listed here are those of the browser's own object."""

    _node: Any

    def __init__(self, node: Any) -> None:
        object.__setattr__(self, "_node", node)

    def __getattr__(self, name: str) -> Any:
        # Python asks objects for names of its own, such as _repr_html_; the browser has none that begin like that.
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._node, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        else:
            setattr(self._node, name, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and bool(self._node == other._node)

    def __hash__(self) -> int:
        return hash(self._node)

    def __repr__(self) -> str:
        name = self._node.id
        return "<" + str(self._node.localName) + (" id=" + repr(name) if name else "") + ">"

    def __getitem__(self, selector: str) -> ElementCollection:
        return self.find(selector)

    @property
    def text(self) -> str:
        """What the element shows, as text."""
        text: str = self._node.textContent
        return text

    @text.setter
    def text(self, value: object) -> None:
        self._node.textContent = str(value)

    @property
    def parent(self) -> Element | None:
        """The element around this one."""
        return element_of(self._node.parentElement)

    @property
    def children(self) -> ElementCollection:
        """The elements directly inside this one."""
        return ElementCollection([Element(node) for node in self._node.children])

    def find(self, selector: str) -> ElementCollection:
        """Return all elements inside this one that the CSS selector matches."""
        return elements_in(self._node, selector)

    def append(self, *items: Any) -> None:
        """Add elements, collections of them or text at the end."""
        for item in items:
            if isinstance(item, (list, tuple, ElementCollection)):
                self.append(*item)
            else:
                self._node.append(getattr(item, "_node", item))

    def on(self, event: str, handler: Callable[[Any], Any], **options: Any) -> None:
        """Call a function or coroutine whenever the event happens here."""
        if RUNNING_IN_WORKER:
            self._node.addEventListener(event, handler, options)
        else:
            kernel.listen(self._node, event, create_proxy(handler), to_js(options))


class ElementCollection:
    """Several elements: a list that also sets attributes on all of them."""

    _elements: list[Element]
    _selector: str

    def __init__(self, elements: list[Element], selector: str = "") -> None:
        object.__setattr__(self, "_elements", elements)
        object.__setattr__(self, "_selector", selector)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return ElementCollection(self._elements[key], self._selector)
        if isinstance(key, str):
            return self.find(key)
        try:
            return self._elements[key]
        except IndexError:
            raise IndexError("there are only " + str(len(self)) + " elements" if self else self._missing()) from None

    def __len__(self) -> int:
        return len(self._elements)

    def __iter__(self) -> Iterator[Element]:
        return iter(self._elements)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ElementCollection) and self._elements == other._elements

    def __hash__(self) -> int:
        return hash(tuple(self._elements))

    def __repr__(self) -> str:
        return repr(self._elements)

    def __getattr__(self, name: str) -> list[Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return [getattr(element, name) for element in self._elements]

    def __setattr__(self, name: str, value: Any) -> None:
        for element in self._elements:
            setattr(element, name, value)

    def find(self, selector: str) -> ElementCollection:
        """Return all elements inside these that the CSS selector matches, each once."""
        found: list[Element] = []
        for element in self._elements:
            found.extend([inner for inner in element.find(selector) if inner not in found])
        return ElementCollection(found, selector)

    def _missing(self) -> str:
        return "no element of the page matches '" + self._selector + "'" if self._selector else "there are no elements"


class Page:
    """The document: ``page["#id"]`` finds elements by CSS selector."""

    def __getitem__(self, selector: str) -> ElementCollection:
        return self.find(selector)

    def find(self, selector: str) -> ElementCollection:
        """Return all elements of the page that the CSS selector matches."""
        return elements_in(document, selector)

    def append(self, *items: Any) -> None:
        """Add elements or text at the end of the body."""
        self.body.append(*items)

    @property
    def body(self) -> Element:
        """The element around all that the page shows."""
        return Element(document.body)

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
