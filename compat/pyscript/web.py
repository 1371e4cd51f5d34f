"""PyScript's ``pyscript.web``: every write happens at once, and elements are found by id in brackets."""

from __future__ import annotations

import pagelet
import pagelet.svg
from pagelet import Event, document, window
from pagelet.ffi import is_none

from .looks import Classes, Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_SVG = "http://www.w3.org/2000/svg"


def _wrapped(node: Any) -> Element | None:
    return None if is_none(node) else Element.wrap_dom_element(node)


def _by_id(node: Any, name: str) -> Element | None:
    plain = name[1:] if name.startswith("#") else name
    return _wrapped(node.querySelector('[id="' + plain.replace('"', '\\"') + '"]'))


def _all(node: Any, selector: str) -> ElementCollection:
    return ElementCollection.wrap_dom_elements(node.querySelectorAll(selector))


class Element:
    """An element; attributes that are not listed here are those of the browser's own object."""

    element_classes_by_tag_name: dict[str, Any] = {}
    _namespace = ""

    @classmethod
    def get_tag_name(cls) -> str:
        """Return the tag that elements of this class have."""
        return cls.__name__.replace("_", "")

    @classmethod
    def register_element_classes(cls, element_classes: list[Any]) -> None:
        """Let elements that are found be of these classes, by their tags."""
        for kind in element_classes:
            cls.element_classes_by_tag_name[kind.get_tag_name()] = kind

    @classmethod
    def unregister_element_classes(cls, element_classes: list[Any]) -> None:
        """Undo that."""
        for kind in element_classes:
            cls.element_classes_by_tag_name.pop(kind.get_tag_name(), None)

    @classmethod
    def wrap_dom_element(cls, dom_element: Any) -> Element:
        """Take the browser's own object."""
        kind = cls.element_classes_by_tag_name.get(dom_element.tagName.lower(), cls)
        wrapped: Element = kind(dom_element=dom_element)
        return wrapped

    def __init__(self, dom_element: Any = None, classes: Any = None, style: Any = None, **attributes: Any) -> None:
        if is_none(dom_element):
            tag = type(self).get_tag_name()
            space = self._namespace
            dom_element = document.createElementNS(space, tag) if space else document.createElement(tag)
        self._dom_element = dom_element
        self._on_events: dict[str, Event] = {}
        self._classes: Classes | None = None
        self._style: Style | None = None
        self.update(classes=classes, style=style, **attributes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and bool(other._dom_element == self._dom_element)

    def __hash__(self) -> int:
        return hash(self._dom_element)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, (int, slice)):
            return self.children[key]
        if isinstance(key, str):
            return _by_id(self._dom_element, key)
        raise TypeError("elements have indices, slices and ids in brackets, not " + type(key).__name__)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name.startswith("on_"):
            return self.get_event(name)
        if _is_attribute(name):
            return self._dom_element.getAttribute(name.replace("_", "-"))
        return getattr(self._dom_element, _dom_name(name))

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
        elif name.startswith("on_"):
            self.get_event(name).add_listener(value)
        elif _is_attribute(name) or self._namespace:
            plain = _dom_name(name) if name.endswith("_") else name
            self._dom_element.setAttribute(plain.replace("_", "-"), str(value))
        else:
            setattr(self._dom_element, _dom_name(name), value)

    def get_event(self, name: str) -> Event:
        """Return the event that "on_click" stands for; whoever listens to it hears of every click."""
        if not name.startswith("on_"):
            raise ValueError("an event's name begins with on_, unlike " + repr(name))
        if name not in self._on_events:
            kind = name[3:]
            if not hasattr(self._dom_element, "on" + kind) and not hasattr(self._dom_element, kind):
                raise ValueError("Element has no '" + kind + "' event.")
            event = self._on_events[name] = Event()
            pagelet.Element(self._dom_element).on(kind, event.trigger)
        return self._on_events[name]

    @property
    def children(self) -> ElementCollection:
        """The elements directly inside."""
        return ElementCollection.wrap_dom_elements(self._dom_element.children)

    @property
    def classes(self) -> Classes:
        """The classes, as a set."""
        if self._classes is None:
            self._classes = Classes(self)
        return self._classes

    @property
    def style(self) -> Style:
        """The element's own style, as a dict."""
        if self._style is None:
            self._style = Style(self)
        return self._style

    @property
    def parent(self) -> Element | None:
        """The element around this one."""
        return _wrapped(self._dom_element.parentElement)

    def append(self, *items: Any) -> None:
        """Add elements, the browser's own nodes, lists of them or text at the end."""
        for item in items:
            self._append(item)

    def _append(self, item: Any) -> None:
        if isinstance(item, (str, int, float)):
            self._dom_element.append(item if isinstance(item, str) else str(item))
        elif isinstance(item, Element):
            self._dom_element.append(item._dom_element)
        elif isinstance(item, pagelet.Element):
            self._dom_element.append(item.node)
        elif isinstance(item, (ElementCollection, list, tuple)):
            self.append(*item)
        elif hasattr(item, "_repr_html_"):
            box = document.createElement("template")
            box.setHTML(item._repr_html_())
            self._dom_element.append(box.content)
        elif hasattr(item, "nodeType"):
            self._dom_element.append(item)
        elif hasattr(item, "length"):
            for node in list(item):
                self._dom_element.append(node)
        else:
            raise TypeError("an element cannot hold " + repr(item))

    def clone(self, clone_id: str | None = None) -> Element:
        """Copy the element and what is in it; the copy has the id that is given, or none."""
        copy = self._dom_element.cloneNode(True)
        if clone_id is None:
            copy.removeAttribute("id")
        else:
            copy.id = clone_id
        return Element.wrap_dom_element(copy)

    def find(self, selector: str) -> ElementCollection:
        """Return all elements inside that the CSS selector matches."""
        return _all(self._dom_element, selector)

    def show_me(self) -> None:
        """Scroll to the element."""
        self._dom_element.scrollIntoView()

    def update(self, classes: Any = None, style: Any = None, **attributes: Any) -> None:
        """Add classes and set styles and attributes."""
        for name in [classes] if isinstance(classes, str) else classes or ():
            self.classes.add(name)
        for name, value in (style or {}).items():
            self.style[name] = value
        for name, value in attributes.items():
            setattr(self, name, value)


