"""Let `asyncio.run` wait at the top level of a script, where Python on WebAssembly can wait by `await` alone."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pagelet_cli import syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is in these runs later, or cannot await.
_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.GeneratorExp)


def with_await(source: str) -> str:
    """Write `await` in the place of `asyncio.run` at the top level; every line stays where it is."""
    if "asyncio" not in source:
        return source
    try:
        tree = syntax.module(source)
    except (SyntaxError, ValueError):
        return source  # the interpreter says it
    text = source.encode()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    edits: list[tuple[int, int, bytes]] = []
    for call in _calls(tree):
        given = call.args[0]
        begins, ends = ([starts[line - 1] + column for line, column in places] for places in _places(call, given))
        edits += [(begins[0], begins[1], b"(await ("), (ends[1], ends[0], b"))")]
    for begin, end, new in sorted(edits, reverse=True):  # so that what is before keeps its place
        lines = b"\n" * text.count(b"\n", begin, end)
        # Inside of the brackets, where lines may end anywhere.
        written = (new + lines).ljust(end - begin) if new.startswith(b"(") else lines + new
        text = text[:begin] + written + text[end:]
    return text.decode()


def _places(*nodes: ast.expr) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Tell where they begin and where they end."""
    ends = [(node.end_lineno or 0, node.end_col_offset or 0) for node in nodes]
    return [(node.lineno, node.col_offset) for node in nodes], ends


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    modules, names = _imported(tree)
    for node in _top(tree):
        if not isinstance(node, ast.Call) or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
            continue
        if {word.arg for word in node.keywords} - {"debug", "loop_factory"}:
            continue
        run = node.func
        if isinstance(run, ast.Attribute) and isinstance(run.value, ast.Name):
            found = run.attr == "run" and run.value.id in modules
        else:
            found = isinstance(run, ast.Name) and run.id in names
        if found:
            yield node


def _top(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _APART):
            yield child
            yield from _top(child)


def _imported(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Tell what the module and its function are called here."""
    modules, names = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {name.asname or name.name for name in node.names if name.name == "asyncio"}
        if isinstance(node, ast.ImportFrom) and node.module == "asyncio":
            names |= {name.asname or name.name for name in node.names if name.name == "run"}
    return modules, names
