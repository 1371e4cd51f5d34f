"""Where the author wrote what cannot be had: the line of a config, or of an import."""

from __future__ import annotations

import ast
import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli.errors import Location
from pagelet_cli.packages.names import WELL_KNOWN
from pagelet_cli.page.configs import configs
from pagelet_cli.page.pieces import pieces
from pagelet_cli.page.settings import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pagelet_cli.errors import PageletError
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.page.parse import Page

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class Asker:
    """Know a page that asks for packages, and the project that it is of; files are named from the folder of that on."""

    page: Page
    file: str
    root: Path
    read: Callable[[str], str | None]
    everywhere: Sequence[str]

    def place(self, problem: PageletError, need: Need) -> Location:
        """Find the line that asks for what an error is about: in the settings, in a config, or of an import."""
        said = "\n".join((problem.what, *problem.details))
        return self._in_settings(said) or self._in_page(said, need.kind) or Location(self.file)

    def _in_settings(self, said: str) -> Location | None:
        text = _named(self.everywhere, said)
        for name in ("pagelet.toml", "pyproject.toml") if text else ():
            path = self.root / name
            for number, line in enumerate(path.read_text("utf-8").splitlines() if path.is_file() else (), 1):
                if f'"{text}"' in line or f"'{text}'" in line:
                    return Location(name, number)
        return None

    def _in_page(self, said: str, kind: str) -> Location | None:
        folder = posixpath.dirname(self.file)
        for config in configs(self.page, self.file, folder, self.read):
            if config.kind == kind and (text := _named(texts(config.values, "packages"), said)):
                return Location(config.file, config.line_of(text))
        for piece in pieces(self.page, self.file, folder, self.read):
            for node in piece.nodes if piece.kind == kind else ():
                if _named([WELL_KNOWN.get(name, name) for name in _imported(node)], said):
                    return Location(piece.file, piece.place(getattr(node, "lineno", 1), 1)[0])
        return None


def _named(wanted: Iterable[str], said: str) -> str | None:
    """Return the entry that an error speaks of: the longest, for one name may be the beginning of another."""
    for text in sorted(wanted, key=len, reverse=True):
        name = _NAME.match(text)
        if text in said or (name and re.search(_spelled(name[0]), said, re.IGNORECASE)):
            return text
    return None


def _spelled(name: str) -> str:
    """Write what finds a name, also in that of a wheel, where the version comes behind a hyphen."""
    return rf"(?<![\w.-]){'[-_.]+'.join(map(re.escape, re.split('[-_.]+', name)))}(?!\w|-(?!\d))"


def _imported(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [node.module.partition(".")[0]] if isinstance(node, ast.ImportFrom) and node.module else ()
