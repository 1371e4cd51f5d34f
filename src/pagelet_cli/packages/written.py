"""Where the author wrote what cannot be had: the line of a config, or of an import."""

from __future__ import annotations

import ast
import json
import posixpath
import re
from typing import TYPE_CHECKING

from pagelet_cli.errors import Location
from pagelet_cli.packages.names import WELL_KNOWN
from pagelet_cli.page.configs import configs
from pagelet_cli.page.pieces import pieces
from pagelet_cli.page.settings import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pagelet_cli.errors import PageletError
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.page.parse import Page

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def place(problem: PageletError, need: Need, page: Page, file: str, read: Callable[[str], str | None]) -> Location:
    """Find the line that asks for what an error is about; the file is named from the served folder on."""
    folder = posixpath.dirname(file)
    said = "\n".join((problem.what, *problem.details))
    for config in configs(page, file, folder, read):
        if config.kind == need.kind and (text := _named(texts(config.values, "packages"), said)):
            return Location(config.file, config.line_of(text))
    for piece in pieces(page, file, folder, read):
        for node in piece.nodes if piece.kind == need.kind else ():
            if _named([WELL_KNOWN.get(name, name) for name in _imported(node)], said):
                return Location(piece.file, piece.place(getattr(node, "lineno", 1), 1)[0])
    return Location(file)


def project_place(problem: PageletError, wanted: Iterable[str], root: Path) -> Location | None:
    """Find the line of the project's settings that asks for what an error is about."""
    text = _named(wanted, "\n".join((problem.what, *problem.details)))
    for name in ("pagelet.toml", "pyproject.toml") if text else ():
        lines = (root / name).read_text("utf-8").splitlines() if (root / name).is_file() else []
        for number, line in enumerate(lines, 1):
            if json.dumps(text) in line or f"'{text}'" in line:
                return Location(name, number)
    return None


def _named(wanted: Iterable[str], said: str) -> str | None:
    """Return the entry that an error speaks of: the longest, for one name may be the beginning of another."""
    for text in sorted(wanted, key=len, reverse=True):
        name = _NAME.match(text)
        if text in said or (name and re.search(rf"(?<![\w.-]){re.escape(name[0])}(?![\w-])", said, re.IGNORECASE)):
            return text
    return None


def _imported(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [node.module.partition(".")[0]] if isinstance(node, ast.ImportFrom) and node.module else ()
