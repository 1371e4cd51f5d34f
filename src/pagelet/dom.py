"""The page and its elements."""

from ._runtime import create_proxy, is_nothing, kernel, to_js
from .context import RUNNING_IN_WORKER, document


def element_of(node):
    return None if is_nothing(node) else Element(node)


def elements_of(target):
    """Return the elements that a selector, an element or a list of either stands for."""
    if isinstance(target, str):
        return page.find(target)
    if isinstance(target, Element):
        return [target]
    if isinstance(target, (list, tuple, ElementCollection)):
        return [element for item in target for element in elements_of(item)]
    return [Element(target)]


class Element:
    """An element of the page; attributes that are not listed here are those of the browser's own object."""

    def __init__(self, node):
        object.__setattr__(self, "_node", node)

    def __getattr__(self, name):
        return getattr(self._node, name)

    def __setattr__(self, name, value):
        if isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        else:
            setattr(self._node, name, value)

    def __eq__(self, other):
        return isinstance(other, Element) and self._node == other._node

    def __hash__(self):
        return hash(self._node)

    def __repr__(self):
        return "<" + self._node.localName + ">"

    def __getitem__(self, selector):
        return self.find(selector)

    @property
    def text(self):
        return self._node.textContent

    @text.setter
    def text(self, value):
        self._node.textContent = str(value)

    @property
    def parent(self):
        return element_of(self._node.parentElement)

    @property
    def children(self):
        return ElementCollection([Element(node) for node in self._node.children])

    def find(self, selector):
        """Return all elements inside this one that the CSS selector matches."""
        return ElementCollection([Element(node) for node in self._node.querySelectorAll(selector)])

    def append(self, *items):
        """Add elements or text at the end."""
        for item in items:
            self._node.append(getattr(item, "_node", item))

    def on(self, event, handler, **options):
        """Call a function or coroutine whenever the event happens here."""
        if RUNNING_IN_WORKER:
            self._node.addEventListener(event, handler, options)
        else:
            kernel.listen(self._node, event, create_proxy(handler), to_js(options))


class ElementCollection:
    """Several elements: a list that also sets attributes on all of them."""

    def __init__(self, elements):
        object.__setattr__(self, "_elements", elements)

    def __getitem__(self, key):
        found = self._elements[key]
        return ElementCollection(found) if isinstance(key, slice) else found

    def __len__(self):
        return len(self._elements)

    def __iter__(self):
        return iter(self._elements)

    def __getattr__(self, name):
        return [getattr(element, name) for element in self._elements]

    def __setattr__(self, name, value):
        for element in self._elements:
            setattr(element, name, value)


class Page:
    """The document: ``page["#id"]`` finds elements by CSS selector."""

    def __getitem__(self, selector):
        return self.find(selector)

    def find(self, selector):
        """Return all elements of the page that the CSS selector matches."""
        return ElementCollection([Element(node) for node in document.querySelectorAll(selector)])

    def append(self, *items):
        """Add elements or text at the end of the body."""
        self.body.append(*items)

    @property
    def body(self):
        return Element(document.body)

    @property
    def title(self):
        return document.title

    @title.setter
    def title(self, value):
        document.title = value


page = Page()
