"""What a type hint of Python's is in TypeScript: what JavaScript gets, and what it may give."""

from __future__ import annotations

import ast
import json
from collections.abc import Collection

from pagelet_cli import syntax

_PLAIN = {
    "None": "undefined",
    "bool": "boolean",
    "int": "number",
    "float": "number",
    "complex": "any",
    "str": "string",
    "LiteralString": "string",
    "bytes": "Uint8Array",
    "bytearray": "Uint8Array",
    "memoryview": "Uint8Array",
    "datetime": "Date",
    "object": "unknown",
    "Never": "never",
    "NoReturn": "never",
    "ndarray": "NumberArray",
    "NDArray": "NumberArray",
    "array": "NumberArray",
}
_LISTS = frozenset({"list", "set", "frozenset", "Sequence", "MutableSequence", "Collection", "List", "Set"})
_ITERABLES = frozenset({"Iterable", "Iterator", "Generator"})
_DICTS = frozenset({"dict", "Mapping", "MutableMapping", "Dict", "defaultdict", "OrderedDict"})
_UNIONS = frozenset({"Optional", "Union"})
# What a coroutine gives is waited for, and the wrappers say nothing about the value.
_WRAPPERS = frozenset({"Awaitable", "Coroutine", "Annotated", "ClassVar", "Final", "Required", "NotRequired"})


def typescript(hint: ast.expr | None, classes: Collection[str], *, given: bool = False) -> str:
    """Translate a hint; classes are the module's own, ``given`` is for what JavaScript gives, not gets."""
    match hint:
        case ast.Constant(value=None):
            return "undefined" if not given else "null | undefined"
        case ast.Constant(value=str(text)):
            return _quoted(text, classes, given=given)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _named(name, classes)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _union([left, right], classes, given=given)
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return _generic(name, parts, classes, given=given)
    return "any"


def _quoted(text: str, classes: Collection[str], *, given: bool) -> str:
    try:
        return typescript(syntax.expression(text), classes, given=given)
    except SyntaxError:
        return "any"


def _named(name: str, classes: Collection[str]) -> str:
    if name in classes:
        return name
    if name in _LISTS:
        return "any[]"
    if name in _DICTS:
        return "Record<string, any>"
    return _PLAIN.get(name, "any")


def _union(parts: list[ast.expr], classes: Collection[str], *, given: bool) -> str:
    found = [typescript(part, classes, given=given) for part in parts]
    each = [name for text in found for name in (text.split(" | ") if "<" not in text and "(" not in text else [text])]
    return "any" if "any" in each else " | ".join(dict.fromkeys(each))


def _generic(name: str, parts: list[ast.expr], classes: Collection[str], *, given: bool) -> str:
    each = [typescript(part, classes, given=given) for part in parts]
    if name in _LISTS or (name in _ITERABLES and given):
        return _array(each[0])
    if name in _ITERABLES or name == "AsyncIterator":
        return f"AsyncIterable<{each[0]}>"
    if name in _DICTS:
        return f"Record<string, {each[-1]}>" if each[0] == "string" else f"Map<{each[0]}, {each[-1]}>"
    if name in _UNIONS:
        more: list[ast.expr] = [ast.Constant(None)] if name == "Optional" else []
        return _union([*parts, *more], classes, given=given)
    if name in _WRAPPERS:
        return each[-1] if name == "Coroutine" else each[0]
    return _special(name, parts, each) or _named(name, classes)


def _special(name: str, parts: list[ast.expr], each: list[str]) -> str:
    if name in ("tuple", "Tuple"):
        many = isinstance(parts[-1], ast.Constant) and parts[-1].value is Ellipsis
        return _array(each[0]) if many else f"[{', '.join(each)}]"
    if name == "Literal":
        return " | ".join(_literal(part) for part in parts)
    return f"(...given: any[]) => {each[-1]}" if name == "Callable" else ""


def _array(item: str) -> str:
    return f"({item})[]" if " " in item else f"{item}[]"


def _literal(part: ast.expr) -> str:
    # What JSON writes is what TypeScript reads, None excepted.
    value = part.value if isinstance(part, ast.Constant) else ...
    if value is None:
        return "undefined"
    return json.dumps(value) if isinstance(value, (str, int)) else "any"
