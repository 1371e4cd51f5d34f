"""Answer the page's events in Python."""

from ._runtime import kernel
from .dom import elements_of


def when(event, target, **options):
    """Call the decorated function or coroutine whenever the event happens on the elements.

    ``target`` is a CSS selector, an element, or several of them; ``options`` are those of ``addEventListener``.
    """

    def decorate(function):
        handler = _taking_event(function)
        for element in elements_of(target):
            element.on(event, handler, **options)
        return function

    return decorate


def _taking_event(function):
    """Let a function without parameters be a handler too."""
    if not _takes_nothing(function):
        return function

    def handler(event):
        return function()

    return handler


def _takes_nothing(function):
    code = getattr(function, "__code__", None)
    if code is None or not hasattr(code, "co_argcount"):  # MicroPython does not tell
        return False
    bound = 1 if hasattr(function, "__self__") else 0
    return code.co_argcount == bound and not code.co_flags & 4
