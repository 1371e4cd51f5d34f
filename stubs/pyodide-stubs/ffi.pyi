"""CPython's way into JavaScript; MicroPython's is ``jsffi``."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from js import _JsProxy as JsProxy

_T = TypeVar("_T")

class JsException(Exception):
    name: str
    message: str
    stack: str

class ConversionError(Exception): ...
class JsNull: ...

class JsDoubleProxy(JsProxy):
    def destroy(self) -> None: ...
    def unwrap(self) -> Any: ...

jsnull: JsNull

# What they return can be used as what they were given.
def create_proxy(obj: _T, /, *, capture_this: bool = False, roundtrip: bool = True) -> _T: ...
def create_once_callable(obj: _T, /, *, _may_syncify: bool = False) -> _T: ...
def to_js(
    obj: Any,
    /,
    *,
    depth: int = -1,
    pyproxies: Any = None,
    create_pyproxies: bool = True,
    dict_converter: Callable[[Any], Any] | None = None,
    default_converter: Callable[..., Any] | None = None,
    eager_converter: Callable[..., Any] | None = None,
) -> Any: ...
def run_sync(x: Awaitable[_T], /) -> _T: ...
def can_run_sync() -> bool: ...
def destroy_proxies(pyproxies: Any, /) -> None: ...
def register_js_module(name: str, jsproxy: Any) -> None: ...
def unregister_js_module(name: str) -> None: ...
