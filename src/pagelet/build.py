# ruff: noqa: SLF001 - elements and what makes them know each other
"""Make new elements: a whole tree, or a hundred thousand rows, in one crossing."""

from __future__ import annotations

from ._runtime import is_js
from .attributes import attribute_text, meaning, style_steps
from .batches import queue
from .collection import ElementCollection
from .crossing import cross, join
from .element import INDEX, KIDS, OPTIONS, PLACE, Element, Nodes, put
from .listeners import handlers, register, restore
from .markup import html_of
from .rows import Rows
from .tagnames import HTML, MATHML, SVG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_END = object()
# From how many on it pays to look for one shape in a list of elements.
_MANY = 4
# How many are looked at together: MicroPython is slow to find room for long lists.
_CHUNK = 500

# ------------------------------------------------------------------------------------------------------------- classes

_TABLES = {"E": HTML, "S": SVG, "M": MATHML}
_kinds: dict[tuple[str, str], Any] = {}


_slot: Any = getattr(Element, "_it", None)

if _slot is not None:
    _fill = _slot.__set__  # its own way in, which takes less time than object.__setattr__

    def _init(self: Any, *children: Any, **options: Any) -> None:
        _fill(self, [children, options or None, None, None])

else:  # MicroPython knows no slots

    def _init(self: Any, *children: Any, **options: Any) -> None:
        put(self, "_it", [children, options or None, None, None])


def kind(name: str, spaces: str) -> Any:
    """Return the class of the elements of a name, from the first of the namespaces that has them."""
    plain = name.rstrip("_").replace("_", "-")
    for space in spaces:
        if (" " + plain + " ") in (" " + _TABLES[space] + " ") and plain and not name.startswith("_"):
            if (space, plain) not in _kinds:
                members: dict[str, Any] = {"__init__": _init, "_tag": plain, "_space": space, "__slots__": ()}
                members["__module__"] = "pagelet.html"
                _kinds[space, plain] = type(plain, (Element,), members)
            return _kinds[space, plain]
    raise AttributeError("there is no element '" + name + "'")


# ---------------------------------------------------------------------------------------------------------------- build


def build(items: Any, target: Any = None, how: str = "") -> None:
    """Make what is new among the items, and put all of them where ``target`` takes them."""
    if queue.waiting:
        queue.flush()
    plan = Plan(_MANY)
    plan.write(items)
    text, mark = join(plan.parts, plan.inner)
    if not mark:
        plan.undo()
        plan = Plan()
        plan.write(items)
        text, mark = join(plan.parts)
    array = cross("build", target, how, text, mark, *plan.given)
    plan.place(array)
    if plan.moved:
        restore(plan.moved, plan.given)


class Plan:
    """What is to be made, as the parts of one message, and where each new element will be."""

    def __init__(self, many: int = 0) -> None:
        self.parts: list[str] = []
        self.inner = 0  # marks in parts that are joined already
        self.given: list[Any] = []
        self._many = many
        self._rows: list[Rows] = []
        self._count = 0
        self.moved: list[Element] = []
        self._made: list[Element] = []
        self._numbers: dict[int, int] = {}
        self._handlers: dict[Any, str] = {}
        self.heard: dict[int, Callable[[Any], Any]] = {}

    def write(self, items: Any) -> None:
        """Write all items, without recursion: MicroPython has a small stack."""
        stack: list[Any] = [(self._several(items), None)]
        while stack:
            iterator, after = stack[-1]
            item = next(iterator, _END)
            if item is _END:
                stack.pop()
                if after is not None:
                    self.parts.extend(after)
            elif isinstance(item, str):
                if item:
                    self.parts.extend(("T", item))
            elif isinstance(item, Element):
                inner = self._element(item)
                if inner is not None:
                    stack.append(inner)
            elif isinstance(item, ElementCollection):
                stack.append((iter(item._list()), None))
            elif item is not None:
                self._other(item, stack)

    def _several(self, items: Any) -> Any:
        """Return what is to be written one by one: nothing of many elements of one shape, which are written here."""
        if not self._many or len(items) < self._many or not isinstance(items[0], Element):
            return iter(items)
        for start in range(0, len(items), _CHUNK):
            rows = Rows(items[start : start + _CHUNK], self.handler)
            if not rows.parts:
                return iter(items[start:])
            self.parts.extend(rows.parts)
            self.inner += rows.inner
            self._count = rows.place(self._count)
            self._rows.append(rows)
        return iter(())

    def _element(self, element: Element) -> Any:
        """Write what stands before an element's children; return these with what stands after them."""
        if element._it[PLACE] is not None and id(element) not in self._numbers:
            self.moved.append(element)
            self._given(element.node)
            return None
        if id(element) in self._numbers:
            self.parts.extend(("O", str(self._numbers[id(element)])))
            return None
        self._numbers[id(element)] = self._count
        self._count += 1
        self._made.append(element)
        self.parts.extend((element._space, element._tag))
        after: list[str] = []
        for keyword, value in (element._it[OPTIONS] or {}).items():
            if keyword:
                self._option(element, keyword, value, after)
        for step in (element._it[OPTIONS] or {}).get("", ()):
            after.extend(step)
        after.append("/")
        return self._several(element._it[KIDS]), after

    def _given(self, node: Any) -> None:
        self.parts.extend(("N", str(len(self.given))))
        self.given.append(node)

    def _option(self, element: Element, keyword: str, value: Any, after: list[str]) -> None:
        letter, name = meaning(keyword)
        if letter == "L":
            if value is not None:
                self.parts.extend(("L", name, self.handler(value)))
        elif letter == "s":
            for step in style_steps(value):
                self.parts.extend(step)
        elif letter == "p" or (name == "value" and element._tag in {"select", "textarea"}):
            # A select has no value before it has its options.
            after.extend(("b", name, "1" if value else "") if isinstance(value, bool) else ("p", name, str(value)))
        else:
            text = attribute_text(name, value)
            if text is not None:
                self.parts.extend(("a", name, text))

    def handler(self, function: Any) -> str:
        """Return the number of a function that answers events."""
        number = self._handlers.get(function)
        if number is None:
            number = self._handlers[function] = str(register(function))
            self.heard[int(number)] = handlers[int(number)]
        return number

    def _other(self, item: Any, stack: list[Any]) -> None:
        if is_js(item) or hasattr(item, "_ref"):
            self._given(item)
            return
        markup = html_of(item)
        if markup is not None:
            self.parts.extend(("W", "1" if markup[1] else "", markup[0]))
            return
        if isinstance(item, type):
            raise TypeError("the class " + item.__name__ + " is no element yet: write " + item.__name__ + "()")
        try:
            inner = None if isinstance(item, dict) else iter(item)
        except TypeError:
            inner = None
        if inner is None:
            self.parts.extend(("T", str(item)))
        else:
            stack.append((self._several(item) if isinstance(item, (list, tuple)) else inner, None))

    def place(self, array: Any) -> None:
        """Tell each new element where it is now."""
        place = Nodes(array)
        place.heard = self.heard
        for element in self._made:
            element._it[INDEX] = self._numbers[id(element)]
            element._it[PLACE] = place
        for rows in self._rows:
            rows.found(array, self.heard)

    def undo(self) -> None:
        """Make what was to be placed new again."""
        for rows in self._rows:
            rows.undo()


__all__ = ["build", "kind"]
