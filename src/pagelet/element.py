# ruff: noqa: SLF001 - elements and what makes them know each other
"""One element: of the page, or new."""

from __future__ import annotations

from ._runtime import is_nothing
from .attributes import attribute_text, class_names, meaning, property_step, style_steps
from .batches import queue
from .crossing import cross

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, overload

    from .collection import ElementCollection
    from .views import Attributes, Classes, Style

# Elements have attributes of the page's, so their own are set in this way.
put = object.__setattr__

# What is known of an element, in this order. As long as it is new: its children, and keywords (steps that came later
# stand under the keyword ""). Then its place in a list of the browser's, and in that its index, and the browser's
# object itself, once that was asked for.
KIDS = 0
OPTIONS = 1
INDEX = 1
PLACE = 2
NODE = 3


class Nodes:
    """A list of the browser's, and the handlers of what is in it; elements know their place in it."""

    def __init__(self, array: Any = None) -> None:
        self.array = array
        self.heard: dict[int, Callable[[Any], Any]] = {}

    def index(self, element: Any) -> int:
        """Return the place of an element in the list."""
        index: int = element._it[INDEX]
        return index


# The place of an element that has its node.
HERE = Nodes()


class Element:
    """An element of the page, or a new one; attributes that are not listed here are those of the browser's own object.

    ``Element(node)`` takes the browser's object; ``pagelet.html`` has a class for each kind, which makes new ones:
    ``div("text", span("more"), class_="note", on_click=answer)``.

        <p id="note">Hello</p>

        note = page["#note"][0]
        note.text += ", world"
        note.style["color"] = "rebeccapurple"
        note.classes.add("seen")
        note.append(b("!"))
    """

    # "_it" is what is known of it, see above: all in one list, for MicroPython takes long to find room for a second
    # attribute. "_kept" are the handlers that it has, or had when it was taken out. Slots, as CPython makes and fills
    # objects without a dict a third faster.
    __slots__ = ("__weakref__", "_it", "_kept")

    _it: Any
    _kept: Any

    _tag = ""
    _space = "E"

    def __init__(self, node: Any) -> None:
        if isinstance(node, Element):
            node = node.node
        put(self, "_it", [None, None, HERE, node])

    # -------------------------------------------------------------------------------------------------- where it is

    @property
    def node(self) -> Any:
        """The browser's own object."""
        if queue.waiting:
            queue.flush()
        node = self._it[NODE]
        if node is None:
            if self._it[PLACE] is None:
                self._build()
            place = self._it[PLACE]
            node = place.array[place.index(self)]
            self._it[NODE] = node
            if place.heard:
                self._keep_all(place.heard)
            self._it[PLACE] = HERE
        return node

    _node = node

    def _build(self) -> None:
        from .build import build

        build([self])

    def _step(self, step: str, name: str, value: str) -> None:
        """Change the element: now, or with other changes, or when it is made."""
        it = self._it
        place = it[PLACE]
        if place is None:
            if it[OPTIONS] is None:
                it[OPTIONS] = {}
            it[OPTIONS].setdefault("", []).append((step, name, value))
        elif it[NODE] is None:
            queue.write(place.array, place.index(self), step, name, value)
        else:
            queue.write(it[NODE], "", step, name, value)
        if queue.waiting and not queue.open:
            queue.flush()

    # ------------------------------------------------------------------------------------- the browser's attributes

    def __getattr__(self, name: str) -> Any:
        # Python asks objects for names of its own, such as _repr_html_; the browser has none that begin like that.
        if name.startswith("_"):
            raise AttributeError(name)
        if name.startswith(("data_", "aria_")):
            return self.attrs.get(meaning(name)[1])
        return getattr(self.node, name)

    def __setattr__(self, name: str, value: Any) -> None:
        # The text is by far the most frequent; slots are set where a copy is made.
        if name == "text" or isinstance(getattr(type(self), name, None), property) or name in Element.__slots__:
            put(self, name, value)
        elif name.startswith("on_"):
            self.on(name[3:], value)
        elif name == "class_" or name.startswith(("data_", "aria_")):
            self.attrs[meaning(name)[1]] = value
        else:
            step = property_step(name, value)
            if step is None:
                self._step("k", name, "")
                setattr(self.node, name, getattr(value, "_node", value))
            else:
                self._step(*step)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Element) and self._is(other))

    def _is(self, other: Element) -> bool:
        # Two that are new are two.
        return self._it[PLACE] is not None and other._it[PLACE] is not None and bool(self.node == other.node)

    def __hash__(self) -> int:
        try:
            return hash(self.node)
        except TypeError:  # Pyodide's objects have a number instead
            return hash(self.node.js_id)

    def __repr__(self) -> str:
        name = self.node.id
        return "<" + str(self.node.localName) + (" id=" + repr(name) if name else "") + ">"

    # -------------------------------------------------------------------------------------------------- what it says

    @property
    def text(self) -> str:
        """What the element shows, as text."""
        it = self._it
        loop = queue.loop
        text: str | None = None
        if loop is not None and it[PLACE] is loop.place and it[NODE] is None:
            text = loop.texts.get(it[INDEX])
            if text is None:
                text = loop.ahead(it[INDEX])
        return str(self.node.textContent) if text is None else text

    @text.setter
    def text(self, value: object) -> None:
        text = value if isinstance(value, str) else str(value)
        it = self._it
        loop = queue.loop
        if loop is None or it[PLACE] is not loop.place or it[NODE] is not None:
            self._step("t", "", text)
        else:
            loop.write(it[INDEX], text)

    @property
    def html(self) -> str:
        """What is inside, as HTML; what is set is HTML too, and cannot run."""
        html: str = self.node.innerHTML
        return html

    @html.setter
    def html(self, value: object) -> None:
        self._step("h", "1", str(value))

    @property
    def value(self) -> Any:
        """What a form control holds."""
        value = getattr(self.node, "value", None)
        return None if is_nothing(value) else value

    @value.setter
    def value(self, value: object) -> None:
        self._step("p", "value", "" if value is None else str(value))

    @property
    def tag(self) -> str:
        """The name of the element, such as ``div``."""
        return self._tag or str(self.node.localName)

    @property
    def classes(self) -> Classes:
        """The classes: ``element.classes.add("active")``; a text or a list sets them all."""
        from .views import Classes

        return Classes(self)

    @classes.setter
    def classes(self, value: Any) -> None:
        self._step("a", "class", " ".join(class_names(value)))

    @property
    def style(self) -> Style:
        """The styles: ``element.style["color"] = "red"``; a dict sets several, a text sets them all."""
        from .views import Style

        return Style(self)

    @style.setter
    def style(self, value: Any) -> None:
        for step in style_steps(value) or [("s", "", "")]:
            self._step(*step)

    @property
    def attrs(self) -> Attributes:
        """The attributes, a dict of texts: ``element.attrs["href"]``; None removes one."""
        from .views import Attributes

        return Attributes(self)

    @attrs.setter
    def attrs(self, value: dict[str, Any]) -> None:
        self.attrs.update(value)

    def set(self, **attributes: Any) -> Element:
        """Set what keywords name, as when an element is made; return the element."""
        for keyword, value in attributes.items():
            letter, name = meaning(keyword)
            if letter == "L":
                self.on(name, value)
            elif letter == "s":
                self.style = value
            elif letter == "p":
                setattr(self, keyword, value)
            else:
                text = attribute_text(name, value)
                self._step("a" if text is not None else "r", name, text or "")
        return self

    # ------------------------------------------------------------------------------------------------ what is around

    @property
    def parent(self) -> Element | None:
        """The element around this one."""
        node = self.node.parentElement
        return None if is_nothing(node) else Element(node)

    @property
    def children(self) -> ElementCollection:
        """The elements directly inside this one."""
        from .collection import ElementCollection

        return ElementCollection([Element(node) for node in self.node.children])

    def find(self, selector: str) -> ElementCollection:
        """Return all elements inside this one that the CSS selector matches."""
        from .collection import found

        return found(self.node, selector)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: int) -> Element: ...
        @overload
        def __getitem__(self, key: slice | str) -> ElementCollection: ...
        def __getitem__(self, key: Any) -> Any: ...

    def _get(self, key: Any) -> Any:
        """Return what a selector finds inside, or the children of an index or slice."""
        return self.find(key) if isinstance(key, str) else self.children[key]

    if not TYPE_CHECKING:
        __getitem__ = _get

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)

    def __len__(self) -> int:
        return int(self.node.childElementCount)

    def __bool__(self) -> bool:
        return True

    # ----------------------------------------------------------------------------------------------------- its place

    def append(self, *items: Any) -> None:
        """Add elements, lists of them or text at the end."""
        if self._it[PLACE] is None and "" not in (self._it[OPTIONS] or ()):
            if not isinstance(self._it[KIDS], list):
                self._it[KIDS] = list(self._it[KIDS])
            self._it[KIDS].extend(items)
        else:
            self._add("append", items)

    def prepend(self, *items: Any) -> None:
        """Add elements, lists of them or text at the start."""
        self._add("prepend", items)

    def before(self, *items: Any) -> None:
        """Add elements, lists of them or text before this one."""
        self._add("before", items)

    def after(self, *items: Any) -> None:
        """Add elements, lists of them or text after this one."""
        self._add("after", items)

    def replace(self, *items: Any) -> None:
        """Put elements, lists of them or text in this one's place."""
        self.before(*items)
        self.remove()

    def clear(self) -> None:
        """Remove what is inside."""
        self._step("t", "", "")

    def _add(self, how: str, items: Any) -> None:
        from .build import build

        build(items, self.node, how)

    def remove(self) -> Element:
        """Take the element out of the page; it keeps its handlers, for it may be put back."""
        from .listeners import remove

        if self._it[PLACE] is not None:
            remove([self.node], self)
        return self

    def clone(self, **attributes: Any) -> Element:
        """Return a copy with all that is inside, but no handlers and no id; keywords set attributes of the copy."""
        copy = Element(self.node.cloneNode(True))  # noqa: FBT003 - the platform's own
        copy._step("r", "id", "")
        return copy.set(**attributes)

    # -------------------------------------------------------------------------------------------------------- events

    def on(self, event: str, handler: Any = None, **options: Any) -> Any:
        """Call a function or coroutine whenever the event happens here; without one, decorate it.

        ``options`` are those of ``addEventListener``: ``once``, ``capture``, ``passive``; and ``prevent_default=True``
        keeps the browser from what it does by itself, from a worker too.
        """
        if handler is None:
            return lambda function: (self.on(event, function, **options), function)[1]
        from .listeners import handlers, register

        number = register(handler)
        self._keep(number, handlers[number])
        cross("listen", self.node, event, number, *([options] if options else []))
        return None

    def _keep(self, number: int, handler: Callable[[Any], Any]) -> None:
        """Keep a handler for when the element is put back."""
        self._keep_all({number: handler})

    def _keep_all(self, more: dict[int, Callable[[Any], Any]]) -> None:
        """Keep handlers for when the element is put back."""
        kept = getattr(self, "_kept", None)
        if kept is None:
            kept = {}
            put(self, "_kept", kept)
        kept.update(more)

    def _all_kept(self) -> dict[int, Callable[[Any], Any]]:
        """Return the handlers that this element and those that it was made of are known to have."""
        kept: dict[int, Callable[[Any], Any]] = {}
        waiting: list[Any] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, Element):
                kept.update(getattr(item, "_kept", None) or (item._it[PLACE].heard if item._it[PLACE] else {}))
                waiting.extend(item._it[KIDS] or ())
            elif isinstance(item, (list, tuple)):
                waiting.extend(item)
        return kept


__all__ = ["HERE", "INDEX", "KIDS", "NODE", "OPTIONS", "PLACE", "Element", "Nodes", "put"]
