# ruff: noqa: SLF001 - elements and what makes them know each other
"""Several elements at once."""

from __future__ import annotations

from .batches import Loop, queue
from .crossing import cross, one_way
from .element import Element, Nodes, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, overload

_new = object.__new__


def element_at(place: Nodes, index: int) -> Element:
    """Return the element at a place; the browser is asked for it when it is needed."""
    element = _new(Element)
    put(element, "_it", [None, index, place, None])
    return element


def found(root: Any, selector: str) -> ElementCollection:
    """Return all elements below a node, or of the page, that the CSS selector matches."""
    if queue.waiting:
        queue.flush()
    if one_way and selector.startswith("#") and " " not in selector:
        from .place import document

        # An id stands for one element, whether or not the page has answered.
        return ElementCollection([Element((document if root is None else root).querySelector(selector))], selector)
    answer = cross("find", root, selector)
    count = int(answer[0])
    if count > 1:
        place = Nodes(answer[1])
        return ElementCollection(None, selector, (place, range(count)))
    return ElementCollection([Element(answer[2])] if count else [], selector)


class ElementCollection:
    """Several elements: a list that also reads and sets attributes of all of them, and calls methods of all.

    ``page["td"].text = "same"`` sets all, ``page["td"].text`` is the list of all; ``page["ul"].append("more")`` adds to
    all, and ``page["dialog"].showModal()`` calls the browser's own method. While a loop goes over the elements, what it
    changes is collected, and crosses to the browser at once; texts are read ahead, too.

        <ul><li>one</li><li>two</li></ul>

        items = page["li"]
        items.hidden = False
        page["ul"].append(li("three"))
        display(len(items), items[0].text, items.text)
    """

    _elements: Any
    _selector: str
    # The place of the elements and their indices there, if they are a list of the browser's.
    _span: Any
    # Those that were asked for by index before there was need of all.
    _some: dict[int, Element]

    def __init__(self, elements: Any, selector: str = "", span: Any = None) -> None:
        put(self, "_elements", elements)
        put(self, "_selector", selector)
        put(self, "_span", span)
        put(self, "_some", {})

    def _list(self) -> list[Element]:
        """Return all elements, the same ones each time."""
        elements: list[Element] | None = self._elements
        if elements is None:
            place, span = self._span
            some = self._some
            elements = [some.get(index) or element_at(place, index) for index in span]
            put(self, "_elements", elements)
        return elements

    if TYPE_CHECKING:
        # Attributes of all elements at once, those that every element has; __getattr__ finds the rest.
        text: Any
        html: Any
        value: Any
        hidden: Any
        title: Any
        append: Callable[..., list[Any]]
        prepend: Callable[..., list[Any]]
        before: Callable[..., list[Any]]
        after: Callable[..., list[Any]]
        clear: Callable[..., list[Any]]
        click: Callable[..., list[Any]]
        focus: Callable[..., list[Any]]

        @overload
        def __getitem__(self, key: int) -> Element: ...
        @overload
        def __getitem__(self, key: slice | str) -> ElementCollection: ...
        def __getitem__(self, key: Any) -> Any: ...

    def _get(self, key: Any) -> Any:
        if isinstance(key, slice):
            if self._elements is None:
                place, span = self._span
                return ElementCollection(None, self._selector, (place, span[key]))
            return ElementCollection(self._elements[key], self._selector)
        if isinstance(key, str):
            return self.find(key)
        try:
            return self._at(key) if self._elements is None else self._elements[key]
        except IndexError:
            raise IndexError(
                "there are only " + str(len(self)) + " elements" if len(self) else self._missing()
            ) from None

    if not TYPE_CHECKING:
        __getitem__ = _get

    def _at(self, key: int) -> Element:
        place, span = self._span
        index = span[key]
        if index not in self._some:
            self._some[index] = element_at(place, index)
        return self._some[index]

    def __len__(self) -> int:
        return len(self._span[1] if self._elements is None else self._elements)

    def __iter__(self) -> Iterator[Element]:
        elements = self._list()
        around = queue.enter(Loop(*self._span) if self._span else None)
        try:
            for element in elements:
                yield element
        finally:
            queue.leave(around)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ElementCollection) and self._list() == other._list()

    def __hash__(self) -> int:
        return hash(tuple(self._list()))

    def __repr__(self) -> str:
        return repr(self._list())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        values = [getattr(element, name) for element in self._list()]
        if values and type(values[0]).__name__ == "Later":
            return values[0]  # of the one element of an id: to be called, or awaited
        if callable(getattr(Element, name, None)) or (values and _is_function(values[0])):
            return lambda *args, **options: [value(*args, **options) for value in values]
        return values

    def __setattr__(self, name: str, value: Any) -> None:
        for element in self:
            setattr(element, name, value)

    def find(self, selector: str) -> ElementCollection:
        """Return all elements inside these that the CSS selector matches, each once."""
        inner: list[Element] = []
        for element in self._list():
            inner.extend([item for item in element.find(selector)._list() if item not in inner])
        return ElementCollection(inner, selector)

    def on(self, event: str, handler: Any = None, **options: Any) -> Any:
        """Call a function or coroutine whenever the event happens on one of them; without one, decorate it."""
        if handler is None:
            return lambda function: (self.on(event, function, **options), function)[1]
        for element in self._list():
            element.on(event, handler, **options)
        return None

    def set(self, **attributes: Any) -> ElementCollection:
        """Set what keywords name on all of them; return the collection."""
        for element in self:
            element.set(**attributes)
        return self

    def remove(self) -> ElementCollection:
        """Take all of them out of the page."""
        from .listeners import remove

        elements = self._list()
        if elements:
            remove([element.node for element in elements], self)
        return self

    def _keep(self, number: int, handler: Callable[[Any], Any]) -> None:
        """Keep a handler for when the elements are put back."""
        for element in self._list():
            element._keep(number, handler)

    @property
    def classes(self) -> _Each:
        """The classes of all: ``cells.classes.add("active")``."""
        return _Each(self, "classes")

    @classes.setter
    def classes(self, value: Any) -> None:
        for element in self:
            element.classes = value

    @property
    def style(self) -> _Each:
        """The styles of all: ``cells.style["color"] = "red"``."""
        return _Each(self, "style")

    @style.setter
    def style(self, value: Any) -> None:
        for element in self:
            element.style = value

    @property
    def attrs(self) -> _Each:
        """The attributes of all: ``cells.attrs["title"] = "same"``."""
        return _Each(self, "attrs")

    def _missing(self) -> str:
        """Return what to tell somebody who asks for an element that is not there."""
        return "no element of the page matches '" + self._selector + "'" if self._selector else "there are no elements"


