"""What a page's Python hands to the other interpreter: `start("py")` in a script of MicroPython's, or the other way."""

from __future__ import annotations

import ast

from pagelet_cli import syntax
from pagelet_cli.page.parse import Attribute, Tag


def parsed(source: str) -> ast.Module:
    """Read a piece of Python; one that is none has nothing in it."""
    try:
        return syntax.module(source)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])  # the page shows what is wrong with it


def started(source: str) -> dict[str, set[str]]:
    """Name the dotted modules that a piece of Python uses of the interpreters that it starts, by their type."""
    if "start" not in source:
        return {}
    tree = parsed(source)
    found: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if (kind := _starts(node)) is not None:
            found.setdefault(kind, set())
        if isinstance(node, (ast.Assign, ast.NamedExpr, ast.AnnAssign)) and (kind := _starts(node.value)) is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {ast.unparse(target): kind for target in targets}
    for node in ast.walk(tree) if found else ():
        if isinstance(node, ast.Attribute):
            owner, parts = node.value, [node.attr]
            while isinstance(owner, ast.Attribute) and ast.unparse(owner) not in names:
                parts.insert(0, owner.attr)
                owner = owner.value
            kind = _starts(owner) or names.get(ast.unparse(owner))
            if kind is not None:
                found[kind].add(".".join(parts))
    return found


def _starts(node: ast.AST | None) -> str | None:
    """Tell which interpreter `await start("py")` or `start("py")` starts."""
    if isinstance(node, ast.Await):
        return _starts(node.value)
    if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] != "start":
        return None
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) and first.value in ("py", "mpy") else None


def stand_in(kind: str, modules: set[str]) -> Tag:
    """Make the script that would import what the interpreter is started for."""
    # Where in a dotted name the modules end, nobody knows: what is none is not found.
    used = (name.split(".") for name in modules if not name.startswith("__main__"))
    names = sorted({".".join(parts[:end]) for parts in used for end in range(1, len(parts) + 1)})
    text = "".join(f"import {name}\n" for name in names)
    return Tag("script", {"type": Attribute(kind, 0, 0)}, 0, 0, 0, text, 1)
