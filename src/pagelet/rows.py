# ruff: noqa: SLF001 - elements and what makes them know each other
"""Many new elements of one shape, such as the rows of a table: the shape is described once, and then only what differs.

Everything goes by columns (all first cells, all second cells), for the loops of a column are the interpreter's own.
"""

from __future__ import annotations

from .attributes import attribute_text, meaning
from .crossing import MARK
from .element import INDEX, KIDS, OPTIONS, PLACE, Element, Nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Column(Nodes):
    """The place of the elements of a column; each knows its row."""

    base = 0

    def index(self, element: Any) -> int:
        """Return the place of an element in the browser's list."""
        return self.base + Nodes.index(self, element)


class Rows:
    """Elements that may have one shape; ``parts`` is their description, or empty if they have not."""

    def __init__(self, elements: Any, handler: Callable[[Any], str]) -> None:
        self.parts: list[str] = []
        self.inner = 0
        self._count = len(elements)
        self._handler = handler
        self._known: list[tuple[list[Any], list[Any]]] = []
        self._values: list[str] = []
        self._places: list[Column] = []
        shape: list[str] = ["R", str(self._count)]
        if self._write(list(elements), shape) and self._fresh():
            self.parts = shape + ["!"] + self._values  # noqa: RUF005 - MicroPython has no starred lists
            self.inner = len(self._values) * (self._count - 1)

    def _alike(self, items: Any) -> bool:
        # Attributes are found faster than functions are called, in both interpreters.
        kinds = [item.__class__ for item in items]
        return kinds.count(kinds[0]) == self._count

    def _write(self, elements: list[Element], shape: list[str]) -> bool:
        """Write the shape, column by column; say whether all have it."""
        stack: list[Any] = [elements]
        while stack:
            column = stack.pop()
            if isinstance(column, tuple):
                shape.extend(column[0])
                self._values.extend(column[1])
                continue
            shape.extend((column[0]._space, column[0]._tag))
            if not self._alike(column):
                return False
            # Names of the module are looked up each time, which takes MicroPython as long as the rest.
            at_kids, at_options = KIDS, OPTIONS
            known = [element._it for element in column]
            options = [it[at_options] for it in known]
            self._known.append((known, options))
            inner = self._kids([it[at_kids] for it in known])
            if inner is None or not self._options(options, column[0]._tag, shape):
                return False
            stack.append((("/",), ()))
            stack.extend(inner)
        return True

    def _kids(self, kids: list[Any]) -> list[Any] | None:
        """Return columns of children, last ones first, or None if they are not alike."""
        try:
            width = len(kids[0])
            if width == 1:  # as most have: whether all do, and which, is found in one go
                columns = [[item for (item,) in kids]]
            elif list(map(len, kids)).count(width) == self._count:
                columns = [[items[at] for items in kids] for at in range(width)]
            else:
                return None
        except (TypeError, ValueError):  # elements that are in the page, or more or fewer children
            return None
        inner: list[Any] = []
        number = 0
        for column in columns:
            if isinstance(column[0], Element):
                inner.append(column)
            elif isinstance(column[0], str) and column.count(column[0]) == self._count:
                if not column[0]:
                    continue
                inner.append((("T", column[0]), ()))
            elif not self._value(column, inner, ("V", "T", str(number))):
                return None
            number += 1
        inner.reverse()
        return inner

    def _value(self, column: list[Any], steps: list[Any], slot: tuple[str, str, str]) -> bool:
        """Write texts, or numbers, that differ; say whether they are such."""
        if isinstance(column[0], (int, float)) and self._alike(column):
            value = MARK.join(["%s"] * self._count) % tuple(column)
        else:
            try:
                value = MARK.join(column)
            except TypeError:  # not all of them are text
                return False
        steps.append((slot, (value,)))
        return value.count(MARK) == self._count - 1

    def _options(self, options: list[Any], tag: str, shape: list[str]) -> bool:
        """Write what keywords say; say whether all have the same ones."""
        # Equal ones, which is the rule, are compared by the interpreter itself.
        same = options.count(options[0]) == self._count
        if same and not isinstance(options[0], dict):  # none, or those of elements that are in the page
            return True
        try:
            if not same and list(map(len, options)).count(len(options[0])) != self._count:
                return False
        except TypeError:  # some have none
            return False
        for keyword in options[0]:
            letter, name = meaning(keyword) if keyword else ("", "")
            if letter not in {"a", "L"} or (name == "value" and tag in {"select", "textarea"}):
                return False
            # What is equal need not be the same text: True and 1.
            one = same and (letter == "L" or isinstance(options[0][keyword], str))
            try:
                values = [option[keyword] for option in (options[:1] if one else options)]
            except KeyError:
                return False
            if not self._option(letter, name, values, shape):
                return False
        return True

    def _option(self, letter: str, name: str, values: list[Any], shape: list[str]) -> bool:
        if letter != "L" and not isinstance(values[0], str):
            values = [attribute_text(name, value) for value in values]
        if values.count(values[0]) == len(values):
            text = self._handler(values[0]) if letter == "L" else values[0]
            if text is not None:
                shape.extend((letter, name, text))
            return True
        if letter == "L":
            values = [self._handler(value) for value in values]
        steps: list[Any] = []
        if not self._value(values, steps, ("V", letter, name)):
            return False
        shape.extend(steps[0][0])
        self._values.extend(steps[0][1])
        return True

    def _fresh(self) -> bool:
        """Give every element a place; say whether all were new, and each one there once."""
        at_index, at_place = INDEX, PLACE
        for known, _ in self._known:
            place = Column()
            self._places.append(place)
            row = 0
            for it in known:
                if it[at_place] is not None:
                    self.undo()
                    return False
                it[at_place] = place
                it[at_index] = row
                row += 1  # noqa: SIM113 - enumerate would make a tuple for each
        return True

    def undo(self) -> None:
        """Make all elements new again."""
        for known, options in self._known:
            for it, given in zip(known, options):  # noqa: B905 - MicroPython has no strict=
                if it[PLACE] in self._places:
                    it[PLACE] = None
                    it[OPTIONS] = given

    def place(self, base: int) -> int:
        """Give the places their numbers, beginning with one; return the next."""
        for place in self._places:
            place.base = base
            base += self._count
        return base

    def found(self, array: Any, heard: dict[int, Callable[[Any], Any]]) -> None:
        """Tell the places the browser's list, and the handlers of what is in it."""
        for place in self._places:
            place.array = array
            place.heard = heard


__all__ = ["Rows"]
