"""Report imports of modules that neither the author, the interpreter nor a package brings."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pagelet_cli.errors import ModuleLacking, PageletError
from pagelet_cli.packages.micropython import BUILT_IN, LACKING, advice
from pagelet_cli.packages.requirement import UNVENDORED
from pagelet_cli.page.grown import started
from pagelet_cli.page.imports import other_modules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project, View
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.page.pieces import Piece

# What Pyodide takes out of the library, for no browser could do it.
# https://pyodide.org/en/stable/usage/wasm-constraints.html
_REMOVED = frozenset(
    {
        "curses", "dbm", "ensurepip", "fcntl", "grp", "idlelib", "msvcrt", "pwd", "resource", "syslog", "termios",
        "tkinter", "turtle", "turtledemo", "venv", "winreg", "winsound",
    }
)  # fmt: skip
_ANY = "*"
_NAMES = {"py": "CPython", "mpy": "MicroPython"}
_WITHOUT = "Browsers have nothing that it could work with: do without it."
_FOREIGN = "Correct the spelling, put the module beside the page, or list its package in `packages` of the config."


def check(project: Project) -> Iterator[PageletError]:
    """Look at the imports of each script and each module."""
    for view in project.pages:
        known = {kind: _known(view, kind) for kind in _NAMES}
        for piece, module, node in _wanted(view):
            if not known[piece.kind] & {module, _ANY} and (todo := _todo(view, piece, module)):
                yield ModuleLacking(module, _NAMES[piece.kind], todo, view.of(piece, node))


def _wanted(view: View) -> Iterator[tuple[Piece, str, ast.AST]]:
    """Give the modules that pieces want, of their own interpreter and of those that they start."""
    for piece in view.pieces:
        yield from ((piece, module, node) for module, node in _imports(view, piece))
        for kind, names in started(piece.source).items():
            other = replace(piece, kind=kind)
            tops = {name.partition(".")[0] for name in names if not _own(view, other, name)} - {"__main__"}
            uses = {node.attr: node for node in piece.nodes if isinstance(node, ast.Attribute) and node.attr in tops}
            yield from ((other, module, node) for module, node in uses.items())


def _imports(view: View, piece: Piece) -> Iterator[tuple[str, ast.AST]]:
    """Give the modules that are needed as soon as a piece runs, and are none of the author's."""
    for node in piece.tree.body if piece.tree is not None else ():
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for top in dict.fromkeys(name.partition(".")[0] for name in names if not _own(view, piece, name)):
            yield top, node


def _own(view: View, piece: Piece, name: str) -> bool:
    """Tell whether a dotted name leads to the author's Python: a folder without code of its own is a package, too."""
    parts = name.split(".")
    stems = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    beside = {view.folder, piece.file.rpartition("/")[0]}
    return any(
        view.has(f"{folder}/{inside}")
        for folder in beside
        for stem in stems
        for inside in (f"{stem}.py", f"{stem}/__init__.py")
    )


def _todo(view: View, piece: Piece, module: str) -> str:
    """Say what to do about a module; nothing where it is there."""
    if piece.micropython:
        if module in LACKING - _GIVEN:
            return f'Do without it, use type="py", or list a package that brings {module}.'
        if module in BUILT_IN:
            return ""
        foreign = other_modules([(f"import {module}", view.folder)], view.folder, lambda _: None)
        return (advice(module) if module in _COMMON else _FOREIGN) if foreign else ""
    if module in _REMOVED:
        return _WITHOUT
    if module in UNVENDORED - {"test"}:
        return ""  # where the interpreter has none, it was published with a package
    needed = [need for need in view.needs if need.kind == "py" and module in need.modules]
    return _FOREIGN if needed and not any(_brings(view, need, module) for need in needed) else ""


# The library gives these to code that asks (pagelet.ask).
_GIVEN = frozenset({"code", "getpass"})
_COMMON = frozenset({"httpx", "jinja2", "numpy", "requests", "yaml"})


def _brings(view: View, need: Need, module: str) -> bool:
    try:
        found = view.plan(need)
    except PageletError:
        return True  # which the rule about packages reports
    return any(module in entry["imports"] for entry in found.lock.packages.values())


def _known(view: View, kind: str) -> frozenset[str]:
    """Name the modules that configs bring: packages by their names, and files."""
    listed = [text for need in view.needs if need.kind == kind for text in need.listed]
    words = (re.split(r"[^\w\-.]", text.strip())[0].lower().replace("-", "_") for text in listed)
    files = (path.split("/")[0].removesuffix(".py") for config in view.configs for _, _, path in config.files())
    # An archive may hold any module.
    unpacked = {_ANY} if any(path.endswith("*") for config in view.configs for _, _, path in config.files()) else set()
    return frozenset({*words, *files, *unpacked})
