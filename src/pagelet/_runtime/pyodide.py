"""CPython in the page, by Pyodide."""

import _pagelet as kernel
import js
from pyodide.ffi import JsException, JsProxy, create_proxy, run_sync
from pyodide.ffi import to_js as _to_js

try:
    from pyodide.ffi import jsnull
except ImportError:  # before 0.28 null was None already
    jsnull = None


def is_js(value):
    return isinstance(value, JsProxy)


def is_nothing(value):
    return value is None or value is jsnull


def to_js(value):
    return _to_js(value, dict_converter=js.Object.fromEntries)


def to_py(value):
    if value is jsnull:
        return None
    return value.to_py() if isinstance(value, JsProxy) else value


def settle(value):
    return run_sync(value.promise)


def failure(value):
    # A JavaScript error is an exception in Python as it is.
    return RuntimeError(value.message) if value.message.startswith("PGL-") else value.error
