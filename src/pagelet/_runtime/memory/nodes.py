# ruff: noqa: FBT001, FBT002, N802, N815, SLF001 - the platform's own names and shapes, and nodes that know each other
"""The tree: nodes, text and fragments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .errors import JsException
from .events import EventTarget
from .tags import tags


class NodeList(list[Any]):
    """A list with the names that JavaScript's has."""

    @property
    def length(self) -> int:
        """How many there are."""
        return len(self)

    def item(self, index: int) -> Any:
        """Return one of them, or None."""
        return self[index] if 0 <= index < len(self) else None

    def forEach(self, function: Callable[..., Any]) -> None:
        """Call a function with each."""
        for node in self:
            function(node)


class Node(EventTarget):
    """Anything in the tree."""

    nodeType = 0
    nodeName = ""

    def __init__(self, document: Any) -> None:
        super().__init__()
        self.ownerDocument = document
        self.parentNode: Node | None = None
        self.childNodes: NodeList = NodeList()

    # ---------------------------------------------------------------------------------------------------- neighbours

    @property
    def parentElement(self) -> Any:
        """The element around this node."""
        return self.parentNode if self.parentNode is not None and self.parentNode.nodeType == 1 else None

    @property
    def firstChild(self) -> Any:
        """The first node inside."""
        return self.childNodes.item(0)

    @property
    def lastChild(self) -> Any:
        """The last node inside."""
        return self.childNodes[-1] if self.childNodes else None

    @property
    def nextSibling(self) -> Any:
        """The node after this one."""
        return _beside(self, self._row(), 1)

    @property
    def previousSibling(self) -> Any:
        """The node before this one."""
        return _beside(self, self._row(), -1)

    @property
    def nextElementSibling(self) -> Any:
        """The element after this node."""
        return _beside(self, self._row(elements=True), 1)

    @property
    def previousElementSibling(self) -> Any:
        """The element before this node."""
        return _beside(self, self._row(elements=True), -1)

    @property
    def children(self) -> NodeList:
        """The elements directly inside."""
        return NodeList(node for node in self.childNodes if node.nodeType == 1)

    @property
    def firstElementChild(self) -> Any:
        """The first element inside."""
        return self.children.item(0)

    @property
    def lastElementChild(self) -> Any:
        """The last element inside."""
        return self.children[-1] if self.children else None

    @property
    def childElementCount(self) -> int:
        """How many elements are directly inside."""
        return len(self.children)

    @property
    def isConnected(self) -> bool:
        """Whether the node is in the document."""
        return self._above()[-1] is self.ownerDocument

    def hasChildNodes(self) -> bool:
        """Say whether anything is inside."""
        return bool(self.childNodes)

    def contains(self, other: Any) -> bool:
        """Say whether a node is this one or inside it."""
        return other is not None and any(node is self for node in other._above())

    def _descendants(self) -> Iterator[Any]:
        """Yield every node below this one, in the order of the document."""
        for node in self.childNodes:
            yield node
            yield from node._descendants()

    def _elements(self) -> Iterator[Any]:
        """Yield every element below this node, in the order of the document."""
        return (node for node in self._descendants() if node.nodeType == 1)

    def _row(self, *, elements: bool = False) -> list[Any]:
        row = self.parentNode.childNodes if self.parentNode is not None else [self]
        return [node for node in row if node is self or node.nodeType == 1] if elements else list(row)

    def _above(self) -> list[Node]:
        chain: list[Node] = [self]
        while chain[-1].parentNode is not None:
            chain.append(chain[-1].parentNode)
        return chain

    def _path(self) -> list[EventTarget]:
        chain: list[EventTarget] = list(self._above())
        window = getattr(self.ownerDocument or self, "defaultView", None)
        return [*chain, window] if window is not None and chain[-1] is (self.ownerDocument or self) else chain

    # -------------------------------------------------------------------------------------------------------- changes

    @property
    def textContent(self) -> Any:
        """All text inside."""
        return "".join(node.data for node in self._descendants() if node.nodeType == Text.nodeType)

    @textContent.setter
    def textContent(self, value: Any) -> None:
        self.replaceChildren(*([] if value is None or value == "" else [str(value)]))

    def append(self, *items: Any) -> None:
        """Add nodes or text at the end."""
        self._insert(items, len(self.childNodes))

    def prepend(self, *items: Any) -> None:
        """Add nodes or text at the start."""
        self._insert(items, 0)

    def replaceChildren(self, *items: Any) -> None:
        """Put nodes or text in place of all that is inside."""
        for node in list(self.childNodes):
            node.remove()
        self.append(*items)

    def before(self, *items: Any) -> None:
        """Add nodes or text before this one."""
        if self.parentNode is not None:
            self.parentNode._insert(items, self._row().index(self))

    def after(self, *items: Any) -> None:
        """Add nodes or text after this one."""
        if self.parentNode is not None:
            self.parentNode._insert(items, self._row().index(self) + 1)

    def replaceWith(self, *items: Any) -> None:
        """Put nodes or text in this one's place."""
        self.after(*items)
        if not any(item is self for item in items):
            self.remove()

    def remove(self) -> None:
        """Take the node out of the tree."""
        if self.parentNode is not None:
            connected = self.isConnected
            self.parentNode.childNodes.remove(self)
            self.parentNode = None
            if connected:
                tags.left(self)

    def appendChild(self, node: Any) -> Any:
        """Add a node at the end and return it."""
        self._insert([node], len(self.childNodes))
        return node

    def insertBefore(self, node: Any, reference: Any) -> Any:
        """Add a node before one that is inside, or at the end, and return it."""
        if reference is None:
            return self.appendChild(node)
        self._own(reference)
        reference.before(node)
        return node

    def removeChild(self, node: Any) -> Any:
        """Take out a node that is inside and return it."""
        self._own(node)
        node.remove()
        return node

    def replaceChild(self, node: Any, old: Any) -> Any:
        """Put a node in the place of one that is inside and return the old one."""
        self._own(old)
        old.replaceWith(node)
        return old

    def cloneNode(self, deep: bool = False) -> Any:
        """Return a copy without listeners, with all that is inside if wanted."""
        copy = self._copy()
        if deep:
            copy.append(*[node.cloneNode(deep=True) for node in self.childNodes])
        return copy

    def _copy(self) -> Node:
        return type(self)(self.ownerDocument)

    def _own(self, node: Any) -> None:
        if getattr(node, "parentNode", None) is not self:
            raise JsException("The node to be removed or replaced is not a child of this node.", "NotFoundError")

    def _insert(self, items: Any, place: int) -> None:
        document = self.ownerDocument or self
        nodes: list[Any] = []
        for item in items:
            node = item if isinstance(item, Node) else Text(document, str(item))
            nodes += list(node.childNodes) if node.nodeType == Fragment.nodeType else [node]
        for node in nodes:
            if any(node is above for above in self._above()):
                raise JsException("The new child element contains the parent.", "HierarchyRequestError")
        # The place is that before the node after it, for what is moved may have stood earlier in the same row.
        moved = {id(node) for node in nodes}
        following = next((node for node in self.childNodes[place:] if id(node) not in moved), None)
        for node in nodes:
            node.remove()
            node.parentNode = self
        at = len(self.childNodes) if following is None else self.childNodes.index(following)
        self.childNodes[at:at] = nodes
        if self.isConnected:
            tags.entered(nodes)


def _beside(node: Node, row: list[Any], step: int) -> Any:
    at = row.index(node) + step
    return row[at] if 0 <= at < len(row) else None


class Text(Node):
    """Text between elements."""

    nodeType = 3
    nodeName = "#text"

    def __init__(self, document: Any, data: str = "") -> None:
        super().__init__(document)
        self.data = data

    @property
    def textContent(self) -> str:
        """The text itself."""
        return self.data

    @textContent.setter
    def textContent(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    nodeValue = textContent

    def _copy(self) -> Node:
        return type(self)(self.ownerDocument, self.data)


class Comment(Text):
    """Text that is not shown."""

    nodeType = 8
    nodeName = "#comment"


class Fragment(Node):
    """Nodes without an element around them: put somewhere, they leave it."""

    nodeType = 11
    nodeName = "#document-fragment"
