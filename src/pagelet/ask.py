"""Ask the user a question, which is what ``input()`` does in a page."""

from __future__ import annotations

from ._runtime import can_settle, is_nothing, kernel, settle
from .context import window


def ask(question: object = "") -> str:
    """Show a question on the page, wait for the answer and return it.

    ::

        name = ask("What is your name?")

    The page goes on meanwhile, in a worker and wherever Python can wait on the page itself; elsewhere the browser's own
    dialog asks, which stops the page.
    """
    text = str(question)
    if kernel.worker:
        from .remote import remote

        answer = remote(kernel.client.sync("__input", text))
    elif can_settle() and hasattr(kernel, "ask"):
        answer = settle(kernel.ask(text))
    else:
        answer = window.prompt(text)
    if is_nothing(answer):
        raise EOFError("the question " + repr(text) + " was closed without an answer")
    return str(answer)


__all__ = ["ask"]
