"""MicroPython in the page."""

import _pagelet as kernel
import js
from jsffi import JsException, JsProxy, create_proxy
from jsffi import to_js as _to_js

_undefined = js.undefined


def is_js(value):
    return isinstance(value, JsProxy)


def is_nothing(value):
    return value is None or value is _undefined


def to_js(value):
    return _to_js(value)


def to_py(value):
    if value is _undefined:
        return None
    if not isinstance(value, JsProxy):
        return value
    if js.Array.isArray(value):
        return [to_py(item) for item in value]
    if js.Object.getPrototypeOf(value) is js.Object.prototype:
        return {key: to_py(value[key]) for key in js.Object.keys(value)}
    return value


def settle(value):
    raise RuntimeError("MicroPython cannot wait for a promise")


def failure(value):
    if value.message.startswith("PGL-"):
        return RuntimeError(value.message)
    return JsException(value.error, value.name, value.message)
