"""Ask the user a question, which is what ``input()`` does in a page."""

from __future__ import annotations

from ._runtime import is_nothing
from .context import window


def ask(question: object = "") -> str:
    """Show a question in the browser's own dialog, wait for the answer and return it.

    ::

        name = ask("What is your name?")
    """
    answer = window.prompt(str(question))
    if is_nothing(answer):
        raise EOFError("the question " + repr(str(question)) + " was closed without an answer")
    return str(answer)


__all__ = ["ask"]
