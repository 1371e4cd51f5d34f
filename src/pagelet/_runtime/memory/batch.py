"""DOM work of many steps, as the kernel's batch.js does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, pairwise
from typing import Any

from .markup import nodes as nodes_of
from .tags import tags

_SPACES = {"E": None, "S": "http://www.w3.org/2000/svg", "M": "http://www.w3.org/1998/Math/MathML"}
_UNSAFE = {"style", "link", "meta", "base", "form", "input", "button", "select", "textarea", "template", "slot"}

Listen = Callable[[Any, str, Callable[[Any], Any], Any], None]


def _text(node: Any, _: str, value: str) -> None:
    node.textContent = value


def _style(node: Any, name: str, value: str) -> None:
    if name:
        node.style.setProperty(name, value)
    else:
        node.style.cssText = value


def _markup(node: Any, vouched: str, value: str) -> None:
    node.setHTML(value)
    for inner in list(node._elements()) if not vouched else ():  # noqa: SLF001 - of one family
        if inner.localName in _UNSAFE:
            inner.remove()


_STEPS: dict[str, Callable[[Any, str, Any], Any]] = {
    "t": _text,
    "h": _markup,
    "a": lambda node, name, value: node.setAttribute(name, value),
    "r": lambda node, name, _: node.removeAttribute(name),
    "c": lambda node, name, value: node.classList.toggle(name, bool(value)),
    "s": _style,
    "p": setattr,
    "n": lambda node, name, value: setattr(node, name, float(value) if "." in value else int(value)),
    "b": lambda node, name, value: setattr(node, name, bool(value)),
    "k": lambda *_: None,  # what a document in memory has is not all that browsers have
    "u": lambda node, selector, name: [each.removeAttribute(name) for each in node.querySelectorAll(selector)],
}


class Batch:
    """Builds and changes nodes of one document."""

    def __init__(self, document: Any, listen: Listen, before: Batch | None = None) -> None:
        self._document = document
        self._listen = listen
        self._dispatch: Callable[[int, Any], Any] | None = before._dispatch if before else None  # noqa: SLF001

    def start(self, dispatch: Callable[[int, Any], Any], _: Any) -> None:
        """Remember what calls the handler of a number."""
        self._dispatch = dispatch

    def find(self, root: Any, selector: str) -> list[Any]:
        """Return how many elements there are, all of them, and the first."""
        found = (root if root is not None else self._document).querySelectorAll(selector)
        return [len(found), found, found[0] if found else None]

    def texts(self, nodes: Any, at: int, count: int, step: int, mark: str) -> str:
        """Return the texts of some nodes of a list, or nothing if one is inside another."""
        some = [nodes[at + number * step] for number in range(count)]
        if any(one.contains(other) or other.contains(one) for one, other in pairwise(some)):
            return ""
        return mark.join(node.textContent for node in some)

    def build(self, target: Any, how: str, text: str, mark: str, *given: Any) -> list[Any]:
        """Make nodes, put them somewhere, and return all elements that were made."""
        fragment = self._document.createDocumentFragment()
        work = _Work(self, self._document, iter(text.split(mark) if text else ()), given)
        work.fill(fragment)
        if how:
            getattr(target, how)(fragment)
        return work.nodes

    def define(self, tag: str, text: str, ask: Callable[..., Any]) -> bool:  # noqa: ARG002 - others may have it
        """Make a tag an element of Python's."""
        tags.define(self._document, text, ask)
        return True

    def change(self, text: str, mark: str, *given: Any) -> None:
        """Take steps on nodes that are there already."""
        parts = iter(text.split(mark))
        for step in parts:
            name, source = next(parts), given[int(next(parts))]
            for index in next(parts).split(" "):
                _STEPS[step](source[int(index)] if index else source, name, next(parts))

    def listen(self, node: Any, event: str, number: int, options: Any = None) -> None:
        """Let the handler of a number answer an event."""

        def answer(given: Any) -> Any:
            assert self._dispatch is not None
            if options and options.get("prevent_default"):
                given.preventDefault()
            return self._dispatch(number, given)

        self._listen(node, event, answer, options)

    def take(self, _: int, *nodes: Any) -> None:
        """Take nodes out of the page; here, one garbage collector sees all, and handlers can stay where they are."""
        for node in nodes:
            node.remove()

    def returned(self, *_: Any) -> list[int]:
        """Return the numbers of handlers that were given back: none."""
        return []


class _Work:
    """Makes nodes from the parts of a text."""

    def __init__(self, batch: Batch, document: Any, parts: Iterator[str], given: tuple[Any, ...]) -> None:
        self._batch = batch
        self._document = document
        self._parts = parts
        self._given = given
        self.nodes: list[Any] = []

    def fill(self, parent: Any) -> None:
        """Make what all parts say."""
        for letter in self._parts:
            parent = self._step(parent, letter)

    def _step(self, node: Any, letter: str) -> Any:
        if letter in _SPACES:
            made = self._document.createElementNS(_SPACES[letter], next(self._parts))
            self.nodes.append(made)
            return node.appendChild(made)
        if letter == "/":
            return node.parentNode
        if letter == "R":
            self._repeat(node, int(next(self._parts)))
            return node
        first = next(self._parts)
        if letter in {"T", "N", "O"}:
            node.append(
                first if letter == "T" else self._given[int(first)] if letter == "N" else self.nodes[int(first)]
            )
        elif letter == "W":
            like = self._document.createElement("div")
            like.append(*nodes_of(self._document, next(self._parts)))
            _markup(like, first, like.innerHTML)
            node.append(*like.childNodes)
        elif letter == "L":
            self._batch.listen(node, first, int(next(self._parts)))
        else:
            _STEPS[letter](node, first, next(self._parts))
        return node

    def _repeat(self, parent: Any, count: int) -> None:
        """Make many elements of one shape."""
        shape = list(iter(self._parts.__next__, "!"))
        slots = _slots(shape)
        columns = [[next(self._parts) for _ in range(count)] for _ in range(slots)]
        rows = [self._row(parent, shape, [column[row] for column in columns]) for row in range(count)]
        self.nodes += chain.from_iterable(zip(*rows, strict=True))

    def _row(self, parent: Any, shape: list[str], values: list[str]) -> list[Any]:
        parts: list[str] = []
        at = 0
        given = iter(values)
        while at < len(shape):
            width = _WIDTHS.get(shape[at], 3)
            if shape[at] == "V":
                letter, name = shape[at + 1 : at + 3]
                parts += ["T", next(given)] if letter == "T" else [letter, name, next(given)]
            else:
                parts += shape[at : at + width]
            at += width
        work = _Work(self._batch, self._document, iter(parts), self._given)
        work.fill(parent)
        return work.nodes


# How many parts a step has; those that are not listed have three.
_WIDTHS = {"E": 2, "S": 2, "M": 2, "/": 1, "T": 2}


def _slots(shape: list[str]) -> int:
    at = found = 0
    while at < len(shape):
        found += shape[at] == "V"
        at += _WIDTHS.get(shape[at], 3)
    return found


__all__ = ["Batch"]
