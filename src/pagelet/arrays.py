"""Arrays of numbers, from Python to JavaScript and back without a copy.

    from array import array

    numbers = array("f", [1, 2, 3])
    seen = arrays.view(numbers)
    seen[0] = 10.0
    assert numbers[0] == 10

What JavaScript gets is one of its own typed arrays, which WebGL, canvas and every library take as it is. It lies in
Python's memory: what one side changes, the other sees. NumPy's arrays keep their shape.
"""

from __future__ import annotations

from ._runtime import create_proxy, is_js, is_nothing, js, to_js, to_py, unwrapped
from ._runtime.buffers import MICROPYTHON, copied, seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# By the letters that Python has for kinds of numbers: how the two languages call them. "l" and "L" are 4 bytes here.
_KINDS = {
    "b": ("int8", "i8", "Int8Array"),
    "B": ("uint8", "u8", "Uint8Array"),
    "?": ("bool", "u8", "Uint8Array"),
    "h": ("int16", "i16", "Int16Array"),
    "H": ("uint16", "u16", "Uint16Array"),
    "i": ("int32", "i32", "Int32Array"),
    "l": ("int32", "i32", "Int32Array"),
    "I": ("uint32", "u32", "Uint32Array"),
    "L": ("uint32", "u32", "Uint32Array"),
    "q": ("int64", "i64", "BigInt64Array"),
    "Q": ("uint64", "u64", "BigUint64Array"),
    "f": ("float32", "f32", "Float32Array"),
    "d": ("float64", "f64", "Float64Array"),
}
_ARRAYS = {name: (letter, dtype, kind) for letter, (dtype, kind, name) in _KINDS.items() if letter not in "?lL"}
_ARRAYS["Uint8ClampedArray"] = _ARRAYS["Uint8Array"]


def view(array: Any, *, clamped: bool = False) -> Any:
    """Return JavaScript's view of a NumPy array, an ``array.array``, bytes: a typed array on the same memory.

    It has the array's ``shape`` and ``dtype``; the number at ``[i, j]`` is ``view[offset + i * strides[0] + j *
    strides[1]]``. With ``clamped=True`` bytes are a ``Uint8ClampedArray``, the kind of array that images are made of:
    ``ImageData.new(arrays.view(pixels, clamped=True), width, height)``. The array lives as long as its view does.

    When Python needs more memory than it has, all of it moves, and views that were made before are empty. Whoever keeps
    one for longer than a moment uses ``view.renew()`` then: the same view where the memory is now.

        from array import array

        samples = array("f", [0.5, -0.5, 0.25])
        window.mixed = arrays.view(samples)
        display(window.mixed.constructor.name, window.mixed.dtype)
    """
    letter = _letter(array)
    if letter not in _KINDS:
        raise TypeError(
            "JavaScript has no numbers of the kind " + repr(str(getattr(array, "dtype", letter))) + ": NumPy's "
            'array.astype("float64") makes others of them; array.view() shows the parts of complex ones, or their bits'
        )
    dtype, kind, name = _KINDS[letter]
    if clamped and kind != "u8":
        raise TypeError("only bytes (uint8) can be clamped, not " + dtype)
    if clamped:
        kind, name = "u8clamped", "Uint8ClampedArray"
    # As long as this is there, Python neither frees the memory nor changes its size.
    held = array if MICROPYTHON else memoryview(array)
    found, shape, strides, offset = seen(held, kind, name)
    for key, value in (("shape", shape), ("strides", strides), ("offset", offset), ("dtype", dtype)):
        setattr(found, key, to_js(value))
    # Both go with the view: the browser frees what Python has lent to it.
    found.owner = create_proxy((array, held))
    found.renew = create_proxy(lambda: view(array, clamped=clamped))
    return found


def array(given: Any) -> Any:
    """Return an array of JavaScript's as one of NumPy's, or where there is no NumPy as an ``array.array``.

    A view of Python's own memory comes back as the very array that it is of. What lies in JavaScript's memory is copied
    once; a ``shape`` that it has is kept.

        from js import Float32Array

        numbers = arrays.array(Float32Array.of(1, 2.5))
        display(list(numbers))
    """
    if not is_js(given):
        raise TypeError("this is no array of JavaScript's: " + repr(given))
    owner = unwrapped(getattr(given, "owner", None))
    if isinstance(owner, tuple):
        return owner[0]
    name = str(given.constructor.name)
    if name in ("ArrayBuffer", "SharedArrayBuffer", "DataView"):
        given = js.Uint8Array.new(
            *([given.buffer, given.byteOffset, given.byteLength] if name == "DataView" else [given])
        )
    elif name not in _ARRAYS:
        return _described(given, name)
    letter, dtype, kind = _ARRAYS[str(given.constructor.name)]
    data = copied(given, kind)
    if MICROPYTHON:
        return data
    try:
        import numpy as np  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from array import array as make

        return bytearray(data) if letter == "B" else make(letter, data)
    found = np.asarray(data).view(dtype)
    shape = getattr(given, "shape", None)
    return found if is_nothing(shape) else found.reshape(to_py(shape))


def to_arrow(table: Any) -> Any:
    """Return a table of pyarrow's, or a frame of pandas', for JavaScript: what apache-arrow's ``tableFromIPC`` takes.

    ``js_modules.arrow.tableFromIPC(arrays.to_arrow(frame))`` is the table there, if the config names that module.
    """
    import pyarrow as pa  # type: ignore[import-not-found,unused-ignore]

    if not hasattr(table, "schema"):
        table = pa.Table.from_pandas(table)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        for batch in table.to_batches() if hasattr(table, "to_batches") else [table]:
            stream.write_batch(batch)
    return view(sink.getvalue())


def from_arrow(given: Any) -> Any:
    """Return what apache-arrow's ``tableToIPC`` makes of a table as a table of pyarrow's; a file of Arrow's, too.

    ``arrays.from_arrow(js_modules.arrow.tableToIPC(table)).to_pandas()`` is a frame.
    """
    import pyarrow as pa

    data = array(given) if is_js(given) else given
    stream = pa.py_buffer(data)
    file = bytes(memoryview(stream)[:6]) == b"ARROW1"
    return (pa.ipc.open_file if file else pa.ipc.open_stream)(stream).read_all()


def _letter(array: Any) -> str:
    """Return Python's letter for the kind of numbers in a buffer."""
    if isinstance(array, (bytes, bytearray)):
        return "B"
    try:
        # MicroPython does not tell but by what it prints: "array('d')".
        shown = repr(array[:0]) if MICROPYTHON else ""
        if MICROPYTHON and isinstance(array, memoryview):
            return "B"
        return shown[7:8] if shown.startswith("array(") else memoryview(array).format.lstrip("@=<")
    except (AttributeError, TypeError, ValueError):
        if hasattr(array, "dtype"):
            return ""
    raise TypeError("this is no array of numbers: " + repr(array)[:80])


def _described(given: Any, name: str) -> Any:
    """Make an array of what some libraries of JavaScript's call one: data, shape, stride and offset."""
    data, shape, strides = [getattr(given, key, None) for key in ("data", "shape", "stride")]
    if any(is_nothing(part) for part in (data, shape, strides)) or MICROPYTHON:
        raise TypeError("this is no array of numbers: " + name)
    from numpy.lib.stride_tricks import as_strided  # type: ignore[import-not-found,unused-ignore]

    flat = array(data).ravel()[int(given.offset) :]
    return as_strided(flat, to_py(shape), [step * flat.itemsize for step in to_py(strides)])


__all__ = ["array", "from_arrow", "to_arrow", "view"]
