# ruff: noqa: FBT001, FBT002, N802, N815, SLF001 - the platform's own names and shapes, and nodes that know each other
"""Elements: what HTML is made of."""

from __future__ import annotations

import itertools
from typing import Any

from . import markup
from .attributes import ClassList, Dataset, Flag, Number, Reflected, Style
from .events import Event, fire
from .nodes import Fragment, Node, NodeList
from .selectors import compiled, matches
from .tags import tags


class ParentNode(Node):
    """What elements can be looked up in."""

    def querySelector(self, selector: str) -> Any:
        """Return the first element inside that the selector matches, or None."""
        compiled(selector)
        return next((node for node in self._elements() if matches(node, selector)), None)

    def querySelectorAll(self, selector: str) -> NodeList:
        """Return all elements inside that the selector matches."""
        compiled(selector)
        return NodeList(node for node in self._elements() if matches(node, selector))

    def getElementsByTagName(self, name: str) -> NodeList:
        """Return all elements inside of that name."""
        return NodeList(node for node in self._elements() if name in {"*", node.localName})

    def getElementsByClassName(self, names: str) -> NodeList:
        """Return all elements inside that have all the classes."""
        return NodeList(node for node in self._elements() if all(name in node.classList for name in names.split()))


class DocumentFragment(ParentNode, Fragment):
    """Nodes without an element around them."""

    def getElementById(self, name: str) -> Any:
        """Return the element with the id, or None."""
        return next((node for node in self._elements() if node.id == name), None)


