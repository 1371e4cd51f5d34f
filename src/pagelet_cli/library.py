"""The Python library of the page, as pages download it.

Its source says what each thing is and takes; a page has no use for that, and MicroPython reads all of it at every
start. So docstrings and annotations are taken out here, and what only the desktop needs is left out.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from pagelet_cli import syntax

if TYPE_CHECKING:
    from pathlib import Path

# The document in memory, and the way in for tests.
_HOST_ONLY = ("_runtime/host.py", "_runtime/memory/", "host.py")

# What every page imports. To find a file takes MicroPython more than a millisecond, and to compile it two for each
# kilobyte: so there these are one, and small.
_FRONT = {"pagelet.place": "place.py", "pagelet": "__init__.py"}
_CPYTHON_ONLY = ("_runtime/cpython.py", "_runtime/pyodide.py")
_RUNTIME = ("pagelet/_runtime/micropython.py", "pagelet/_runtime/__init__.py")
_CPYTHONS_LIBRARIES = "pagelet/libraries/"


def library(folder: Path) -> dict[str, str]:
    """Map the path of every module of a package that goes into the page to its text, stripped."""
    return {path.relative_to(folder.parent).as_posix(): strip(path.read_text("utf-8")) for path in modules(folder)}


def without_tags(files: dict[str, str]) -> dict[str, str]:
    """Return the library without the Python of its tags."""
    return {path: text for path, text in files.items() if not _is_tag(path)}


def only_tags(files: dict[str, str]) -> dict[str, str]:
    """Return the Python of the library's tags: only pages that use one load it."""
    return {path: text for path, text in files.items() if _is_tag(path)}


def _is_tag(path: str) -> bool:
    return path.startswith("pagelet/tags/") and path != "pagelet/tags/__init__.py"


def for_micropython(files: dict[str, str]) -> dict[str, str]:
    """Return the library with its first modules joined, and without what only CPython needs."""
    left_out = {f"pagelet/{path}" for path in (*_CPYTHON_ONLY, *_FRONT.values())} | set(_RUNTIME)
    left_out.update(path for path in files if path.startswith(_CPYTHONS_LIBRARIES))
    own, common = _RUNTIME
    front = _joined({name: files[f"pagelet/{path}"] for name, path in _FRONT.items()})
    return {"pagelet/__init__.py": front, common: files[own]} | {
        path: text for path, text in files.items() if path not in left_out
    }


def _joined(texts: dict[str, str]) -> str:
    """Join modules into the last one, which answers to the name of each as soon as its part is done."""
    joiner = _Joiner({name.rpartition(".")[2] for name in texts})
    *before, last = texts
    body = syntax.module("from sys import modules").body
    for name in before:
        tree = joiner.visit(syntax.module(texts[name]))
        body += [statement for statement in tree.body if _defines(statement) != "__getattr__"]
        body += syntax.module(f'modules["{name}"] = modules[__name__]').body
    body += joiner.visit(syntax.module(texts[last])).body
    defined = [name for name in map(_defines, body) if name]
    if twice := {name for name in defined if defined.count(name) > 1}:
        raise ValueError(f"these names are defined in more than one of the modules that are joined: {sorted(twice)}")
    return ast.unparse(ast.Module(body, [])) + "\n"


def _defines(statement: ast.stmt) -> str:
    return statement.name if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else ""


class _Joiner(ast.NodeTransformer):
    """Drop the imports of modules that are in the same file now, and write some things so that they compile sooner."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | None:
        if node.level == 1 and node.module in self.names:
            return None
        if node.level == 1 and node.module == "_runtime" and {alias.name for alias in node.names} == {"js", "kernel"}:
            return ast.Import([ast.alias("js"), ast.alias("_pagelet", "kernel")])
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        if ast.unparse(node.targets[0]) == "_HOMES":
            # One text is read ten times as fast as seventy.
            pairs = "".join(f" {name}:{home}" for name, home in ast.literal_eval(node.value).items())
            node.value = ast.Constant(f"{pairs} ")
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        reader = _READERS.get(ast.unparse(node))
        return syntax.expression(reader) if reader else node


# How what is read of the dict is read of its text.
_READERS = {
    "list(_HOMES)": "[pair.split(':')[0] for pair in _HOMES.split()]",
    "_HOMES.get(name)": "_HOMES.partition(' ' + name + ':')[2].partition(' ')[0]",
}


def modules(folder: Path) -> list[Path]:
    """List the modules of a package that go into the page."""
    found = sorted(folder.rglob("*.py"))
    return [path for path in found if not path.relative_to(folder).as_posix().startswith(_HOST_ONLY)]


@lru_cache(1024)  # five of the files that pages load are made of the same modules
def strip(source: str) -> str:
    """Take out docstrings, annotations and what only type checkers read; the code does what it did."""
    tree = _Stripper().visit(syntax.module(source))
    text = ast.unparse(ast.fix_missing_locations(tree))
    return text + "\n" if text else ""


class _Stripper(ast.NodeTransformer):
    """Rewrite a module without what the page has no use for."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit what is inside, and leave no block empty."""
        super().generic_visit(node)
        for block in ("body", "finalbody"):
            if getattr(node, block, None) == [] and not isinstance(node, ast.Module) and _needs(node, block):
                setattr(node, block, [ast.Pass()])
        return node

    def visit_Module(self, node: ast.Module) -> ast.Module:
        self.generic_visit(node)
        node.body = [statement for statement in node.body if not _is_list_of_names(statement)]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        # A text that stands alone is a docstring, or a comment.
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | None:
        if node.value is None:
            return None
        return self.visit_Assign(ast.Assign(targets=[node.target], value=node.value, lineno=node.lineno))

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | None:
        if [ast.unparse(target) for target in node.targets] == ["TYPE_CHECKING"]:
            return None
        self.generic_visit(node)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | None:
        if node.module == "__future__" and not node.level:
            return None
        if node.module == "typing" and not node.level:
            node.names = [alias for alias in node.names if alias.name != "TYPE_CHECKING"]
        return node if node.names else None

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        truth = {"TYPE_CHECKING": False, "not TYPE_CHECKING": True}.get(ast.unparse(node.test))
        if truth is None:
            return self.generic_visit(node)
        kept = ast.Module(node.body if truth else node.orelse, [])
        super().generic_visit(kept)
        return kept.body

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(value=False) if node.id == "TYPE_CHECKING" else node


def _needs(node: ast.AST, block: str) -> bool:
    return block == "body" or (isinstance(node, ast.Try) and not node.handlers)


def _is_list_of_names(statement: ast.stmt) -> bool:
    """Say whether it is an `__all__` that is written out: names that are there anyway."""
    if not isinstance(statement, ast.Assign) or ast.unparse(statement.targets[0]) != "__all__":
        return False
    return isinstance(statement.value, (ast.List, ast.Tuple))
