"""Report what a worker reads of the page where it cannot wait: MicroPython's, in a page that is opened from disk."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pagelet_cli.errors import AnswerUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError
    from pagelet_cli.page.pieces import Piece

# Where the page's objects come from, by name.
_HOMES = {"pagelet": {"document", "window"}, "pyscript": {"document", "window"}}
# What cannot do without knowing what it is given.
_WANTS = frozenset(
    {"bool", "dict", "float", "int", "len", "list", "print", "range", "repr", "set", "sorted", "str", "sum", "tuple"}
)


def check(project: Project) -> Iterator[PageletError]:
    """Look at each piece that runs in such a worker."""
    for view in project.pages:
        for piece in view.pieces:
            if piece.micropython and piece.worker:
                yield from (AnswerUnknown(said, view.of(piece, node)) for said, node in _reads(piece))


def _reads(piece: Piece) -> Iterator[tuple[str, ast.expr]]:
    """Give what a piece reads of the page without `await`, as far as one expression shows it."""
    own = _page_names(piece)
    for node in piece.nodes:
        yield from ((ast.unparse(used), used) for used in _wanted(node) if _root(used) in own)


def _page_names(piece: Piece) -> set[str]:
    return {
        alias.asname or alias.name
        for node in piece.nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in _HOMES.get(node.module or "", ())
    }


def _wanted(node: ast.AST) -> Iterator[ast.expr]:
    """Give the parts of a node whose values Python has to know to go on."""
    match node:
        case ast.If() | ast.While() | ast.IfExp() | ast.Assert():
            yield node.test
        case ast.BinOp():
            yield from (node.left, node.right)
        case ast.BoolOp():
            yield from node.values
        case ast.UnaryOp():
            yield node.operand
        case ast.Compare():
            if not any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops):
                yield from (node.left, *node.comparators)
        case ast.For() | ast.comprehension():
            yield node.iter
        case ast.FormattedValue():
            yield node.value
        case ast.Call(func=ast.Name(id=name)) if name in _WANTS:
            yield from node.args
        case _:
            pass


def _root(node: ast.expr) -> str:
    """Name what a chain of attributes, calls and items begins with, if it is such a chain and not that alone."""
    inner = node
    while isinstance(inner, (ast.Attribute, ast.Call, ast.Subscript)):
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return inner.id if isinstance(inner, ast.Name) and inner is not node else ""
