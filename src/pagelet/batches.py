"""Many changes of the page in one crossing.

They are collected while a loop goes over elements, or inside ``with batch():``.

A loop over elements that reads the text of one gets that of those to come in the same crossing. What was read so is
forgotten as soon as anything but the loop's own writing of texts may have changed it.
"""

from __future__ import annotations

from ._runtime import create_proxy, js, kernel
from .crossing import MARK, cross, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    # Steps of one kind on nodes of one list: its letter, its name, indices and values.
    Section = tuple[str, str, list[Any], list[str]]

# How many texts are read ahead at most.
_AHEAD = 2000


class Loop:
    """A loop over elements of one list, and what it has read ahead."""

    def __init__(self, place: Any, span: range) -> None:
        self.place = place
        self._span = span
        # What was read ahead, or written since, by index.
        self.texts: dict[int, str] = {}
        # Where it writes, as long as nothing else does.
        self._section: Section | None = None
        # A loop that was disturbed reads one by one from then on.
        self._disturbed = False

    def write(self, index: int, text: str) -> None:
        """Set the text of the node at an index."""
        section = self._section
        if section is None:
            section = self._section = queue.section(self.place.array, "t", "")
        section[2].append(index)
        section[3].append(text)
        self.texts[index] = text

    def ahead(self, index: int) -> str | None:
        """Read the text at an index, and those to come; return None where it has to be read by itself."""
        step = self._span.step
        at = (index - self._span.start) // step
        if self._disturbed or not 0 <= at < len(self._span) or self._span[at] != index:
            return None
        queue.flush()
        rest = self._span[at : at + _AHEAD]
        text = cross("texts", self.place.array, index, len(rest), step, MARK)
        texts = text.split(MARK)
        if len(texts) != len(rest):
            self._disturbed = True
            return None
        # Not dict(zip()), which takes MicroPython longer; and its zip has no strict=.
        self.texts = {index: text for index, text in zip(rest, texts)}  # noqa: B905, C416
        self._disturbed = False
        queue.begin()
        return texts[0]

    def forget(self) -> None:
        """Forget what was read ahead: something else may have changed it."""
        self._section = None
        if self.texts:
            self.texts = {}
            self._disturbed = True


class _Queue:
    """The changes that wait."""

    def __init__(self) -> None:
        self.loops = 0  # over elements; one that ends early may never say so
        self.batches = 0  # with batch()
        self.open = False
        self.waiting = False  # changes, or texts that were read ahead
        self.loop: Loop | None = None  # the innermost one
        self._sections: list[Section] = []
        self._given: list[Any] = []
        self._last: Any = None
        self._proxy: Any = None

    def write(self, given: Any, index: int | str, step: str, name: str, value: str) -> None:
        """Note one step on a node, whose index is "", or on the node of that index in a list."""
        section = self.section(given, step, name)
        section[2].append(index)
        section[3].append(value)
        if self.loop is not None:
            self.loop.forget()

    def section(self, given: Any, step: str, name: str) -> Section:
        """Return where a step on a node, or on nodes of a list, is noted."""
        section = self._sections[-1] if self._sections else None
        if section is None or self._last is not given or section[0] != step or section[1] != name:
            self.begin()
            self._last = given
            self._given.append(given)
            section = (step, name, [], [])
            self._sections.append(section)
        return section

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
        for number, (step, name, indices, values) in enumerate(self._sections):
            parts += [step, name, str(number), " ".join(["%s"] * len(indices)) % tuple(indices)]
            parts += values
        given = self._given
        self._sections, self._given, self._last = [], [], None
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
