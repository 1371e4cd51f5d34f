"""Tab at Python's own prompt in a terminal: it completes a word, or lists what it could be."""

from __future__ import annotations

import sys

from pagelet._runtime import can_settle, settle
from pagelet.tags.completion import complete, complete_with_jedi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pagelet.tags.line import Line


def complete_line(line: Line, screen: Any, question: str) -> bool:
    """Complete the word before the cursor; say whether there was anything to complete, for else Tab indents."""
    scope = _names() if line.text[: line.at].strip() else None
    if scope is None:
        return False
    start, names = _found(line.text, line.at, scope)
    if not names:
        return start < line.at
    rest = _common(names)[line.at - start :]
    if rest:
        line.insert(rest)
    elif len(names) > 1:
        _list(line, screen, names, question)
    return True


def _found(source: str, at: int, scope: dict[str, Any]) -> tuple[int, list[str]]:
    # Here Python waits for the line: only where it can wait for a promise, too, can anything be fetched.
    return settle(complete_with_jedi(source, at, scope)) if can_settle() else complete(source, at, scope)


def _names() -> dict[str, Any] | None:
    """Return the names of the prompt that asks for the line: none where it is a program that asks."""
    own = sys.modules.get("pagelet.prompt")  # MicroPython's
    if own is not None and own.scopes:
        scope: dict[str, Any] = own.scopes[-1]
        return scope
    code: Any = sys.modules.get("code")
    frame: Any = sys._getframe() if hasattr(code, "InteractiveConsole") else None  # noqa: SLF001 - as debuggers do
    while frame is not None:
        asking = frame.f_locals.get("self")
        if isinstance(asking, code.InteractiveConsole):
            given: dict[str, Any] = asking.locals
            return given
        frame = frame.f_back
    return None


def _common(names: list[str]) -> str:
    """Return what all begin with."""
    common = names[0]
    for name in names:
        while not name.startswith(common):
            common = common[:-1]
    return common


def _list(line: Line, screen: Any, names: list[str], question: str) -> None:
    """Write the names below the line, and the question and the line below them."""
    from pagelet.tags.reading import ask_again

    at = line.at
    line.end()
    screen.draw("\n" + "  ".join(names) + "\n")
    ask_again(line, screen, question)
    line.move(at)


__all__ = ["complete_line"]
