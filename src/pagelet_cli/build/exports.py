"""Which of the functions that an interpreter's WebAssembly exports have no place in its table.

Emscripten gives them one when a page starts, in the order of the exports, so that libraries which come later can hand
their addresses to each other. https://webassembly.github.io/spec/core/binary/modules.html
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator

_EXPORTS, _ELEMENTS = 7, 9
_FUNCTION = 0
# Numbers come in sevens of bits, with this one on all but the last: https://en.wikipedia.org/wiki/LEB128
_MORE = 0x80
# An active segment of the first table that lists functions by their numbers. It begins at one constant, or global.
_LISTED = 0


def placeless(wasm: bytes, internal: Collection[str]) -> tuple[int, str]:
    """Count them, and tell for each export whether it is one: in bits, the first in the lowest, as Base64."""
    sections = dict(_sections(wasm))
    placed = set(_placed(wasm, sections[_ELEMENTS]))
    bits = bytearray()
    count = 0
    for position, (name, kind, index) in enumerate(_exported(wasm, sections[_EXPORTS])):
        bits.extend(b"\0" if position % 8 == 0 else b"")
        if kind == _FUNCTION and index not in placed and name not in internal and not name.startswith("__em_js__"):
            placed.add(index)
            bits[-1] |= 1 << position % 8
            count += 1
    return count, base64.b64encode(bits).decode()


def _number(wasm: bytes, at: int) -> tuple[int, int]:
    """Read a number, and tell where it ends."""
    value = shift = 0
    while True:
        byte = wasm[at]
        value |= (byte & ~_MORE) << shift
        at, shift = at + 1, shift + 7
        if not byte & _MORE:
            return value, at


def _sections(wasm: bytes) -> Iterator[tuple[int, int]]:
    """Tell where each begins."""
    at = 8
    while at < len(wasm):
        length, start = _number(wasm, at + 1)
        yield wasm[at], start
        at = start + length


def _placed(wasm: bytes, at: int) -> Iterator[int]:
    segments, at = _number(wasm, at)
    for _ in range(segments):
        if wasm[at] != _LISTED:
            msg = "another kind of segment"
            raise ValueError(msg)
        _, at = _number(wasm, at + 2)
        count, at = _number(wasm, at + 1)
        for _ in range(count):
            index, at = _number(wasm, at)
            yield index


def _exported(wasm: bytes, at: int) -> Iterator[tuple[str, int, int]]:
    count, at = _number(wasm, at)
    for _ in range(count):
        length, at = _number(wasm, at)
        name, at = wasm[at : at + length].decode(), at + length
        index, end = _number(wasm, at + 1)
        yield name, wasm[at], index
        at = end
