"""MicroPython in the page."""

from __future__ import annotations

import _pagelet as kernel
import js
from jsffi import JsException, JsProxy, create_proxy
from jsffi import to_js as _to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_undefined = js.undefined

jsnull = None  # as null is None already

_SMALL = 1 << 30  # ints that MicroPython hands over whole
_EXACT = 1 << 53  # numbers that a float can hold


def is_js(value: Any) -> bool:
    return isinstance(value, JsProxy)


def is_nothing(value: Any) -> bool:
    return value is None or value is _undefined


def to_js(value: Any) -> Any:
    given: Any = value
    if isinstance(value, (list, tuple, set, frozenset)):
        return _to_js([to_js(item) for item in given])
    if isinstance(value, dict):
        # An object's keys are texts; of numbers as keys MicroPython makes something else.
        return _to_js({str(key) if isinstance(key, int) else key: to_js(item) for key, item in given.items()})
    # JavaScript cannot look into bytes, and a list of a million numbers takes a second.
    if isinstance(value, (bytes, bytearray, memoryview)):
        from .buffers import octets  # type: ignore[attr-defined]

        return octets(given)
    # Beyond 31 bits MicroPython hands over what is left of a number; a float is the same number in JavaScript.
    if isinstance(value, int) and not -_SMALL <= value < _SMALL:
        return float(value) if -_EXACT <= value <= _EXACT else js.BigInt(str(value))
    return value  # converted when it is handed over


def to_py(value: Any) -> Any:
    if value is _undefined:
        return None
    if not isinstance(value, JsProxy):
        return value
    kind = js.Object.getPrototypeOf(value)
    if kind is js.Array.prototype:
        return [to_py(item) for item in value]
    if kind is js.BigInt.prototype:
        return int(js.String(value))
    if kind is js.Uint8Array.prototype:
        from .buffers import copied

        return bytes(copied(value, "u8"))
    if kind is js.Object.prototype:
        return {key: to_py(value[key]) for key in js.Object.keys(value)}
    return value


def unwrapped(value: Any) -> Any:
    return value  # it does not tell


def can_settle() -> bool:
    return False


def settle(value: Any) -> Any:
    raise RuntimeError("MicroPython cannot wait for a promise")


def failure(value: Any) -> BaseException:
    if value.message.startswith("PGL-"):
        return RuntimeError(value.message)
    error: BaseException = JsException(value.error, value.name, value.message)
    return error


def is_awaitable(function: Any) -> bool:
    # It has no flag that tells; what it prints of a function, a closure or a method says so.
    text = repr(function)
    return "<generator>" in text and "<generator object" not in text


def taking_event(function: Callable[..., Any]) -> Callable[..., Any]:
    # MicroPython does not tell a function's parameters, but a call that does not fit them fails before it begins.
    def handler(event: Any) -> Any:
        try:
            return function(event)
        except TypeError as error:
            # A method counts its object, and a closure all that it closes over.
            said = str(error).split()
            given = int(said[6]) - 1 if said[7:] == ["were", "given"] else 0
            if said[:3] != [getattr(function, "__name__", "") + "()", "takes", str(given)]:
                raise
        return function()

    return handler


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
