"""Arrays of numbers go from Python to JavaScript and back without a copy: NumPy's, Arrow's, and plain ones."""

from __future__ import annotations

import json

import pytest
from tests import wheels

PLAIN = """
import gc
from array import array
from js import ArrayBuffer, DataView, Float32Array, Float64Array, Int16Array, Uint8Array, Uint8ClampedArray
from pagelet import arrays

numbers = array("d", [1, 2, 3.5])
seen = arrays.view(numbers)
check("class", str(seen.constructor.name), "Float64Array")
check("values", [seen[index] for index in range(seen.length)], [1, 2, 3.5])
check("shape", [list(seen.shape), list(seen.strides), seen.offset, seen.dtype], [[3], [1], 0, "float64"])
seen[1] = 20.25
numbers[2] = 30.5
check("one memory", (numbers[1], seen[2]), (20.25, 30.5))
check("the same back", arrays.array(seen) is numbers)
for code, name, dtype in (("b", "Int8Array", "int8"), ("H", "Uint16Array", "uint16"), ("i", "Int32Array", "int32"),
        ("l", "Int32Array", "int32"), ("I", "Uint32Array", "uint32"), ("f", "Float32Array", "float32")):
    one = arrays.view(array(code, [7, 8]))
    check(code, (str(one.constructor.name), one.dtype, one[1]), (name, dtype, 8))
text = bytearray(b"pixels")
shown = arrays.view(text, clamped=True)
check("clamped", (str(shown.constructor.name), shown[0]), ("Uint8ClampedArray", ord("p")))
check("bytes", arrays.view(b"abc")[2], ord("c"))
check("a part", [arrays.view(memoryview(text)[2:4])[index] for index in (0, 1)], list(b"xe"))
check("nothing", arrays.view(b"").length, 0)
check("floats", list(arrays.array(Float32Array.of(1, 2.5))), [1, 2.5])
check("shorts", list(arrays.array(Int16Array.of(-3, 4).subarray(1))), [4])
check("octets", bytes(arrays.array(Uint8Array.of(1, 255))), b"\\x01\\xff")
check("clamped back", bytes(arrays.array(Uint8ClampedArray.of(1, 300))), b"\\x01\\xff")
check("buffer", bytes(arrays.array(ArrayBuffer.new(3))), bytes(3))
check("a look", bytes(arrays.array(DataView.new(Uint8Array.of(1, 2, 3).buffer, 1, 2))), b"\\x02\\x03")
check("none back", len(arrays.array(Float64Array.new(0))), 0)
fails("no numbers", TypeError, "no array of numbers", lambda: arrays.view("text"))
fails("a list", TypeError, "no array of numbers", lambda: arrays.view([1, 2]))
fails("not JavaScript's", TypeError, "no array of JavaScript's", lambda: arrays.array([1, 2]))
fails("an object", TypeError, "no array of numbers: Array", lambda: arrays.array(__import__("js").Array.new(3)))
fails("not to clamp", TypeError, "only bytes", lambda: arrays.view(numbers, clamped=True))

kept = arrays.view(bytearray(b"kept"))
more = []
while kept.length:
    more.append(bytearray(8_000_000))
    if len(more) > 400: break
check("memory has moved", kept.length, 0)
check("renewed", bytes(arrays.array(Uint8Array.new(kept.renew()))), b"kept")
check("still the same", bytes(arrays.array(kept)), b"kept")
"""


@pytest.mark.parametrize(("kind", "place"), [("mpy", ""), ("mpy", "worker"), ("py", ""), ("py", "worker")])
def test_plain_arrays(kit, live, kind: str, place: str) -> None:
    kit.verdict(live(kit.checks(kind, PLAIN, place)), 40)


