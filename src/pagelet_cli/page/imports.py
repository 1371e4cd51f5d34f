"""Which of the author's own modules a page's Python imports, so that nobody has to list them."""

from __future__ import annotations

import ast
import posixpath
import textwrap
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from pagelet_cli.page.scan import python_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pagelet_cli.page.parse import Page

# The page has these already.
_OURS = frozenset({"pagelet", "pyscript"})


def local_modules(page: Page, folder: str, read: Callable[[str], str | None]) -> dict[str, str]:
    """Map the path that each imported module must have in the page to its path below the served folder.

    A module is looked for beside the page, then beside the script that imports it, as on the desktop.
    """
    search = _Search(read)
    for source, beside in _scripts(page, folder, read):
        search.follow(source, (folder, beside) if beside != folder else (folder,), package="")
    return search.found


def imports_pyscript(page: Page, folder: str, read: Callable[[str], str | None]) -> bool:
    """Tell whether the page's Python looks as if it uses PyScript's names."""
    return any("pyscript" in source for source, _ in _scripts(page, folder, read))


def _scripts(page: Page, folder: str, read: Callable[[str], str | None]) -> Iterator[tuple[str, str]]:
    """Give the Python of a page with the folder that each piece is in."""
    for tag in page.tags:
        if python_kind(tag) is None or tag.name.endswith("-config"):
            continue
        named = tag.get("src") or tag.get("worker")
        if named:
            path = posixpath.normpath(posixpath.join(folder, named))
            yield read(path) or "", posixpath.dirname(path)
        elif tag.text.strip():
            yield textwrap.dedent(tag.text if tag.name == "script" else unescape(tag.text)), folder


@dataclass(slots=True)
class _Search:
    read: Callable[[str], str | None]
    found: dict[str, str] = field(default_factory=dict)

    def follow(self, source: str, folders: tuple[str, ...], package: str) -> None:
        """Find what a piece of Python imports, and what that imports."""
        for name in _imported(source, package):
            self._module(name, folders)

    def _module(self, name: str, folders: tuple[str, ...]) -> None:
        """Find a dotted name: every package on the way has its own code."""
        parts = name.split(".")
        if parts[0] in _OURS:
            return
        for end in range(1, len(parts) + 1):
            stem = "/".join(parts[:end])
            if not any(self._file(stem, folder, folders) for folder in folders):
                return

    def _file(self, stem: str, folder: str, folders: tuple[str, ...]) -> bool:
        for inside, package in ((f"{stem}/__init__.py", stem), (f"{stem}.py", posixpath.dirname(stem))):
            if inside in self.found:
                return True
            path = posixpath.normpath(posixpath.join(folder, inside))
            source = self.read(path)
            if source is not None:
                self.found[inside] = path
                self.follow(source, folders, package.replace("/", "."))
                return True
        return False


def _imported(source: str, package: str) -> Iterator[str]:
    """Give the dotted names that a piece of Python may import."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return  # the page shows what is wrong with it
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(node, package)


def _from(node: ast.ImportFrom, package: str) -> Iterable[str]:
    base = node.module or ""
    if node.level:
        parts = package.split(".") if package else []
        kept = parts[: len(parts) - node.level + 1]
        base = ".".join([*kept, base] if base else kept)
    if not base:
        return [alias.name for alias in node.names]
    return [f"{base}.{alias.name}" for alias in node.names]
