"""Report calls that stop the whole page: MicroPython on the page's own thread can only wait with `await`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pagelet_cli.errors import PageBlocked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError
    from pagelet_cli.page.pieces import Piece

_INSTEAD = {
    "time.sleep": "Write `await asyncio.sleep(…)`",
    "time.sleep_ms": "Write `await asyncio.sleep_ms(…)`",
    "time.sleep_us": "Write `await asyncio.sleep_ms(…)`",
    "input": "Ask with an <input> of the page's",
}


def check(project: Project) -> Iterator[PageletError]:
    """Look at the calls of each piece that runs there."""
    for view in project.pages:
        for piece in view.pieces:
            if piece.micropython and not piece.worker:
                yield from (
                    PageBlocked(f"{call}()", _INSTEAD[call], view.of(piece, node)) for call, node in _calls(piece)
                )


def _calls(piece: Piece) -> Iterator[tuple[str, ast.AST]]:
    names = _names(piece)
    for node in piece.nodes:
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            first, _, rest = called.partition(".")
            meant = f"{names.get(first, first)}.{rest}" if rest else names.get(first, first)
            if meant in _INSTEAD:
                yield meant, node


def _names(piece: Piece) -> dict[str, str]:
    """Map the names of a piece to what they stand for: an import, or something of the author's."""
    found: dict[str, str] = {}
    for node in piece.nodes:
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[node.name] = f"own.{node.name}"
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = f"own.{node.id}"
    return found