class Element(ParentNode):
    """An element; which properties it has does not depend on its name, but for form controls."""

    nodeType = 1
    namespaceURI = "http://www.w3.org/1999/xhtml"

    accept = Reflected()
    action = Reflected()
    alt = Reflected()
    autocomplete = Reflected()
    className = Reflected("class")
    colSpan = Number(1)
    cols = Number(20)
    dir = Reflected()
    disabled = Flag()
    download = Reflected()
    draggable = Reflected()
    height = Number(0)
    hidden = Flag()
    href = Reflected()
    htmlFor = Reflected("for")
    id = Reflected()
    lang = Reflected()
    max = Reflected()
    maxLength = Number(-1)
    method = Reflected()
    min = Reflected()
    multiple = Flag()
    name = Reflected()
    open = Flag()
    pattern = Reflected()
    placeholder = Reflected()
    readOnly = Flag()
    rel = Reflected()
    required = Flag()
    role = Reflected()
    rowSpan = Number(1)
    rows = Number(2)
    slot = Reflected()
    src = Reflected()
    step = Reflected()
    tabIndex = Number(-1)
    target = Reflected()
    title = Reflected()
    type = Reflected()
    width = Number(0)
    value = Reflected()

    def __init__(self, document: Any, name: str) -> None:
        super().__init__(document)
        self.localName = name
        self.shadowRoot: Any = None
        self._attributes: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<{self.localName}{''.join(f' {key}={value!r}' for key, value in self._attributes.items())}>"

    @property
    def tagName(self) -> str:
        """The name, in capitals as HTML has it."""
        return self.localName.upper() if self.namespaceURI == Element.namespaceURI else self.localName

    @property
    def nodeName(self) -> str:  # type: ignore[override]
        """The name, in capitals as HTML has it."""
        return self.tagName

    # ------------------------------------------------------------------------------------------------------ attributes

    @property
    def attributes(self) -> dict[str, str]:
        """A copy of all attributes."""
        return dict(self._attributes)

    def getAttribute(self, name: str) -> str | None:
        """Return an attribute, or None."""
        return self._attributes.get(self._key(name))

    def setAttribute(self, name: str, value: Any) -> None:
        """Set an attribute to a text."""
        self._attributes[self._key(name)] = text = _text(value)
        tags.changed(self, self._key(name), text)

    def hasAttribute(self, name: str) -> bool:
        """Say whether an attribute is there."""
        return self._key(name) in self._attributes

    def removeAttribute(self, name: str) -> None:
        """Remove an attribute."""
        if self._attributes.pop(self._key(name), None) is not None:
            tags.changed(self, self._key(name), None)

    def toggleAttribute(self, name: str, force: bool | None = None) -> bool:
        """Add an empty attribute that is not there, or remove it, and say whether it is there now."""
        wanted = not self.hasAttribute(name) if force is None else force
        if not wanted:
            self.removeAttribute(name)
        elif not self.hasAttribute(name):
            self.setAttribute(name, "")
        return wanted

    def getAttributeNames(self) -> list[str]:
        """Return the names of all attributes."""
        return list(self._attributes)

    @property
    def classList(self) -> ClassList:
        """The classes."""
        return ClassList(self)

    @property
    def dataset(self) -> Any:
        """The data attributes."""
        return Dataset(self)

    @property
    def style(self) -> Any:
        """The styles of the element's own attribute."""
        return Style(self)

    @style.setter
    def style(self, value: Any) -> None:
        self.setAttribute("style", value)

    def _key(self, name: str) -> str:
        return name.lower() if self.namespaceURI == Element.namespaceURI else name

    # --------------------------------------------------------------------------------------------------------- looking

    def matches(self, selector: str) -> bool:
        """Say whether the selector describes this element."""
        return matches(self, selector)

    def closest(self, selector: str) -> Any:
        """Return this element or the nearest around it that the selector matches, or None."""
        around = (node for node in self._above() if isinstance(node, Element))
        return next((node for node in around if node.matches(selector)), None)

    # ------------------------------------------------------------------------------------------------------------ HTML

    @property
    def innerHTML(self) -> str:
        """What is inside, as HTML."""
        return markup.inside(self)

    @innerHTML.setter
    def innerHTML(self, value: Any) -> None:
        self.replaceChildren(*markup.nodes(self.ownerDocument, _text(value)))

    @property
    def outerHTML(self) -> str:
        """The element as HTML."""
        return markup.outside(self)

    @property
    def innerText(self) -> str:
        """All text inside."""
        return str(self.textContent)

    @innerText.setter
    def innerText(self, value: Any) -> None:
        self.textContent = value

    def setHTML(self, value: Any, options: Any = None) -> None:  # noqa: ARG002 - all but what runs is let through here
        """Put HTML inside, without what could run."""
        self.replaceChildren(*markup.nodes(self.ownerDocument, _text(value)))
        for node in list(self._elements()):
            if node.localName in {"script", "iframe", "object", "embed"}:
                node.remove()
            for name, given in node.attributes.items():
                if name.startswith("on") or given.strip().lower().startswith("javascript:"):
                    node.removeAttribute(name)

    def insertAdjacentElement(self, where: str, node: Any) -> Any:
        """Add a node beside or inside this element and return it."""
        {"beforebegin": self.before, "afterbegin": self.prepend, "beforeend": self.append, "afterend": self.after}[
            where.lower()
        ](node)
        return node

    # ---------------------------------------------------------------------------------------------------------- events

    def click(self) -> None:
        """Do what a user's click does; controls that are disabled do nothing."""
        if not self.disabled:
            fire(self, "click")

    def focus(self) -> None:
        """Let the keyboard act on this element."""
        active = self.ownerDocument.activeElement
        if active is not self:
            active.blur()
            self.ownerDocument.activeElement = self
            self.dispatchEvent(Event("focus"))

    def blur(self) -> None:
        """Let the keyboard act on the page again."""
        if self.ownerDocument.activeElement is self and self is not self.ownerDocument.body:
            self.ownerDocument.activeElement = self.ownerDocument.body
            self.dispatchEvent(Event("blur"))

    def _copy(self) -> Node:
        copy: Element = self.ownerDocument.createElementNS(self.namespaceURI, self.localName)
        copy._attributes.update(self._attributes)
        copy.__dict__.update({name: value for name, value in self.__dict__.items() if name in {"_value", "_checked"}})
        return copy

    def dispatchEvent(self, event: Event) -> bool:
        """Tell all who listen, then do what the platform does by itself."""
        undo = self._activate() if event.type == "click" else None
        allowed = super().dispatchEvent(event)
        if event.type == "click":
            if not allowed and undo is not None:
                undo()
            elif allowed:
                self._follow()
        return allowed

    def _activate(self) -> Any:
        """Do what a click does before anyone hears of it, and return how to undo it."""
        return None

    def _follow(self) -> None:
        """Do what a click does after all have heard of it: a control acts for the label or button it is in."""
        for node in itertools.islice(self._above(), 1, None):
            if isinstance(node, Element) and node.localName in {"button", "label", "summary"}:
                node._follow()
                return


class TemplateElement(Element):
    """A template, whose content is not part of the page."""

    def __init__(self, document: Any, name: str) -> None:
        super().__init__(document, name)
        self.content = DocumentFragment(document)

    def cloneNode(self, deep: bool = False) -> Any:
        """Return a copy, with its content if wanted."""
        copy = super().cloneNode(deep=deep)
        if deep:
            copy.content.append(self.content.cloneNode(deep=True))
        return copy


def _text(value: Any) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
