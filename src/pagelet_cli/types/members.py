"""What JavaScript can reach in a module of Python's, read from its source: nothing of it is run."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pagelet_cli import syntax
from pagelet_cli.types.hints import typescript

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

# Words that name no parameter in TypeScript; what a parameter is called there is only shown.
_RESERVED = frozenset(
    """
    case catch const debugger default delete do enum export extends function implements instanceof interface let new
    null package private protected public static super switch this throw typeof var void
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_CALLED = ("__getitem__", "__setitem__", "__delitem__", "__contains__", "__len__", "__call__")


@dataclass(frozen=True)
class Module:
    """Hold what a module offers, as lines of TypeScript."""

    classes: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


def read(source: str) -> Module:
    """Describe a module; SyntaxError is the caller's."""
    tree = syntax.module(source)
    found = Module()
    offered = _all(tree)
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in tree.body:
        match node:
            case ast.ClassDef():
                found.classes.extend(_class(node, classes))
                if _public(node.name, offered):
                    found.members.extend(_constructor(node, classes))
            case ast.FunctionDef() | ast.AsyncFunctionDef() if _public(node.name, offered):
                found.members.extend(_function(node, classes))
            case ast.Assign() | ast.AnnAssign():
                found.members.extend(
                    f"readonly {name}: {_reached(kind, classes)};"
                    for name, kind in _assigned(node, classes)
                    if _public(name, offered)
                )
    return found


def _all(tree: ast.Module) -> frozenset[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            try:
                return frozenset(ast.literal_eval(node.value))
            except ValueError:
                return None
    return None


def _public(name: str, offered: frozenset[str] | None = None) -> bool:
    return not name.startswith("_") if offered is None else name in offered


def _assigned(node: ast.Assign | ast.AnnAssign, classes: set[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.AnnAssign):
        if isinstance(node.target, ast.Name):
            yield node.target.id, typescript(node.annotation, classes)
        return
    for target in node.targets:
        for name in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(name, ast.Name):
                yield name.id, _of_value(node.value, classes) if name is target else "any"


def _of_value(value: ast.expr, classes: set[str]) -> str:
    """Tell the kind of a value where its text does."""
    match value:
        case ast.Constant(value=bool()):
            return "boolean"
        case ast.Constant(value=int() | float()) | ast.UnaryOp(operand=ast.Constant(value=int() | float())):
            return "number"
        case ast.Constant(value=str()) | ast.JoinedStr():
            return "string"
        case ast.Call(func=ast.Name(id=name)) if name in classes:
            return name
    return "any"


def _reached(kind: str, classes: set[str]) -> str:
    """Describe an attribute: it is waited for, and one that stays in Python can be followed before."""
    return f"Promise<{kind}> & {kind}" if kind in classes else f"Promise<{kind}>"


def _class(node: ast.ClassDef, classes: set[str]) -> Iterator[str]:
    bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id in classes]
    yield from _comment(node)
    yield f"interface {node.name}{' extends ' + ', '.join(bases) if bases else ''} {{"
    inside: dict[str, list[str]] = {}
    for part in node.body:
        if isinstance(part, ast.Assign | ast.AnnAssign):
            inside |= _attributes(_assigned(part, classes), classes)
        elif isinstance(part, Function):
            # What a class says of an attribute is better than what its __init__ lets guess.
            inside = _attributes(_set_on_self(part, classes), classes) | inside if part.name == "__init__" else inside
            inside |= _method(part, classes)
    for lines in inside.values():
        yield from (f"  {line}" for line in lines)
    yield "}"


def _attributes(found: Iterator[tuple[str, str]], classes: set[str]) -> dict[str, list[str]]:
    return {name: [f"readonly {name}: {_reached(kind, classes)};"] for name, kind in found if _public(name)}


def _method(node: Function, classes: set[str]) -> dict[str, list[str]]:
    """Describe what a function in a class is to JavaScript, by its name."""
    kind = typescript(node.returns, classes)
    if node.name == "__iter__":
        item = kind.removeprefix("AsyncIterable<").removesuffix(">") if kind.startswith("AsyncIterable<") else "any"
        return {"__iter__": [f"[Symbol.asyncIterator](): AsyncIterator<{item}>;"]}
    if _decorated(node, "property", "cached_property"):
        return {node.name: [*_comment(node), f"readonly {node.name}: {_reached(kind, classes)};"]}
    if _decorated(node, "setter") or not (_public(node.name) or node.name in _CALLED):
        return {}
    return {node.name: list(_function(node, classes, 0 if _decorated(node, "staticmethod") else 1))}


def _set_on_self(node: Function, classes: set[str]) -> Iterator[tuple[str, str]]:
    given = {each.arg: typescript(each.annotation, classes) for each in (*node.args.args, *node.args.kwonlyargs)}
    for part in ast.walk(node):
        match part:
            case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name), annotation=hint):
                kind = typescript(hint, classes)
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                kind = given.get(value.id, "any") if isinstance(value, ast.Name) else _of_value(value, classes)
            case _:
                continue
        if _public(name):
            yield name, kind


