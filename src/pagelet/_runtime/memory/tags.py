"""Elements of Python's own, as the kernel's elements.js has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Ask = Callable[..., Any]


class Tags:
    """The tags that Python has defined; a page that is opened anew knows them still."""

    def __init__(self) -> None:
        self._asks: dict[str, Ask] = {}
        self._shapes: dict[str, Any] = {}
        self._last = 0

    def get(self, tag: str) -> Ask | None:
        """Return what answers for a tag, or None."""
        return self._asks.get(tag)

    def define(self, document: Any, text: str, ask: Ask) -> None:
        """Let Python answer for a tag, for elements that are there already, too."""
        shape = json.loads(text)
        known = shape["tag"] in self._asks
        self._asks[shape["tag"]] = ask
        self._shapes[shape["tag"]] = shape
        for node in [] if known else document.querySelectorAll(shape["tag"]):
            self._connect(node)

    def entered(self, nodes: list[Any]) -> None:
        """Tell Python of elements that came into the page."""
        for inner in self._ours(nodes):
            self._connect(inner)

    def left(self, node: Any) -> None:
        """Tell Python of elements that went out of the page."""
        for inner in self._ours([node]):
            self._ask(inner, "disconnected")

    def changed(self, node: Any, name: str, text: str | None) -> None:
        """Tell Python of an attribute."""
        shape = self._shapes.get(node.localName)
        if shape is not None and hasattr(node, "pageletNumber") and name in [field[1] for field in shape["attributes"]]:
            self._ask(node, "changed", name, text)

    def _ours(self, nodes: list[Any]) -> list[Any]:
        if not self._asks:
            return []
        found = [inner for node in nodes if node.nodeType == 1 for inner in [node, *node._elements()]]  # noqa: SLF001
        return [inner for inner in found if inner.localName in self._asks]

    def _connect(self, node: Any) -> None:
        if self._shapes[node.localName]["shadow"] and node.shadowRoot is None:
            node.shadowRoot = node.ownerDocument.createDocumentFragment()
        self._ask(node, "connected")

    def _ask(self, node: Any, what: str, *more: Any) -> None:
        if not hasattr(node, "pageletNumber"):
            self._last -= 1
            node.pageletNumber = self._last
        self._asks[node.localName](what, int(node.pageletNumber), node, *more)


tags = Tags()

__all__ = ["tags"]
