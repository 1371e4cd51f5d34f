"""Python's own prompt, for MicroPython: what the module ``code`` is to CPython."""

from __future__ import annotations

import sys

from .ask import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_BLOCKS = ("async", "class", "def", "for", "if", "try", "while", "with")
# The names of the prompts that ask now, the innermost last.
scopes: list[dict[str, Any]] = []
_PAIRS = {")": "(", "]": "[", "}": "{"}


def interact(
    banner: str | None = None,
    readfunc: Callable[[str], str] | None = None,
    local: dict[str, Any] | None = None,
    exitmsg: str | None = None,
) -> None:
    """Read code, run it and show what it is worth, until ``exit()`` or the end of what is read."""
    read = readfunc or ask
    scope = {"__name__": "__console__", "exit": sys.exit, "quit": sys.exit} if local is None else local
    if banner is None or banner:
        print(banner or sys.version)  # noqa: T201 - in the terminal
    scopes.append(scope)
    try:
        _go_on(read, scope)
    finally:
        scopes.pop()
    if exitmsg:
        print(exitmsg)  # noqa: T201


def _go_on(read: Callable[[str], str], scope: dict[str, Any]) -> None:
    lines: list[str] = []
    while True:
        try:
            lines.append(read("... " if lines else ">>> "))
        except EOFError:
            break
        except KeyboardInterrupt:
            lines = []
            print("KeyboardInterrupt")  # noqa: T201
            continue
        source = "\n".join(lines)
        if goes_on(source):
            continue
        lines = []
        try:
            exec(compile(source + "\n", "<console>", "single"), scope)  # noqa: S102 - as the name says
        except SystemExit:
            break
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the prompt shows it and goes on
            _report(error)


def _report(error: BaseException) -> None:
    """Print what went wrong, without the frame of this module."""
    import io

    said = io.StringIO()
    show: Any = getattr(sys, "print_exception", lambda error, file: print(error, file=file))  # which MicroPython has
    show(error, said)
    lines = [line for line in said.getvalue().split("\n") if not line.endswith(", in _go_on")]
    print("\n".join(lines).rstrip())  # noqa: T201


def goes_on(source: str) -> bool:
    """Tell whether more has to come: a bracket or a text is open, or a block has not ended with an empty line."""
    if _is_open(source):
        return True
    first, last = source.lstrip(), source.rsplit("\n", 1)[-1]
    block = first.startswith("@") or first.replace(":", " ").split(" ")[0] in _BLOCKS
    return last.endswith("\\") or (block and bool(last.strip()))


def _is_open(source: str) -> bool:
    """Tell whether source ends inside of brackets, or of a text of several lines."""
    opened: list[str] = []
    at = 0
    while at < len(source):
        letter = source[at]
        if letter == "#":
            end = source.find("\n", at)
            at = len(source) if end < 0 else end
        elif letter in "\"'":
            at = _text_end(source, at)
            if at < 0:
                return True
        elif letter in "([{":
            opened.append(letter)
        elif letter in ")]}" and (not opened or opened.pop() != _PAIRS[letter]):
            return False  # running it says what is wrong
        at += 1
    return bool(opened)


def _text_end(source: str, start: int) -> int:
    """Return where a text's last letter is; before it all if a text of several lines has no end."""
    quote = source[start]
    long = source[start : start + 3] == quote * 3
    at = start + (3 if long else 1)
    while at < len(source):
        if source[at] == "\\":
            at += 1
        elif long and source[at : at + 3] == quote * 3:
            return at + 2
        elif not long and source[at] in (quote, "\n"):
            return at
        at += 1
    return -1 if long else len(source)


__all__ = ["goes_on", "interact"]
