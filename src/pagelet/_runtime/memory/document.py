# ruff: noqa: N802, N815 - the platform's own names
"""The document and the window around it."""

from __future__ import annotations

from typing import Any

from . import forms
from .elements import DocumentFragment, Element, ParentNode, TemplateElement
from .errors import JsException
from .events import Event, EventTarget
from .nodes import Comment, Fragment, Node, NodeList, Text
from .tags import Tags, tags

_HTML = Element.namespaceURI
_CLASSES: dict[str, type[Element]] = {
    "button": forms.Button,
    "form": forms.Form,
    "input": forms.Input,
    "label": forms.Label,
    "option": forms.Option,
    "output": forms.Output,
    "select": forms.Select,
    "summary": forms.Summary,
    "template": TemplateElement,
    "textarea": forms.TextArea,
}


class Document(ParentNode):
    """A page."""

    nodeType = 9
    nodeName = "#document"

    documentElement: Element
    head: Element
    body: Element
    activeElement: Any

    def __init__(self, window: Any = None) -> None:
        super().__init__(None)
        self.defaultView = window
        self.clear()

    def clear(self) -> None:
        """Be an empty page that nobody listens to."""
        self._listeners.clear()
        self.replaceChildren()
        known = {"_listeners", "childNodes", "ownerDocument", "parentNode", "defaultView"}
        for name in set(self.__dict__) - known:
            del self.__dict__[name]
        self.documentElement, self.head, self.body = (self.createElement(name) for name in ("html", "head", "body"))
        self.documentElement.append(self.head, self.body)
        self.append(self.documentElement)
        self.activeElement = self.body

    @property
    def title(self) -> str:
        """What the browser's tab shows."""
        node = self.querySelector("title")
        return "" if node is None else " ".join(node.textContent.split())

    @title.setter
    def title(self, value: Any) -> None:
        node = self.querySelector("title")
        if node is None:
            node = self.head.appendChild(self.createElement("title"))
        node.textContent = value

    @property
    def readyState(self) -> str:
        """How far the page has loaded: all of it."""
        return "complete"

    def getElementById(self, name: str) -> Any:
        """Return the element with the id, or None."""
        return next((node for node in self._elements() if node.getAttribute("id") == name), None)

    def getElementsByName(self, name: str) -> NodeList:
        """Return the elements whose name attribute it is."""
        return NodeList(node for node in self._elements() if node.getAttribute("name") == name)

    def createElement(self, name: str) -> Any:
        """Make an element of HTML."""
        return self.createElementNS(_HTML, name.lower())

    def createElementNS(self, namespace: str | None, name: str) -> Any:
        """Make an element of a namespace; None is HTML here."""
        if not name or any(letter in name for letter in " <>/="):
            raise JsException(f"'{name}' is not the name of an element.", "InvalidCharacterError")
        html = namespace in {None, _HTML}
        node = _CLASSES.get(name, Element)(self, name) if html else Element(self, name)
        if not html:
            node.namespaceURI = str(namespace)
        return node

    def createTextNode(self, data: Any = "") -> Text:
        """Make text."""
        return Text(self, str(data))

    def createComment(self, data: Any = "") -> Comment:
        """Make a comment."""
        return Comment(self, str(data))

    def createDocumentFragment(self) -> Fragment:
        """Make a fragment."""
        return DocumentFragment(self)

    @property
    def textContent(self) -> None:
        """Nothing, as the platform has it."""
        return

    @textContent.setter
    def textContent(self, value: Any) -> None:
        pass


class Console:
    """Where JavaScript writes."""

    def log(self, *values: Any) -> None:
        """Write values."""
        print(*values)  # noqa: T201 - what the page writes is what the test reads

    info = warn = error = debug = log


class Window(EventTarget):
    """The global object."""

    Event = CustomEvent = MouseEvent = KeyboardEvent = InputEvent = Event
    Node = Node
    WeakRef = None  # Python's own garbage collector sees all there is
    Element = HTMLElement = Element

    document: Document

    def __init__(self) -> None:
        super().__init__()
        self.console = Console()
        self.document = Document(self)

    def __getattr__(self, name: str) -> Any:
        # Few tests ask servers for anything; what does takes a while to import.
        if not name.startswith("_"):
            from . import network

            if name in network.__all__:
                return getattr(network, name)
        raise AttributeError(f"the desktop's window has no {name!r}, which is a part of the browser")

    @property
    def customElements(self) -> Tags:
        """The tags that Python has defined."""
        return tags

    @property
    def window(self) -> Window:
        """The window itself."""
        return self

    def clear(self) -> None:
        """Forget the page and all that was put here."""
        for name in set(self.__dict__) - {"_listeners", "console", "document"}:
            del self.__dict__[name]
        self._listeners.clear()
        self.document.clear()
