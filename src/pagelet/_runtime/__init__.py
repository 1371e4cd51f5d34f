"""The one place where interpreters differ: what the rest of the library asks of them.

=======================  =======================================================================================
``js``                   the global object of JavaScript
``kernel``               what the page's kernel offers (see ``services`` in the kernel)
``JsException``          what a JavaScript error is in Python
``is_awaitable(f)``      whether calling a function makes a coroutine
``is_js(value)``         whether a value is a JavaScript object
``is_nothing``           whether a value is None, null or undefined
``jsnull``               JavaScript's null, where that is something else than None
``create_proxy``         keep a Python callable alive for JavaScript
``to_js(value)``         plain Python data as plain JavaScript data
``to_py(value)``         the other way round
``unwrapped(value)``     the Python object that create_proxy was given, where that can be told
``can_settle()``         whether Python can wait for a promise here and now without giving up the stack
``settle(value)``        wait for it like that
``failure(value)``       the exception to raise for a failure that the kernel tells of
``taking_event(f)``      the function itself, or a stand-in that swallows the event which ``f`` has no parameter for
=======================  =======================================================================================
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from js import Document as Document
    from js import Window as Window

# Type checkers are told that it is false (pyproject.toml): they look at the desktop's.
MICROPYTHON = sys.implementation.name == "micropython"

if MICROPYTHON:
    from .micropython import (
        JsException,
        can_settle,
        create_proxy,
        failure,
        is_awaitable,
        is_js,
        is_nothing,
        js,
        jsnull,
        kernel,
        settle,
        taking_event,
        to_js,
        to_py,
        unwrapped,
    )
elif sys.platform == "emscripten":
    from .pyodide import (
        JsException,
        can_settle,
        create_proxy,
        failure,
        is_awaitable,
        is_js,
        is_nothing,
        js,
        jsnull,
        kernel,
        settle,
        taking_event,
        to_js,
        to_py,
        unwrapped,
    )
else:
    from .host import (
        JsException,
        can_settle,
        create_proxy,
        failure,
        is_awaitable,
        is_js,
        is_nothing,
        js,
        jsnull,
        kernel,
        settle,
        taking_event,
        to_js,
        to_py,
        unwrapped,
    )

__all__ = [
    "JsException",
    "can_settle",
    "create_proxy",
    "failure",
    "is_awaitable",
    "is_js",
    "is_nothing",
    "js",
    "jsnull",
    "kernel",
    "settle",
    "taking_event",
    "to_js",
    "to_py",
    "unwrapped",
]
