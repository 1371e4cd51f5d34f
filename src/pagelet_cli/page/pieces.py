"""The Python of a page, each piece with the file and line that its author wrote it in."""

from __future__ import annotations

import ast
import posixpath
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pagelet_cli import syntax
from pagelet_cli.page.imports import later_modules, local_modules, written_scripts
from pagelet_cli.page.scan import python_kind
from pagelet_cli.page.settings import in_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pagelet_cli.page.parse import Page, Tag

# Other tags of Python's hold HTML, Markdown, or nothing.
_CODE = ("script", "-script", "-repl", "-button", "-inputbox")


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a script or a module that one imports.

    Line and indentation are what stands before it in its file, and first what stands before it in its first line.
    """

    kind: str
    worker: bool
    file: str
    source: str
    line: int = 0
    indentation: int = 0
    first: int = 0
    tree: ast.Module | None = None
    fault: SyntaxError | None = None

    @property
    def micropython(self) -> bool:
        """Tell which interpreter it is for."""
        return self.kind == "mpy"

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Turn a line and column of the code into those of the file."""
        return self.line + line, (self.first if line == 1 else 0) + self.indentation + column

    @property
    def nodes(self) -> Iterator[ast.AST]:
        """Give all that it is made of, nothing where it cannot be read."""
        yield from ast.walk(self.tree) if self.tree is not None else ()


def pieces(page: Page, file: str, folder: str, read: Callable[[str], str | None]) -> Iterator[Piece]:
    """Give the scripts of a page, and the author's modules that they import."""
    groups: dict[tuple[str, bool], list[Tag]] = {}
    for tag, source, _ in written_scripts(page, folder, read):
        kind = python_kind(tag)
        if kind is None or not tag.name.endswith(_CODE):
            continue
        groups.setdefault((kind, in_worker(tag)), []).append(tag)
        named = tag.get("src") or tag.get("worker")
        bare = Piece(kind, in_worker(tag), _path(folder, named) if named else file, source)
        if not named:
            first = tag.end - page.source.rfind("\n", 0, tag.end) - 1
            indentation = _indentation(tag.text, source)
            bare = replace(bare, line=page.line(tag.end) - 1, indentation=indentation, first=first)
        # A REPL has words of its own, and its text is the reader's to change.
        yield _read(bare, quiet=tag.name.endswith("-repl"))
    later = later_modules(page, folder, read)
    for (kind, worker), tags in groups.items():
        for inside, path in local_modules(replace(page, tags=tuple(tags)), folder, read).items():
            yield _read(Piece(later.get(inside, kind), worker, path, read(path) or ""))


def _path(folder: str, named: str) -> str:
    return posixpath.normpath(posixpath.join(folder, named)).lstrip("/")


def _indentation(before: str, after: str) -> int:
    first = (next((line for line in text.splitlines() if line.strip()), "") for text in (before, after))
    wide, narrow = first
    return (len(wide) - len(wide.lstrip())) - (len(narrow) - len(narrow.lstrip()))


def _read(piece: Piece, *, quiet: bool = False) -> Piece:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = syntax.module(piece.source)
            # Some mistakes, such as a `return` outside of functions, only show when code is made of it.
            compile(piece.source, piece.file, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        return piece if quiet else replace(piece, fault=error)
    except (ValueError, RecursionError) as error:
        return piece if quiet else replace(piece, fault=SyntaxError(str(error)))
    return replace(piece, tree=tree)
