"""MicroPython's way into JavaScript; CPython's is ``pyodide.ffi``."""

from collections.abc import Callable
from typing import Any, TypeVar

from js import _JsProxy as JsProxy

_Function = TypeVar("_Function", bound=Callable[..., Any])

class JsException(Exception): ...

global_this: Any

def create_proxy(value: _Function, /) -> _Function: ...
def to_js(value: Any, /) -> Any: ...
def mem_info() -> Any: ...

__all__ = ["JsException", "JsProxy", "create_proxy", "global_this", "mem_info", "to_js"]
