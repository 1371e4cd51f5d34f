"""Python as JavaScript reaches it: what kernel/src/reach.js asks is done here."""

from __future__ import annotations

from ._runtime import create_proxy, is_js, is_nothing, js, kernel, to_js, to_py, unwrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any


def serve() -> None:
    """Give JavaScript the one function that it calls."""
    __import__("_pagelet_reach").take(create_proxy(_perform))


async def _perform(task: str, target: Any, path: Any, args: Any, named: Any, copy: bool) -> Any:  # noqa: FBT001
    if task == "load":
        return _kept(await loaded(str(path)))
    found = unwrapped(target)
    for name in to_py(path):
        found = getattr(found, name)
    if task == "iterate":
        return _kept(_LateItems(found) if hasattr(found, "__aiter__") else _Items(found))
    if task == "call":
        given = [_received(arg) for arg in args]
        keywords = {str(pair[0]): _received(pair[1]) for pair in named}
        found = found(*given, **keywords)
        # MicroPython's coroutines are generators like all others.
        if hasattr(found, "__await__") or (kernel.type == "mpy" and hasattr(found, "send")):
            found = await found
    return _sent(found, copy)


async def loaded(name: str) -> Any:
    """Import a module, and install its package first where that is not there yet."""
    try:
        return __import__(name, None, None, ["*"])
    except ImportError as error:
        # A package that is not there yet; what a package itself lacks is an error.
        package = name.partition(".")[0]
        if getattr(error, "name", package) != package or kernel.type == "mpy":
            raise
    await kernel.install(to_js([package]))
    return __import__(name, None, None, ["*"])


class _Items:
    def __init__(self, values: Any) -> None:
        self._values = iter(values)

    def __call__(self) -> Any:
        for value in self._values:
            return [value]
        return None


class _LateItems:
    def __init__(self, values: Any) -> None:
        self._values = values.__aiter__()

    async def __call__(self) -> Any:
        try:
            return [await self._values.__anext__()]
        except StopAsyncIteration:
            return None


def _received(value: Any) -> Any:
    if is_nothing(value):
        return None
    own = unwrapped(value)
    if own is not value or not is_js(value):
        return own
    name = str(value.constructor.name)
    if name == "Date":
        return moment(value)
    if name.endswith(("Array", "ArrayBuffer", "DataView")) and name != "Array":
        from .arrays import array

        return array(value)
    if __import__("_pagelet_reach").mixed(value):
        parts = [_received(part) for part in value.parts]
        return parts if is_nothing(value.names) else dict(zip(to_py(value.names), parts))  # noqa: B905 - MicroPython has no strict
    return to_py(value)


def moment(date: Any) -> datetime:
    """Read a date of JavaScript's; as a plain number of milliseconds, MicroPython would cut it off."""
    from datetime import datetime, timezone

    return datetime.fromtimestamp(int(to_py(js.BigInt(date))) / 1000, timezone.utc)


def _sent(value: Any, copy: bool) -> Any:  # noqa: FBT001
    if value is None or isinstance(value, (bool, int, float, str)) or is_js(value):
        return to_js(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return to_js([_sent(item, copy) for item in value])
    if isinstance(value, dict):
        pairs = [[_sent(key, copy), _sent(item, copy)] for key, item in value.items()]
        plain = all(isinstance(key, str) for key in value)
        return (js.Object.fromEntries if plain else js.Map.new)(to_js(pairs))
    if hasattr(value, "timestamp") and hasattr(value, "year"):
        return js.Date.new(value.timestamp() * 1000)
    if getattr(value, "shape", None) == () and hasattr(value, "item"):  # a number of NumPy's
        return _sent(value.item(), copy)
    if isinstance(value, (bytes, bytearray, memoryview)) or _is_array(value):
        return _numbers(value, copy)
    return _kept(value)


def _is_array(value: Any) -> bool:
    return type(value).__name__ in ("ndarray", "array")


def _numbers(value: Any, copy: bool) -> Any:  # noqa: FBT001
    from .arrays import view

    if copy:
        return numbers(value, _kept)
    try:
        return view(value)
    except TypeError:
        return _kept(value)


def numbers(value: Any, otherwise: Callable[[Any], Any]) -> Any:
    """Copy an array into one of JavaScript's, which knows its shape; do otherwise with one of objects, or of dates."""
    from .arrays import view

    try:
        seen = view(value.copy() if hasattr(value, "flags") else value)
    except TypeError:
        return otherwise(value)
    copied = seen.slice()
    for name in ("shape", "strides", "offset", "dtype"):
        setattr(copied, name, getattr(seen, name))
    return copied


def _kept(value: Any) -> Any:
    return __import__("_pagelet_reach").hold(create_proxy(value))


__all__ = ["loaded", "moment", "numbers", "serve"]
