"""Many changes of the page in one crossing: collected while a loop goes over elements, or inside ``with batch():``."""

from __future__ import annotations

from ._runtime import create_proxy, js, kernel
from .crossing import cross, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Queue:
    """The changes that wait."""

    def __init__(self) -> None:
        self.loops = 0  # over elements; one that ends early may never say so
        self.batches = 0  # with batch()
        self.open = False
        self.waiting = False
        self._sections: list[tuple[str, str, list[str]]] = []
        self._given: list[Any] = []
        self._values: list[str] = []
        self._last: Any = None
        self._proxy: Any = None

    def write(self, given: Any, index: str, step: str, name: str, value: str) -> None:
        """Note one step on a node, or on the node of that index in a list."""
        section = self._sections[-1] if self._sections else None
        if section is None or self._last is not given or section[0] != step or section[1] != name:
            if not self.waiting:
                self._begin()
            self._last = given
            self._given.append(given)
            self._values = []
            self._sections.append((step, name, self._values))
        self._values.append(index)
        self._values.append(value)

    def _begin(self) -> None:
        """Make sure that the changes are made when this turn ends, whatever becomes of the loop."""
        self.waiting = True
        soon = getattr(js, "queueMicrotask", None)
        if soon is not None:
            if self._proxy is None:
                self._proxy = create_proxy(self._end_of_turn)
            soon(self._proxy)

    def _end_of_turn(self) -> None:
        self.loops = 0
        self.open = self.batches > 0
        self.flush(later=kernel.worker)

    def flush(self, *, later: bool = False) -> None:
        """Make the changes that wait."""
        if not self.waiting:
            return
        parts: list[str] = []
        for number, (step, name, values) in enumerate(self._sections):
            parts += [step, name, str(number), str(len(values) // 2)]
            parts += values
        given = self._given
        self.waiting = False
        self._sections, self._given, self._values, self._last = [], [], [], None
        text, mark = join(parts)
        cross("later" if later else "change", text, mark, *given)

    def enter(self) -> None:
        """Begin a loop over elements."""
        self.loops += 1
        self.open = True

    def leave(self) -> None:
        """End it."""
        if self.loops:
            self.loops -= 1
        if not self.loops and not self.batches:
            self.open = False
            self.flush()


queue = _Queue()


class batch:  # noqa: N801 - read as a word: "with batch():"
    """Collect the changes that are made inside, and make them in one crossing: ``with batch(): …``.

    Reading from an element makes the changes so far.

        <ol></ol>

        with batch():
            for number in range(100):
                page["ol"][0].append(li(number))
    """

    def __enter__(self) -> batch:  # noqa: PYI034 - both interpreters lack typing.Self here
        queue.batches += 1
        queue.open = True
        return self

    def __exit__(self, *_: object) -> None:
        queue.batches -= 1
        if not queue.batches and not queue.loops:
            queue.open = False
            queue.flush()


__all__ = ["batch", "queue"]
