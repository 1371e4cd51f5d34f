"""CPython in the page, by Pyodide."""

from __future__ import annotations

import gc
import sys

import _pagelet as kernel
import js
from pyodide.ffi import JsDoubleProxy, JsException, JsProxy, can_run_sync, create_proxy, run_sync
from pyodide.ffi import to_js as _to_js

from .cpython import is_awaitable, taking_event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_monitoring: Any = vars(sys).get("monitoring")  # since 3.12

try:
    from pyodide.ffi import jsnull
except ImportError:  # before 0.28 null was None already
    jsnull = None
else:

    def _refuse(nothing: Any, name: str, value: Any) -> None:
        raise AttributeError("JavaScript's null, which is what is not there, has no attribute '" + name + "'")

    # There is one for all: what is set on it would be found wherever something else is not there.
    _kind: Any = type(jsnull)
    _kind.__setattr__ = _refuse


# CPython looks for circles of garbage after every 2,000 new objects, each time among everything that it has: this took
# longer than to make the rows of a table. What is no circle goes at once, as ever.
gc.set_threshold(200_000)


def is_js(value: Any) -> bool:
    return isinstance(value, JsProxy)


def is_nothing(value: Any) -> bool:
    return value is None or value is jsnull


def to_js(value: Any) -> Any:
    return _to_js(value, dict_converter=js.Object.fromEntries)


def to_py(value: Any) -> Any:
    return _own(value.to_py() if isinstance(value, JsProxy) else value)


def _own(value: Any) -> Any:
    """Turn what is JavaScript's, inside of data too, into Python's own: null into None, arrays of bytes into bytes."""
    if isinstance(value, list):
        return [_own(item) for item in value]
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    if isinstance(value, memoryview):
        return bytes(value) if value.format == "B" else value
    return None if value is jsnull else value


def unwrapped(value: Any) -> Any:
    return value.unwrap() if isinstance(value, JsDoubleProxy) else value


def can_settle() -> bool:
    return bool(can_run_sync())


def settle(value: Any) -> Any:
    # A debugger that waits for its user must not stop in what the event loop does meanwhile. Since 3.14 pdb watches by
    # the second of these: https://docs.python.org/3/library/_monitoring.html
    trace = sys.gettrace()
    events = _watch(0)
    if trace is None and not events:
        return run_sync(value)
    sys.settrace(None)
    try:
        return run_sync(value)
    finally:
        sys.settrace(trace)
        _watch(events)


def _watch(events: int) -> int:
    """Let the debugger watch for some events, and return for which it did; nothing happens if there is none."""
    if _monitoring is None or not _monitoring.get_tool(_monitoring.DEBUGGER_ID):
        return 0
    before: int = _monitoring.get_events(_monitoring.DEBUGGER_ID)
    _monitoring.set_events(_monitoring.DEBUGGER_ID, events)
    return before


def failure(value: Any) -> BaseException:
    # A JavaScript error is an exception in Python as it is.
    if value.message.startswith("PGL-"):
        return RuntimeError(value.message)
    error: BaseException = value.error
    return error


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
