"""Many changes of the page in one crossing: collected while a loop goes over elements, or inside ``with batch():``.

A loop over elements that reads the text of one gets that of those to come in the same crossing. What was read so is
forgotten as soon as anything but the loop's own writing of texts may have changed it.
"""

from __future__ import annotations

from ._runtime import create_proxy, js, kernel
from .crossing import MARK, cross, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


# How many texts are read ahead at most.
_AHEAD = 2000


class Loop:
    """A loop over elements of one list, and what it has read ahead."""

    def __init__(self, place: Any, span: range) -> None:
        self.place = place
        self._span = span
        self._texts: dict[int, str] = {}
        # A loop that was disturbed reads one by one from then on.
        self._disturbed = False

    def text(self, index: int) -> str | None:
        """Return the text of the node at an index, or None where it has to be read by itself."""
        text = self._texts.get(index)
        return self._ahead(index) if text is None and not self._disturbed else text

    def _ahead(self, index: int) -> str | None:
        step = self._span.step
        at = (index - self._span.start) // step
        if not 0 <= at < len(self._span) or self._span[at] != index:
            return None
        queue.flush()
        rest = self._span[at : at + _AHEAD]
        text = cross("texts", self.place.array, index, len(rest), step, MARK)
        texts = text.split(MARK)
        if len(texts) != len(rest):
            self._disturbed = True
            return None
        self._texts = dict(zip(rest, texts))  # noqa: B905 - MicroPython has no strict=
        self._disturbed = False
        queue.begin()
        return texts[0]

    def wrote(self, given: Any, index: str, step: str, value: str) -> None:
        """Know what the loop has written, or forget what may have changed by it."""
        if step == "t" and given is self.place.array and index:
            self._texts[int(index)] = value
        else:
            self.forget()

    def forget(self) -> None:
        """Forget what was read ahead."""
        if self._texts:
            self._texts = {}
            self._disturbed = True


class _Queue:
    """The changes that wait."""

    def __init__(self) -> None:
        self.loops = 0  # over elements; one that ends early may never say so
        self.batches = 0  # with batch()
        self.open = False
        self.waiting = False  # changes, or texts that were read ahead
        self.loop: Loop | None = None  # the innermost one
        self._sections: list[tuple[str, str, list[str]]] = []
        self._given: list[Any] = []
        self._values: list[str] = []
        self._last: Any = None
        self._proxy: Any = None

    def write(self, given: Any, index: str, step: str, name: str, value: str) -> None:
        """Note one step on a node, or on the node of that index in a list."""
        section = self._sections[-1] if self._sections else None
        if section is None or self._last is not given or section[0] != step or section[1] != name:
            self.begin()
            self._last = given
            self._given.append(given)
            self._values = []
            self._sections.append((step, name, self._values))
        self._values.append(index)
        self._values.append(value)
        if self.loop is not None:
            self.loop.wrote(given, index, step, value)

    def begin(self) -> None:
        """Make sure that the changes are made when this turn ends, whatever becomes of the loop."""
        if self.waiting:
            return
        self.waiting = True
        soon = getattr(js, "queueMicrotask", None)
        if soon is not None:
            if self._proxy is None:
                self._proxy = create_proxy(self._end_of_turn)
            soon(self._proxy)

    def _end_of_turn(self) -> None:
        self.loops = 0
        self.open = self.batches > 0
        if self.loop is not None:
            self.loop.forget()
            self.loop = None
        self.flush(later=kernel.worker)

    def flush(self, *, later: bool = False) -> None:
        """Make the changes that wait."""
        self.waiting = False
        if self.loop is not None:
            self.loop.forget()
        if not self._sections:
            return
        parts: list[str] = []
        for number, (step, name, values) in enumerate(self._sections):
            parts += [step, name, str(number), str(len(values) // 2)]
            parts += values
        given = self._given
        self._sections, self._given, self._values, self._last = [], [], [], None
        text, mark = join(parts)
        cross("later" if later else "change", text, mark, *given)

    def enter(self, loop: Loop | None) -> Loop | None:
        """Begin a loop over elements; return the one around it."""
        around = self.loop
        if around is not None:
            around.forget()
        self.loops += 1
        self.open = True
        self.loop = loop
        return around

    def leave(self, around: Loop | None) -> None:
        """End it."""
        if self.loops:
            self.loops -= 1
        self.loop = around if self.loops else None
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


__all__ = ["Loop", "batch", "queue"]
