"""Report names that Pagelet does not have."""

from __future__ import annotations

import ast
import difflib
from importlib.resources import files
from typing import TYPE_CHECKING

import pagelet
from pagelet.tagnames import HTML, MATHML, SVG
from pagelet_cli.errors import NameUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError
    from pagelet_cli.page.pieces import Piece

_ELEMENTS = {"pagelet.html": f"{HTML} {SVG} {MATHML} html", "pagelet.svg": SVG}


def check(project: Project) -> Iterator[PageletError]:
    """Look at what each piece of Python imports from Pagelet, and at what it asks the module itself for."""
    parts = {path.name.removesuffix(".py") for path in files("pagelet").iterdir() if path.name[0] not in "_."}
    known = {module: set(text.split()) for module, text in _ELEMENTS.items()}
    known["pagelet"] = {*pagelet.__all__, *parts}
    for view in project.pages:
        for piece in view.pieces:
            for module, name, node in _asked(piece):
                if module in known and _plain(module, name) not in known[module]:
                    close = difflib.get_close_matches(name, sorted(known[module]), 1)
                    yield NameUnknown(module, name, close[0] if close else None, view.of(piece, node))


def _plain(module: str, name: str) -> str:
    return name if module == "pagelet" else name.rstrip("_").replace("_", "-")


def _asked(piece: Piece) -> Iterator[tuple[str, str, ast.AST]]:
    modules: dict[str, str] = {}
    for node in piece.nodes:
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield from ((node.module, alias.name, node) for alias in node.names if alias.name != "*")
            for alias in node.names:
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top, _, rest = alias.name.partition(".")
                modules[alias.asname or top] = alias.name if alias.asname else top
                if top == "pagelet" and rest:
                    yield top, rest.partition(".")[0], node
    for node in piece.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield modules[node.value.id], node.attr, node