def _is_attribute(name: str) -> bool:
    return name.startswith(("data_", "aria_"))


def _dom_name(name: str) -> str:
    plain = name[:-1] if name.endswith("_") else name
    return {"for": "htmlFor", "class": "className"}.get(plain, plain)


class HasOptions:
    """What has options: a select, a datalist."""

    @property
    def options(self) -> Options:
        """The options."""
        return Options(self)


class Options:
    """The options of an element."""

    def __init__(self, element: Any) -> None:
        self._element = element

    def __getitem__(self, key: Any) -> Any:
        return self.options[key]

    def __iter__(self) -> Iterator[Element]:
        return iter(self.options)

    def __len__(self) -> int:
        return len(self.options)

    def __repr__(self) -> str:
        return "Options (length: " + str(len(self)) + ") " + repr(self.options)

    @property
    def options(self) -> list[Element]:
        """The options, in a list."""
        return [Element.wrap_dom_element(node) for node in self._element._dom_element.options]

    @property
    def selected(self) -> Element:
        """The option that is chosen."""
        return self.options[self._element._dom_element.selectedIndex]

    def add(self, value: Any = None, html: Any = None, text: Any = None, before: Any = None, **attributes: Any) -> None:
        """Add an option at the end, or before another one."""
        made = globals()["option"](**attributes)
        if value:
            made.value = value
        if html:
            made._dom_element.setHTML(html)
        if text:
            made.text = text
        self._element._dom_element.add(made._dom_element, getattr(before, "_dom_element", before))

    def clear(self) -> None:
        """Remove all."""
        self._element._dom_element.length = 0

    def remove(self, index: int) -> None:
        """Remove one."""
        self._element._dom_element.remove(index)


class ContainerElement(Element):
    """An element with others in it: ``div("text", span("more"), id="note")``; text is shown as text."""

    def __init__(
        self, *args: Any, children: Any = None, dom_element: Any = None, style: Any = None, classes: Any = None,
        **attributes: Any,
    ) -> None:  # fmt: skip
        super().__init__(dom_element=dom_element, style=style, classes=classes, **attributes)
        self.append(*args)
        self.append(*(children or ()))

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)