SCIENCE = """
import asyncio, gc, time, weakref
import numpy as np
import js
from js import Float64Array, ImageData, Int32Array
from pagelet import arrays, to_js

for dtype in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"):
    given = np.arange(6, dtype=dtype).reshape(2, 3)
    seen = arrays.view(given)
    check(dtype, (seen.dtype, list(seen.shape), list(seen.strides)), (dtype, [2, 3], [3, 1]))
    check(dtype + " last", int(seen[5]), 5)
    copy = arrays.array(seen.slice())
    check(dtype + " copied", (copy.dtype.name, copy.tolist()), (dtype, list(range(6))))
    copy = seen.slice()
    copy.shape = to_js([2, 3])
    check(dtype + " shaped", arrays.array(copy).tolist(), given.tolist())
    check(dtype + " back", arrays.array(seen) is given)
check("bool", list(arrays.view(np.array([True, False]))), [1, 0])

grid = np.arange(24, dtype="float64").reshape(4, 6)
part = grid[::-2, 1::2]
seen = arrays.view(part)
def at(row, column): return seen[seen.offset + row * seen.strides[0] + column * seen.strides[1]]
check("strides", [[at(r, c) for c in range(3)] for r in range(2)], part.tolist())
check("transposed", list(arrays.view(grid.T).strides), [1, 6])
fails("complex", TypeError, "complex128", lambda: arrays.view(np.zeros(3, complex)))
fails("halves", TypeError, "float16", lambda: arrays.view(np.zeros(3, "float16")))
fails("dates", TypeError, "datetime64", lambda: arrays.view(np.zeros(3, "datetime64[s]")))
fails("objects", TypeError, "object", lambda: arrays.view(np.array([{}])))
fails("other ends", TypeError, ">f8", lambda: arrays.view(np.zeros(3, ">f8")))
fails("crooked", ValueError, "give a copy", lambda: arrays.view(np.frombuffer(bytes(17), "float64", offset=1)))
told = js.JSON.parse('{"shape": [2, 2], "stride": [1, 3], "offset": 1}')
told.data = Int32Array.of(0, 1, 2, 3, 4, 5)
check("a library's", arrays.array(told).tolist(), [[1, 4], [2, 5]])

pixels = np.zeros((2, 3, 4), "uint8")
pixels[1, 2] = [10, 20, 30, 255]
image = ImageData.new(arrays.view(pixels, clamped=True), 3, 2)
canvas = js.OffscreenCanvas.new(3, 2).getContext("2d")
canvas.putImageData(image, 0, 0)
check("canvas", list(canvas.getImageData(2, 1, 1, 1).data), [10, 20, 30, 255])
gl = js.OffscreenCanvas.new(1, 1).getContext("webgl2")
if gl:
    buffer = gl.createBuffer()
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
    gl.bufferData(gl.ARRAY_BUFFER, arrays.view(grid.astype("float32")), gl.STATIC_DRAW)
    out = np.zeros(24, "float32")
    gl.getBufferSubData(gl.ARRAY_BUFFER, 0, arrays.view(out))
    check("WebGL", out.tolist(), grid.ravel().tolist())

fixed = bytearray(b"abc")
seen = arrays.view(fixed)
fails("resizing", BufferError, "", lambda: fixed.extend(b"d"))

class Watched(np.ndarray): pass
def lent(count):
    found = []
    for _ in range(count):
        one = np.zeros(100_000).view(Watched)
        found.append(weakref.ref(one))
        arrays.view(one)
    return found
watched = lent(100)
for turn in range(100):
    js.Float64Array.new(12_500_000)
    [js.Object.new() for _ in range(2000)]
    await asyncio.sleep(0.05)
    gc.collect()
    if sum(one() is not None for one in watched) < 50: break
check("freed by themselves", sum(one() is not None for one in watched) < 50)

big = np.ones(12_500_000)
def quickest(call, times):
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        took.append(time.perf_counter() - begin)
    return min(took) * 1000
view, copy = quickest(lambda: arrays.view(big), 10), quickest(lambda: arrays.view(big).slice(), 3)
# On a machine of its own it takes a tenth of a millisecond; browsers blur their clocks.
check("100 MB cross at once: %.2f ms, a copy %.0f ms" % (view, copy), view < 2 or view < copy / 40)
window.took = "%.2f ms, a copy %.0f ms" % (view, copy)
"""

MIRRORED = ("--port", "0")  # options of its own are a server of its own, started with the mirror


@pytest.fixture
def mirrored(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return a config file for pages with real packages."""
    monkeypatch.setenv("PAGELET_MIRROR", str(wheels.mirror()))
    return {"config.json": json.dumps({"interpreter": wheels.VERSION})}


@pytest.mark.parametrize("place", ["", pytest.param("worker", marks=pytest.mark.nightly)])
def test_numpy(kit, live, mirrored, place: str) -> None:
    tab = live(kit.checks("py", SCIENCE, f"{place} config='config.json'"), mirrored, MIRRORED)
    kit.verdict(tab, 90)
