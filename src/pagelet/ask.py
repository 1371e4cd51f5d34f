"""Ask the user a question, which is what ``input()`` does in a page."""

from __future__ import annotations

from ._runtime import can_settle, is_nothing, kernel, settle
from .place import window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def ask(question: object = "", secret: bool = False) -> str:  # noqa: FBT001, FBT002 - True or False is what it is
    """Show a question on the page, wait for the answer and return it.

    ::

        name = ask("What is your name?")

    The page goes on meanwhile, in a worker and wherever Python can wait on the page itself; elsewhere the browser's own
    dialog asks, which stops the page. A script with a terminal asks there. ``secret=True`` hides what is typed.
    """
    text = str(question)
    _flush()
    waits = kernel.worker or (can_settle() and hasattr(kernel, "ask"))
    screen = kernel.screen if waits else None
    if not is_nothing(screen):
        from .tags.reading import read_line

        return read_line(screen, text, secret=secret)
    if kernel.worker:
        from .remote import remote

        answer = remote(kernel.client.sync("__input", text, secret))
    elif waits:
        answer = settle(kernel.ask(text, secret))
    else:
        answer = window.prompt(text)
    if is_nothing(answer):
        raise EOFError("the question " + repr(text) + " was closed without an answer")
    return str(answer)


def install(filename: str = "") -> None:
    """Let ``input()`` and ``getpass.getpass()`` ask on the page; a file name lets pdb show the lines of that code.

    MicroPython, which has neither ``getpass`` nor ``code``, gets them.
    """
    import builtins
    import sys

    # MicroPython's builtins cannot be assigned to by name in all ways; setattr can.
    setattr(builtins, "input", ask)  # noqa: B010
    if "getpass" not in sys.modules:
        sys.modules["getpass"] = _getpass()
    if sys.implementation.name == "micropython" and "code" not in sys.modules:
        code: Any = _Code
        sys.modules["code"] = code
    if filename:
        _name_source(filename)


def _name_source(filename: str) -> None:
    try:
        import linecache
        import os
    except ImportError:  # MicroPython
        return
    # Pdb asks for the file by its whole path. The lines are not there yet: the code is to be run.
    linecache.cache[os.path.abspath(filename)] = (lambda: "".join(linecache.getlines(filename)),)  # noqa: PTH100


def _flush() -> None:
    import sys

    flush = getattr(sys.stdout, "flush", None)
    if flush is not None:
        flush()


def _getpass() -> Any:
    try:
        import getpass as module
    except ImportError:  # MicroPython
        return _Getpass
    module.getpass = _ask_secret
    return module


def _ask_secret(prompt: str = "Password: ", stream: Any = None, echo_char: Any = None) -> str:  # noqa: ARG001 - as it is called
    return ask(prompt, secret=True)


class _Code:
    @staticmethod
    def interact(*args: Any, **options: Any) -> None:
        from .prompt import interact

        interact(*args, **options)


class _Getpass:
    getpass = staticmethod(_ask_secret)


__all__ = ["ask", "install"]
