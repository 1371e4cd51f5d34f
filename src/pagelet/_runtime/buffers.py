"""Python's memory as JavaScript sees it, and JavaScript's arrays as Python does: only pages that ask for it load this.

=======================  =======================================================================================
``seen(value, kind)``    a typed array of JavaScript's on the memory of a Python buffer, its shape, strides, offset
``copied(array)``        what is in a typed array, as a buffer of Python's own
=======================  =======================================================================================
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MICROPYTHON = sys.implementation.name == "micropython"

if MICROPYTHON:
    from uctypes import addressof  # type: ignore[import-not-found]

    from . import js, kernel

    _CODES = {"i8": "b", "u8": "B", "i16": "h", "u16": "H", "i32": "i", "u32": "I", "f32": "f", "f64": "d"}

    def octets(value: Any) -> Any:
        data = bytes(value)
        return seen(data, "u8", "Uint8Array")[0].slice()

    def seen(value: Any, kind: str, name: str) -> tuple[Any, Any, Any, int]:
        size = len(value)
        buffer = kernel.memory.buffer
        # The address of nothing is nowhere.
        view = getattr(js, name).new(buffer, addressof(value) if size else 0, size)
        return view, [size], [1], 0

    def copied(array: Any, kind: str) -> Any:
        from array import array as make

        size = int(array.length)
        code = _CODES.get(kind)
        if code is None:
            raise TypeError("MicroPython has no arrays of " + kind)
        data: Any = bytearray(size) if code == "B" else make(code, bytes(size * int(array.BYTES_PER_ELEMENT)))
        if size:
            array.constructor.new(kernel.memory.buffer, addressof(data), size).set(array)
        return data

elif sys.platform == "emscripten":
    from pyodide.ffi import JsException, create_proxy

    def seen(value: Any, kind: str, name: str) -> tuple[Any, Any, Any, int]:
        proxy = create_proxy(value)
        try:
            buffer = proxy.getBuffer(kind)
        except JsException as error:
            raise ValueError("JavaScript cannot see this memory as it is; give a copy of it: " + str(error)) from None
        finally:
            proxy.destroy()
        view = buffer.data
        buffer.release()
        return view, buffer.shape, buffer.strides, buffer.offset

    def copied(array: Any, kind: str) -> Any:
        return array.to_py()

else:

    def seen(value: Any, kind: str, name: str) -> tuple[Any, Any, Any, int]:
        raise NotImplementedError("the desktop has no JavaScript that could look into Python's memory")

    def copied(array: Any, kind: str) -> Any:
        raise NotImplementedError("the desktop has no arrays of JavaScript's")


__all__ = ["MICROPYTHON", "copied", "seen"]
