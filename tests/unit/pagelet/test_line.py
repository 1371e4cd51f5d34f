"""The line that is typed in a terminal."""

from __future__ import annotations

import pytest

from pagelet.tags import line as module
from pagelet.tags.line import Line, keys, width_of


class Screen:
    """What a terminal of a few columns shows of what is written: letters, and the escape sequences that lines use."""

    def __init__(self, columns: int, shown: str) -> None:
        self.columns = columns
        self.rows = [""]
        self.row = self.column = 0
        self.write(shown)

    def write(self, text: str) -> None:
        for key in keys(text):
            number = int(key[2:-1] or 1) if key[0] == "\x1b" and key[-1] != "J" else 0
            if key[0] != "\x1b":
                for letter in key:
                    self._put(letter)
            elif key[-1] == "J":
                del self.rows[self.row + 1 :]
                self.rows[self.row] = self.rows[self.row][: self.column]
            elif key[-1] == "G":
                self.column = number - 1
            elif key[-1] == "A":
                self.row -= number
            elif key[-1] == "D":
                self.column -= number

    def _put(self, letter: str) -> None:
        if self.column == self.columns:
            self.row, self.column = self.row + 1, 0
            self.rows += [""] * (self.row == len(self.rows))
        row = self.rows[self.row].ljust(self.column)
        self.rows[self.row] = row[: self.column] + letter + row[self.column + 1 :]
        self.column += 1

    @property
    def seen(self) -> str:
        return "|".join(row.rstrip() for row in self.rows).rstrip("|")


def typed(*pressed: str, columns: int = 80, prompt: str = "> ", secret: bool = False) -> tuple[Line, Screen]:
    screen = Screen(columns, prompt)
    line = Line(screen.write, len(prompt), columns, secret=secret)
    for text in pressed:
        for key in keys(text):
            line.take(key)
    return line, screen


LEFT, RIGHT, UP, DOWN, HOME, END, DELETE = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\x1b[H", "\x1b[F", "\x1b[3~"


@pytest.mark.parametrize(
    ("pressed", "text"),
    [
        (("Adx", "\x7f", "a"), "Ada"),
        (("Aa", LEFT, "d"), "Ada"),
        (("da", HOME, "A", END, "!"), "Ada!"),
        (("Adax", LEFT, DELETE, DELETE), "Ada"),
        (("not this", "\x15", "Ada"), "Ada"),
        (("Adanot", LEFT * 3, "\x0b"), "Ada"),
        (("b", "\x01", "a", "\x05", "c"), "abc"),
        (("a\tb\tc",), "a   b   c"),
        (("\x7f", LEFT, RIGHT, "a", RIGHT), "a"),
        (("a\x1bOPb\x1b[15~c\x1b", "\x00"), "abc"),
    ],
)
def test_keys_edit(pressed: tuple[str, ...], text: str) -> None:
    line, screen = typed(*pressed)
    assert line.text == text
    assert screen.seen == f"> {text}"


def test_what_was_typed_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "past", ["one", "two"])
    line, screen = typed("dra", UP, UP, UP)
    assert (line.text, screen.seen) == ("one", "> one")
    for key in (DOWN, DOWN, DOWN, "ft"):
        line.take(key)
    assert (line.text, screen.seen) == ("draft", "> draft")
    assert typed(UP, secret=True)[0].text == ""


def test_a_line_wraps() -> None:
    line, screen = typed("abcdefgh", columns=10)
    assert screen.seen == "> abcdefgh"
    line.take("ijk")
    assert screen.seen == "> abcdefgh|ijk"
    for key in (HOME, "-", END, "l"):
        line.take(key)
    assert screen.seen == "> -abcdefg|hijkl"
    assert (screen.row, screen.column) == (1, 5)
    line.take("\x15")
    assert screen.seen == ">"
    assert (screen.row, screen.column) == (0, 2)


def test_secrets_are_not_drawn() -> None:
    line, screen = typed("open sesame", secret=True)
    assert (line.text, screen.seen) == ("open sesame", ">")


def test_wide_letters() -> None:
    assert width_of("a字ｱé") == 5
    assert width_of("e\u0301\u200d字\ufe0f") == 3
    assert width_of("\u0928\u092e\u0938\u094d\u0924\u0947") == 4
    line, screen = typed("字字")
    line.take(LEFT)
    assert screen.column == 4
