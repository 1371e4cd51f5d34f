"""Python values as text and bytes, to be kept: the same text whichever Python writes or reads it.

The text is JSON, or a "T" and a text as it is. What JSON has no word for is a dict ``{"$": kind, "v": …}``; bytes stand
beside the text, as they are.
"""

from __future__ import annotations

import json
import sys

from ._runtime import is_nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Record = list[Any]

# MicroPython's stack ends near 100; what one Python writes the other must be able to read.
_DEEPEST = 40

_KINDS = "None, bool, int, float, str, bytes, list, tuple, set, dict, datetime"

# CPython would spell some letters as escapes that MicroPython does not read; MicroPython knows no such option.
_OPTIONS: dict[str, Any] = {"ensure_ascii": False}
try:
    json.dumps("", **_OPTIONS)
except TypeError:
    _OPTIONS = {}


def encode(value: Any, what: str) -> Record:
    """Return the text of a value, and the bytes in it; ``what`` names it if it cannot be kept."""
    if isinstance(value, str) and "\0" not in value:
        return ["T" + value]  # MicroPython takes a second to write a megabyte of JSON
    parts: list[bytes] = []
    text = json.dumps(_told(value, parts, what, 0), **_OPTIONS)
    return [text] + parts  # noqa: RUF005 - MicroPython has no starred lists


def decode(record: Record) -> Any:
    """Return the value that a record was made of."""
    text = record[0]
    if text[0] == "T":
        return text[1:]
    if text[0] == "F":
        return _unflattened(json.loads(text[1:]))
    plain = json.loads(text)
    return _read(plain, record[1:]) if '"$"' in text else plain


def encode_key(key: Any) -> str:
    """Return the text of a key: of a text or a number."""
    if not isinstance(key, (str, int, float, bool)) or (isinstance(key, float) and key - key != 0):
        raise TypeError("a storage's keys are texts or numbers, not " + repr(key))
    if isinstance(key, (bool, float)) and key == key // 1:
        key = int(key)  # to a dict they are one key
    return json.dumps(key, **_OPTIONS)


def decode_key(text: str) -> Any:
    """Return the key that a text was made of."""
    return json.loads(text)


def _told(value: Any, parts: list[bytes], what: str, depth: int) -> Any:
    if isinstance(value, (str, int, bool)):  # to MicroPython a bool is no int
        return value
    if is_nothing(value):
        return None
    if isinstance(value, float):
        return value if value - value == 0 else _tagged("float", str(value))
    if depth == _DEEPEST:
        raise ValueError(what + " contains itself, or is nested more than " + str(_DEEPEST) + " deep")
    if isinstance(value, list):
        return [_told(item, parts, what, depth + 1) for item in value]
    if isinstance(value, dict):
        return _told_dict(value, parts, what, depth + 1)
    for kind in (tuple, set, frozenset):
        if isinstance(value, kind):
            return _tagged(kind.__name__, [_told(item, parts, what, depth + 1) for item in value])
    return _told_rarely(value, parts, what)


def _told_dict(value: dict[Any, Any], parts: list[bytes], what: str, depth: int) -> Any:
    if all([isinstance(key, str) for key in value]) and "$" not in value:  # noqa: C419 - quicker on MicroPython
        return {key: _told(item, parts, what, depth) for key, item in value.items()}
    pairs = [[_told(key, parts, what, depth), _told(item, parts, what, depth)] for key, item in value.items()]
    return _tagged("dict", pairs)


def _told_rarely(value: Any, parts: list[bytes], what: str) -> Any:
    for kind in (bytes, bytearray, memoryview):
        if isinstance(value, kind):
            parts.append(bytes(value))
            return _tagged(kind.__name__, len(parts) - 1)
    datetime = sys.modules.get("datetime")  # nobody has one who has not imported it
    for name in ("datetime", "date", "time") if datetime else ():
        if isinstance(value, getattr(datetime, name)):
            return _tagged(name, value.isoformat())
    raise TypeError(what + " is a " + type(value).__name__ + ", which cannot be kept; use " + _KINDS)


def _tagged(kind: str, value: Any) -> dict[str, Any]:
    return {"$": kind, "v": value}


def _read(value: Any, parts: list[bytes]) -> Any:
    if isinstance(value, list):
        return [_read(item, parts) for item in value]
    if not isinstance(value, dict):
        return value
    if "$" not in value:
        return {key: _read(item, parts) for key, item in value.items()}
    kind, inner = value["$"], value["v"]
    if kind in ("bytes", "bytearray", "memoryview"):
        return {"bytes": bytes, "bytearray": bytearray, "memoryview": memoryview}[kind](bytes(parts[inner]))
    if kind == "float":
        return float(inner)
    if kind == "dict":
        return {_read(key, parts): _read(item, parts) for key, item in inner}
    if kind in ("tuple", "set", "frozenset"):
        return {"tuple": tuple, "set": set, "frozenset": frozenset}[kind]([_read(item, parts) for item in inner])
    if kind in ("datetime", "date", "time"):
        import datetime as dt

        return getattr(dt, kind).fromisoformat(inner)
    raise ValueError("a newer Pagelet has kept a value of the kind " + repr(kind) + " here")


def _unflattened(items: list[Any]) -> Any:
    """Read what PyScript kept: a list of everything, in which texts stand for places in the list."""

    def follow(value: Any, depth: int) -> Any:
        if isinstance(value, str):
            value = items[int(value)]
            if isinstance(value, str):
                return value
        if depth > _DEEPEST:
            return None  # it contains itself
        if isinstance(value, list):
            return [follow(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {key: follow(item, depth + 1) for key, item in value.items()}
        return value

    kind, value = follow(items[0], 0)
    if kind == "null":
        return None
    if kind == "bytearray":
        return bytearray(value)
    return memoryview(bytes(value)) if kind == "memoryview" else value


__all__ = ["decode", "decode_key", "encode", "encode_key"]
