"""Report Python that the page's interpreter cannot read."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pagelet_cli.errors import PythonUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError
    from pagelet_cli.page.pieces import Piece


def check(project: Project) -> Iterator[PageletError]:
    """Look at each script and each module."""
    for view in project.pages:
        for piece in view.pieces:
            if piece.fault is not None:
                place = piece.place(piece.fault.lineno or 1, max(piece.fault.offset or 1, 1))
                yield PythonUnreadable(piece.fault.msg, project.where(piece.file, *place))
            elif piece.micropython:
                yield from (PythonUnreadable(reason, view.of(piece, node)) for node, reason in _lacking(piece))


def _lacking(piece: Piece) -> Iterator[tuple[ast.AST, str]]:
    """Give what CPython's grammar has and MicroPython's lacks."""
    for node in piece.nodes:
        if isinstance(node, ast.Match):
            yield node, "MicroPython has no match statement"
        elif isinstance(node, ast.TryStar):
            yield node, "MicroPython has no except* clause"
        elif isinstance(node, ast.arguments) and node.posonlyargs:
            yield node.posonlyargs[0], "MicroPython has no positional-only parameters"
