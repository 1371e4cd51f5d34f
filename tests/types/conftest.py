"""Lay out what is checked: the files of each example, and the scripts of its pages as files with the same lines."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from pagelet_cli.page.parse import Page, Tag, parse
from pagelet_cli.page.scan import python_kind

ROOT = Path(__file__).parents[2]
# What a type checker finds without help: the library, the stubs, and what tests of pages use.
KNOWN = {*sys.stdlib_module_names, "pagelet", "js", "jsffi", "pyodide", "pytest"}
ANY = "from typing import Any\n\ndef __getattr__(name: str) -> Any: ...\n"


@dataclass(frozen=True)
class Program:
    """A file to check, and where its lines come from."""

    path: Path
    origin: Path

    def place(self, line: int) -> str:
        """Say where a line was typed."""
        return f"{self.origin.relative_to(ROOT)}:{line}"

    @property
    def awaited(self) -> set[int]:
        """List the lines that wait at the top level, which pages may do and files may not."""
        return {
            node.lineno for statement in ast.parse(self.path.read_text("utf-8")).body for node in _outside(statement)
        }


def _outside(node: ast.AST) -> list[ast.Await | ast.AsyncFor | ast.AsyncWith | ast.comprehension]:
    """List what waits below a node and outside of functions."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return []
    own = [node] if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)) else []
    return own + [inner for child in ast.iter_child_nodes(node) for inner in _outside(child)]


@dataclass(frozen=True)
class Layout:
    """All programs, by the folder in which a page would find its modules."""

    folder: Path
    programs: dict[Path, list[Program]]

    def program(self, path: Path) -> Program:
        """Return what is checked there."""
        return next(one for all_ in self.programs.values() for one in all_ if one.path == path)


def scripts(page: Page) -> dict[str, list[Tag]]:
    """Group a page's scripts: those of one type share an interpreter, each worker has its own."""
    groups: dict[str, list[Tag]] = {}
    for number, tag in enumerate(page.tags):
        kind = python_kind(tag)
        # Other tags of Python hold words, configs, HTML, or cells, which may end in a value.
        holds = tag.name == "script" or tag.name.endswith("-script")
        if kind is None or not holds or tag.get("src") or not tag.text.strip():
            continue
        groups.setdefault(f"worker{number}" if "worker" in tag.attributes else kind, []).append(tag)
    return groups


def as_lines(page: Page, tags: list[Tag]) -> str:
    """Write scripts into one file, each line at its place in the page."""
    lines = [""] * (page.source.count("\n") + 2)
    for tag in tags:
        first = page.line(tag.end) - 1
        text = textwrap.dedent(tag.text).splitlines()
        lines[first : first + len(text)] = text
    # Widgets are there by their ids.
    named = [tag.get("id") for tag in page.tags if tag.get("id") and re.match(r"m?py-", tag.name)]
    lines += ["from typing import Any", *(f"{name}: Any" for name in named)] if named else []
    return "\n".join(lines).rstrip() + "\n"


def lay_out(source: Path, target: Path) -> list[Program]:
    """Copy an example and take the scripts out of its pages."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "tests", "*.html"))
    programs = [Program(path, source / path.relative_to(target)) for path in sorted(target.rglob("*.py"))]
    for html in sorted(source.rglob("*.html")):
        page = parse(html.read_text("utf-8"))
        for name, tags in scripts(page).items():
            path = target / html.relative_to(source).with_name(f"{html.stem}_{name}_of_page.py")
            path.write_text(as_lines(page, tags), "utf-8")
            programs.append(Program(path, html))
    for program in programs:
        _stand_in(program.path, target)
    return programs


def _stand_in(path: Path, folder: Path) -> None:
    """Let packages that only the page has be anything."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [str(node.module)]
        for name in names:
            top = name.split(".")[0]
            if top in KNOWN or (folder / top).with_suffix(".py").exists() or importlib.util.find_spec(top):
                continue
            for depth in range(len(name.split("."))):
                package = folder.joinpath("typings", *name.split(".")[: depth + 1])
                package.mkdir(parents=True, exist_ok=True)
                (package / "__init__.pyi").write_text(ANY)


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Return every example, laid out."""
    folder = tmp_path_factory.mktemp("typed")
    examples = sorted({path.relative_to(ROOT / "examples").parts[0] for path in (ROOT / "examples").glob("*/*")})
    programs = {folder / name: lay_out(ROOT / "examples" / name, folder / name) for name in examples}
    template = ROOT / "src" / "pagelet_cli" / "new" / "template"
    programs[folder / "new"] = lay_out(template, folder / "new")
    return Layout(folder, programs)
