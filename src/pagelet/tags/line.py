"""One line that is typed in a terminal: what keys do to it, and how it is drawn, where it wraps too."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What was typed, in all terminals of this Python.
past: list[str] = []

# Letters that take two columns.
_WIDE = (
    (0x1100, 0x115F),
    (0x2E80, 0xA4CF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFF60),
    (0xFFE0, 0xFFE6),
)

# Letters that stand on the one before, and take none.
_ON_OTHERS = ((0x0300, 0x036F), (0x200B, 0x200F), (0xFE00, 0xFE0F))


def width_of(text: str) -> int:
    """Return how many columns a text takes."""
    width = len(text)
    for letter in text:
        if letter >= "\u0300":
            code = ord(letter)
            if _is_on_others(letter, code):
                width -= 1
            elif _is_in(code, _WIDE):
                width += 1
    return width


def _is_on_others(letter: str, code: int) -> bool:
    if _is_in(code, _ON_OTHERS):
        return True
    try:
        from unicodedata import category
    except ImportError:  # MicroPython
        return False
    return category(letter) in ("Mn", "Me")


def _is_in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def keys(text: str) -> Iterator[str]:
    """Take what a terminal sends apart: into single keys, and letters that stand together.

    https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
    """
    at = 0
    while at < len(text):
        end = at + 1
        if text[at] == "\x1b" and text[end : end + 1] in ("[", "O"):
            end += 1
            while end < len(text) and not "@" <= text[end] <= "~":
                end += 1
            end += 1
        elif _is_letter(text[at]):
            while end < len(text) and _is_letter(text[end]):
                end += 1
        yield text[at:end]
        at = end


def _is_letter(letter: str) -> bool:
    return letter >= " " and letter != "\x7f"


class Line:
    """A line that is being typed: ``Line(write, column=4, columns=80)``; ``take`` a key, and it is drawn anew."""

    def __init__(self, write: Callable[[str], None], column: int, columns: int, *, secret: bool = False) -> None:
        self._write = write
        self._above = 0  # lines that the question takes above this one
        self._column = column
        self.columns = columns
        self.secret = secret
        self.text = ""
        self.at = 0
        self._drawn_at = 0  # columns behind the beginning
        self._back = 0  # how far back in what was typed
        self._draft = ""

    def take(self, key: str) -> None:
        """Do what a key does, or put letters in."""
        edit = _EDITS.get(key)
        if edit is not None:
            edit(self)
        elif _is_letter(key[0]):
            self.insert(key)

    def begin(self, column: int, columns: int, above: int) -> None:
        """Write the line where the cursor is, behind the question that has just been written."""
        self._column, self.columns, self._above = column, columns, above
        self._drawn_at = 0
        self.draw()

    def clear(self) -> None:
        """Take the line and its question away; a terminal of another size by now has left them as they were."""
        self._write(_up(self._above + (self._column + self._drawn_at) // self.columns) + "\r\x1b[J")

    def end(self) -> None:
        """Leave the line for the next one: what is written then does not write over its rest."""
        self.move(len(self.text))

    def move(self, at: int) -> None:
        """Go to a place in the line."""
        self.at = max(0, min(at, len(self.text)))
        self.draw()

    def insert(self, letters: str) -> None:
        """Put letters in."""
        self.text = self.text[: self.at] + letters + self.text[self.at :]
        self.move(self.at + len(letters))

    def erase(self, start: int) -> None:
        """Take out the letter at a place, if there is one."""
        if start >= 0:
            self.text = self.text[:start] + self.text[start + 1 :]
            self.move(start)

    def keep(self, text: str, at: int) -> None:
        """Let the line be another text."""
        self.text = text
        self.move(at)

    def recall(self, step: int) -> None:
        """Go on in what was typed before."""
        back = self._back + step
        if self.secret or back < 0 or back > len(past):
            return
        if not self._back:
            self._draft = self.text
        self._back = back
        text = past[-back] if back else self._draft
        self.keep(text, len(text))

    def draw(self) -> None:
        """Write the line over what was there of it, and put the cursor where it belongs."""
        if self.secret:
            return
        column, columns = self._column, self.columns
        total, place = width_of(self.text), width_of(self.text[: self.at])
        up = (column + self._drawn_at) // columns
        # A terminal waits in the last column; one more letter makes it go on to the next line.
        over = " \x1b[D" if total and (column + total) % columns == 0 else ""
        back = (column + total) // columns - (column + place) // columns
        begin = _up(up) + "\x1b[" + str(column + 1) + "G\x1b[J"
        self._write(begin + self.text + over + _up(back) + "\x1b[" + str((column + place) % columns + 1) + "G")
        self._drawn_at = place


def _up(lines: int) -> str:
    return "\x1b[" + str(lines) + "A" if lines else ""


_EDITS: dict[str, Callable[[Line], None]] = {
    "\x7f": lambda line: line.erase(line.at - 1),
    "\b": lambda line: line.erase(line.at - 1),
    "\x1b[3~": lambda line: line.erase(line.at),
    "\x1b[D": lambda line: line.move(line.at - 1),
    "\x1b[C": lambda line: line.move(line.at + 1),
    "\x1b[H": lambda line: line.move(0),
    "\x1b[F": lambda line: line.move(len(line.text)),
    "\x01": lambda line: line.move(0),
    "\x05": lambda line: line.move(len(line.text)),
    "\x15": lambda line: line.keep(line.text[line.at :], 0),
    "\x0b": lambda line: line.keep(line.text[: line.at], line.at),
    "\x1b[A": lambda line: line.recall(1),
    "\x1b[B": lambda line: line.recall(-1),
    "\t": lambda line: line.insert(" " * (4 - line.at % 4)),
}

__all__ = ["Line", "keys", "past", "width_of"]