class ElementCollection:
    """Several elements."""

    @classmethod
    def wrap_dom_elements(cls, dom_elements: Any) -> ElementCollection:
        """Take a list of the browser's."""
        return cls([Element.wrap_dom_element(node) for node in dom_elements])

    def __init__(self, elements: list[Element]) -> None:
        self._elements = elements

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ElementCollection) and other._elements == self._elements

    def __hash__(self) -> int:
        return hash(tuple(self._elements))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self._elements[key]
        if isinstance(key, slice):
            return ElementCollection(self._elements[key])
        if not isinstance(key, str):
            raise TypeError("collections have indices, slices and ids in brackets, not " + type(key).__name__)
        plain = key[1:] if key.startswith("#") else key
        for element in self._elements:
            found = element if element.id == plain else _by_id(element._dom_element, plain)
            if found:
                return found
        return None

    def __iter__(self) -> Iterator[Element]:
        return iter(self._elements)

    def __len__(self) -> int:
        return len(self._elements)

    def __repr__(self) -> str:
        return "ElementCollection (length: " + str(len(self)) + ") " + repr(self._elements)

    @property
    def elements(self) -> list[Element]:
        """The elements, in a list."""
        return self._elements

    def find(self, selector: str) -> ElementCollection:
        """Return all elements inside these that the CSS selector matches."""
        return ElementCollection([found for element in self._elements for found in element.find(selector)])

    def update_all(self, classes: Any = None, style: Any = None, **attributes: Any) -> None:
        """Add classes and set styles and attributes of each."""
        for element in self._elements:
            element.update(classes=classes, style=style, **attributes)


class canvas(ContainerElement):
    """A canvas."""

    def download(self, filename: str = "snapped.png") -> None:
        """Let the user's browser save what it shows."""
        link = globals()["a"](download=filename, href=self._dom_element.toDataURL())
        self.append(link)
        link._dom_element.click()

    def draw(self, what: Any, width: Any = None, height: Any = None) -> None:
        """Draw an image, a video or another canvas."""
        size = [width, height] if width or height else []
        self._dom_element.getContext("2d").drawImage(getattr(what, "_dom_element", what), 0, 0, *size)


class video(ContainerElement):
    """A video."""

    def snap(self, to: Any = None, width: Any = None, height: Any = None) -> Any:
        """Draw the picture that it shows on a canvas, a new one or that of the selector, and return the canvas."""
        width, height = width or self.videoWidth, height or self.videoHeight
        if isinstance(to, str):
            node = document.querySelector(to)
            if is_none(node):
                raise TypeError("No element with selector " + to + " to snap to.")
            to = Element.wrap_dom_element(node)
        elif is_none(to):
            to = canvas(width=width, height=height)
        elif not isinstance(to, Element):
            to = Element.wrap_dom_element(to)
        if not isinstance(to, canvas):
            raise TypeError("Element to snap to must be a canvas.")
        to.draw(self, width, height)
        return to


class datalist(ContainerElement, HasOptions):
    """A list of suggestions."""


class optgroup(ContainerElement, HasOptions):
    """A group of options."""


class select(ContainerElement, HasOptions):
    """A choice."""


CONTAINER_TAGS = (
    "a abbr address article aside audio b blockquote body button caption cite code colgroup data dd del details dialog "
    "div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup html i iframe ins kbd "
    "label legend li main map mark menu meta meter nav object ol option output p param picture pre progress q s script "
    "section small span strong style sub summary sup table tbody td template textarea tfoot th thead time title tr u "
    "ul var wbr"
).split()
VOID_TAGS = "area base br col embed hr img input link source track".split()

# Python has these for itself.
_TAKEN = ("del", "input", "map", "object")


def _define(tag: str, base: Any) -> Any:
    name = tag + "_" if tag in _TAKEN else tag
    globals()[name] = type(name, (base,), {})
    return globals()[name]


Element.register_element_classes(
    [canvas, video, datalist, optgroup, select]
    + [_define(tag, ContainerElement) for tag in CONTAINER_TAGS]
    + [_define(tag, Element) for tag in VOID_TAGS]
)


def __getattr__(name: str) -> Any:
    # Drawings, which PyScript has no elements for.
    getattr(pagelet.svg, name)
    made = type(name, (ContainerElement,), {"_namespace": _SVG})
    globals()[name] = made
    return made


class Page:
    """The page: an element by its id in brackets, others by CSS selector."""

    def __getitem__(self, key: str) -> Element | None:
        return _by_id(document, key)

    @property
    def html(self) -> Element:
        """All of it."""
        return Element.wrap_dom_element(document.documentElement)

    @property
    def body(self) -> Element:
        """What it shows."""
        return Element.wrap_dom_element(document.body)

    @property
    def head(self) -> Element:
        """What it says about itself."""
        return Element.wrap_dom_element(document.head)

    @property
    def title(self) -> str:
        """What the browser's tab shows."""
        title: str = document.title
        return title

    @title.setter
    def title(self, value: str) -> None:
        document.title = value

    def append(self, *items: Any) -> None:
        """Add elements, lists of them or text at the end of the body."""
        self.body.append(*items)

    def find(self, selector: str) -> ElementCollection:
        """Return all elements that the CSS selector matches."""
        return _all(document, selector)


page = Page()
