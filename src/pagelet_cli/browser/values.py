"""Turn values of a page into Python values, and back."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["from_remote", "to_remote"]

_NUMBERS = {"NaN": math.nan, "-0": -0.0, "Infinity": math.inf, "-Infinity": -math.inf}
_LARGEST_EXACT = 2**53


def from_remote(value: dict[str, Any]) -> Any:  # noqa: ANN401 - any value a page may hold
    """Return the Python value for a BiDi remote value; what has no equal becomes its type in angle brackets."""
    kind = value["type"]
    inner = value.get("value")
    if kind in {"null", "undefined"}:
        return None
    if kind in {"string", "boolean", "date"}:
        return inner
    if kind == "number":
        return _number(inner)
    if kind == "bigint":
        return int(str(inner))
    if kind == "regexp" and isinstance(inner, dict):
        return f"/{inner.get('pattern')}/{inner.get('flags') or ''}"
    if inner is None:
        return f"<{kind}>"
    if kind in {"array", "set", "nodelist", "htmlcollection"}:
        return [from_remote(item) for item in inner]
    if kind in {"object", "map"}:
        return {_key(key): from_remote(item) for key, item in inner}
    if kind == "node":
        return {"node": inner.get("localName"), "sharedId": value.get("sharedId")}
    return f"<{kind}>"


def to_remote(value: object) -> dict[str, Any]:
    """Return the BiDi local value for a plain Python value."""
    match value:
        case None:
            return {"type": "null"}
        case bool():
            return {"type": "boolean", "value": value}
        case str():
            return {"type": "string", "value": value}
        case int() if abs(value) > _LARGEST_EXACT:
            return {"type": "bigint", "value": str(value)}
        case int():
            return {"type": "number", "value": value}
        case float():
            return {"type": "number", "value": _special(value)}
        case list() | tuple():
            return {"type": "array", "value": [to_remote(item) for item in value]}
        case dict():
            return {"type": "object", "value": [[str(key), to_remote(item)] for key, item in value.items()]}
    msg = f"a page cannot be given a {type(value).__name__}"
    raise TypeError(msg)


def _number(value: Any) -> int | float:  # noqa: ANN401 - JSON
    number: int | float = _NUMBERS[value] if isinstance(value, str) else value
    # Some browsers write whole numbers as 3.0.
    if isinstance(number, float) and number.is_integer() and str(number) != "-0.0":
        return int(number)
    return number


def _special(value: float) -> float | str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "-0" if value == 0 and math.copysign(1, value) < 0 else value


def _key(key: Any) -> Any:  # noqa: ANN401 - a string, or any remote value
    if isinstance(key, str):
        return key
    plain = from_remote(key)
    return plain if isinstance(plain, (str, int, float, bool, type(None))) else str(plain)