def _decorated(node: Function, *names: str) -> bool:
    return any(ast.unparse(each).rpartition(".")[2].partition("(")[0] in names for each in node.decorator_list)


def _constructor(node: ast.ClassDef, classes: set[str]) -> Iterator[str]:
    """Write a class as a value: it is called with or without `new`, and what belongs to the class is on it."""
    init = next((each for each in node.body if isinstance(each, Function) and each.name == "__init__"), None)
    if init is not None:
        taken, named = _parameters(init, classes, 1)
    elif any(ast.unparse(each).rpartition(".")[2].startswith("dataclass") for each in node.decorator_list):
        taken, named = _fields(node, classes), True
    else:
        taken, named = ("...given: any[]" if node.bases else ""), False
    yield from _comment(node)
    yield f"readonly {node.name}: {{"
    for given in (taken, *([_NAMED] if named else [])):
        yield f"  ({given}): Promise<{node.name}>;"
        yield f"  new ({given}): Promise<{node.name}>;"
    for part in node.body:
        if isinstance(part, Function) and _public(part.name) and _decorated(part, "staticmethod", "classmethod"):
            lines = _function(part, classes, 1 if _decorated(part, "classmethod") else 0)
            yield from (f"  {line}" for line in lines)
    yield "};"


def _fields(node: ast.ClassDef, classes: set[str]) -> str:
    return ", ".join(
        _parameter(part.target.id, part.annotation, classes, optional=part.value is not None)
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    )


_NAMED = "...given: [...any[], Named]"


def _function(node: Function, classes: set[str], skip: int = 0) -> Iterator[str]:
    returned = typescript(node.returns, classes)
    taken, named = _parameters(node, classes, skip)
    yield from _comment(node)
    yield f"{node.name}({taken}): Promise<{returned}>;"
    if named:
        yield f"{node.name}({_NAMED}): Promise<{returned}>;"


def _parameters(node: Function, classes: set[str], skip: int) -> tuple[str, bool]:
    """Write what can be given in order, and say whether anything can be given by name."""
    args = node.args
    ordered = [*args.posonlyargs, *args.args]
    needed = len(ordered) - len(args.defaults)
    found = [
        _parameter(each.arg, each.annotation, classes, optional=index >= needed) for index, each in enumerate(ordered)
    ][skip:]
    if args.vararg is not None:
        item = typescript(args.vararg.annotation, classes, given=True)
        found.append(f"...{_label(args.vararg.arg)}: {f'({item})' if ' ' in item else item}[]")
    return ", ".join(found), bool(args.args[max(skip - len(args.posonlyargs), 0) :] or args.kwonlyargs or args.kwarg)


def _parameter(name: str, hint: ast.expr | None, classes: set[str], *, optional: bool) -> str:
    return f"{_label(name)}{'?' if optional else ''}: {typescript(hint, classes, given=True)}"


def _label(name: str) -> str:
    return f"{name}_" if name in _RESERVED else name


def _comment(node: ast.ClassDef | Function) -> Iterator[str]:
    text = ast.get_docstring(node)
    if not text:
        return
    first, *rest = textwrap.dedent(text).replace("*/", "* /").splitlines()
    if not rest:
        yield f"/** {first} */"
        return
    yield from ("/**", *(f" * {line}".rstrip() for line in (first, *rest)), " */")
