# ruff: noqa: SLF001 - elements and what makes them know each other
"""Many new elements of one shape, such as the rows of a table: the shape is described once, and then only what differs.

Everything goes by columns (all first cells, all second cells), for the loops of a column are the interpreter's own.
"""

from __future__ import annotations

from .attributes import attribute_text, meaning
from .crossing import MARK
from .element import KIDS, OPTIONS, PLACE, Element, Nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Column(Nodes):
    """The place of the elements of a column."""

    def __init__(self, elements: list[Element]) -> None:
        Nodes.__init__(self)
        self.base = 0
        self._elements: list[Element] | None = elements
        self._places: dict[int, int] = {}

    def index(self, element: Any) -> int:
        """Return the place of an element in the browser's list."""
        if self._elements is not None:
            for number, known in enumerate(self._elements, self.base):
                self._places[id(known)] = number
            self._elements = None  # ids of elements that are alive stay true
        return self._places[id(element)]


class Rows:
    """Elements that may have one shape; ``parts`` is their description, or empty if they have not."""

    def __init__(self, elements: Any, handler: Callable[[Any], str]) -> None:
        self.parts: list[str] = []
        self.inner = 0
        self._count = len(elements)
        self._handler = handler
        self._columns: list[list[Element]] = []
        self._known: list[list[Any]] = []
        self._values: list[str] = []
        self._places: list[Column] = []
        shape: list[str] = ["R", str(self._count)]
        if self._alike(elements) and self._write(list(elements), shape) and self._fresh():
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
            self._columns.append(column)
            known = [element._it for element in column]
            self._known.append(known)
            kids = [it[KIDS] for it in known]
            if not self._options([it[OPTIONS] for it in known], column[0]._tag, shape):
                return False
            inner = self._same_text(kids) or self._kids(kids)
            if inner is None:
                return False
            stack.append((("/",), ()))
            stack.extend(inner)
        return True

    def _same_text(self, kids: list[Any]) -> list[Any] | None:
        """Return the one text that all of them hold, if they do, as a column."""
        first = kids[0]
        if first and len(first) == 1 and first[0] and isinstance(first[0], str) and kids.count(first) == self._count:
            return [(("T", first[0]), ())]
        return None

    def _kids(self, kids: list[Any]) -> list[Any] | None:
        """Return columns of children, last ones first, or None if they are not alike."""
        if None in kids:
            return None
        width = len(kids[0])
        if list(map(len, kids)).count(width) != self._count:
            return None
        inner: list[Any] = []
        number = 0
        for place in range(width):
            column = [items[place] for items in kids]
            if isinstance(column[0], Element):
                if not self._alike(column):
                    return None
                inner.append(column)
            else:
                texts = self._texts(column)
                if texts is None:
                    return None
                if texts.count(texts[0]) == self._count:
                    if not texts[0]:
                        continue
                    inner.append((("T", texts[0]), ()))
                elif not self._value(texts, inner, ("V", "T", str(number))):
                    return None
            number += 1
        inner.reverse()
        return inner

    def _texts(self, column: list[Any]) -> list[str] | None:
        if isinstance(column[0], str):
            return column
        if self._alike(column) and isinstance(column[0], (int, float)):
            return [str(item) for item in column]
        return None

    def _value(self, texts: list[Any], steps: list[Any], slot: tuple[str, str, str]) -> bool:
        try:
            value = MARK.join(texts)
        except TypeError:  # not all of them are text
            return False
        steps.append((slot, (value,)))
        return value.count(MARK) == self._count - 1

    def _options(self, options: list[Any], tag: str, shape: list[str]) -> bool:
        """Write what keywords say; say whether all have the same ones."""
        if not any(options):
            return True
        if None in options:
            return False
        # Equal ones, which is the rule, are compared by the interpreter itself.
        same = options.count(options[0]) == self._count
        if not same and list(map(len, options)).count(len(options[0])) != self._count:
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
        for elements, known in zip(self._columns, self._known):  # noqa: B905 - MicroPython has no strict=
            place = Column(elements)
            self._places.append(place)
            for it in known:
                if it[PLACE] is not None:
                    self.undo()
                    return False
                it[PLACE] = place
        return True

    def undo(self) -> None:
        """Make all elements new again."""
        for known in self._known:
            for it in known:
                if it[PLACE] in self._places:
                    it[PLACE] = None

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
