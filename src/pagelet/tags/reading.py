"""A question in a terminal, and the line that is typed for an answer."""

from __future__ import annotations

from pagelet._runtime import kernel, settle
from pagelet.tags.line import Line, keys, past

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _wait(answer: Any) -> str:
    if kernel.worker:
        from pagelet.remote import remote

        return str(remote(answer))
    return str(settle(answer))


def read_line(screen: Any, question: str, *, secret: bool) -> str:
    """Write a question, wait for the line that answers it and return that: ``read_line(kernel.screen, "Name? ")``.

    Control+C raises KeyboardInterrupt, Control+D in an empty line EOFError.
    """
    line = Line(screen.draw, 0, 80, secret=secret)
    _begin(line, screen.begin(question))
    try:
        while True:
            columns, typed = _wait(screen.read()).split(" ", 1)
            if int(columns) != line.columns:
                line.clear()
                ask_again(line, screen, question)
            for key in keys(typed):
                if _is_last(key, line):
                    line.end()
                    screen.draw("^C\n" if key == "\x03" else "\n")
                    return _answer(key, line)
                if key == "\x0c":  # Control+L
                    screen.draw("\x1b[H\x1b[2J\x1b[3J")
                    ask_again(line, screen, question)
                if key != "\t" or not _completes(line, screen, question):
                    line.take(key)
    finally:
        screen.end()


def ask_again(line: Line, screen: Any, question: str) -> None:
    """Write the question's last line, and what was typed, where the cursor is."""
    _begin(line, screen.ask(question.rsplit("\n", 1)[-1]))


def _begin(line: Line, place: Any) -> None:
    line.begin(*[int(number) for number in _wait(place).split()])


def _completes(line: Line, screen: Any, question: str) -> bool:
    if line.secret:
        return False
    from pagelet.tags.tab import complete_line

    return complete_line(line, screen, question)


def _is_last(key: str, line: Line) -> bool:
    return key in ("\r", "\n", "\x03") or (key == "\x04" and not line.text)


def _answer(key: str, line: Line) -> str:
    if key == "\x03":
        raise KeyboardInterrupt
    if key == "\x04":
        raise EOFError("the input was ended")
    if line.text and not line.secret and past[-1:] != [line.text]:
        past.append(line.text)
    return line.text


__all__ = ["ask_again", "read_line"]