def _is_function(value: Any) -> bool:
    """Tell whether this is a function of the browser's; MicroPython calls all that is JavaScript's callable."""
    if hasattr(value, "_ref"):  # it is of the page's, and this is a worker
        return bool(value._ref.kind == "function")
    return hasattr(value, "call") or hasattr(value, "__func__")  # those of the desktop's document are methods


class _Each:
    """Classes, styles or attributes of several elements: what is read is a list."""

    def __init__(self, elements: ElementCollection, name: str) -> None:
        put(self, "_views", (elements, name))

    def __getitem__(self, key: str) -> list[Any]:
        elements, name = self._views
        return [getattr(element, name).get(key) for element in elements._list()]

    def __setitem__(self, key: str, value: Any) -> None:
        elements, name = self._views
        for element in elements:
            getattr(element, name)[key] = value

    def __delitem__(self, key: str) -> None:
        self[key] = None

    def __iter__(self) -> Iterator[Any]:
        elements, name = self._views
        return iter([getattr(element, name) for element in elements._list()])

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_"):
            raise AttributeError(key)
        elements, name = self._views
        if name == "style" and key != "update":
            return self[key]
        return lambda *args: [getattr(getattr(element, name), key)(*args) for element in elements]

    def __setattr__(self, key: str, value: Any) -> None:
        self[key] = value


__all__ = ["ElementCollection", "element_at", "found"]
