"""The one place where interpreters differ: what the rest of the library asks of them.

=======================  =======================================================================================
``js``                   the global object of JavaScript
``kernel``               what the page's kernel offers (see ``services`` in the kernel)
``JsException``          what a JavaScript error is in Python
``is_js(value)``         whether a value is a JavaScript object
``is_nothing``           whether a value is None, null or undefined
``create_proxy``         keep a Python callable alive for JavaScript
``to_js(value)``         plain Python data as plain JavaScript data
``to_py(value)``         the other way round
``settle(value)``        wait for a promise without giving up the stack, where that can be; else the value itself
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

# Type checkers are told that it is false (pyproject.toml, pyrightconfig.json): they look at the desktop's.
MICROPYTHON = sys.implementation.name == "micropython"

if MICROPYTHON:
    from .micropython import (
        JsException,
        create_proxy,
        failure,
        is_js,
        is_nothing,
        js,
        kernel,
        settle,
        taking_event,
        to_js,
        to_py,
    )
elif sys.platform == "emscripten":
    from .pyodide import (
        JsException,
        create_proxy,
        failure,
        is_js,
        is_nothing,
        js,
        kernel,
        settle,
        taking_event,
        to_js,
        to_py,
    )
else:
    from .host import (
        JsException,
        create_proxy,
        failure,
        is_js,
        is_nothing,
        js,
        kernel,
        settle,
        taking_event,
        to_js,
        to_py,
    )

__all__ = [
    "JsException",
    "create_proxy",
    "failure",
    "is_js",
    "is_nothing",
    "js",
    "kernel",
    "settle",
    "taking_event",
    "to_js",
    "to_py",
]
