"""Which lines of a project's page Python ran under test: its inline scripts, its files and its modules."""

from __future__ import annotations

import ast
import json
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files as resources
from types import CodeType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pagelet_cli.page.imports import local_modules
from pagelet_cli.page.parse import parse
from pagelet_cli.page.pieces import Piece, pieces
from pagelet_cli.page.scan import python_kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pagelet_cli.serve.site import Site

_HOME = "/home/pyodide/"
_STATIC = resources("pagelet_cli.testing") / "static"
_SCRIPTS = {"script", "py-script", "mpy-script"}


@dataclass(slots=True)
class Lines:
    """Hold the lines of one file that can run, and those that did."""

    known: set[int] = field(default_factory=set)
    run: set[int] = field(default_factory=set)

    @property
    def missed(self) -> list[int]:
        """List the lines that did not run."""
        return sorted(self.known - self.run)


@dataclass(slots=True)
class Coverage:
    """Add up what the pages of one site have run."""

    site: Site
    files: dict[str, Lines] = field(default_factory=dict)
    # What runs by MicroPython, or in a worker: nobody tells which lines of it do.
    unknown: set[str] = field(default_factory=set)

    @staticmethod
    def script() -> str:
        """Write what a page runs first, so that its lines are noted."""
        tracer = json.dumps((_STATIC / "tracer.py").read_text("utf-8"))
        return function("cover.js").replace("/* TRACER */", tracer)

    def add(self, address: str, noted: str | None) -> None:
        """Add what a page has noted."""
        if noted is None:
            return
        file = self._file(unquote(address).lstrip("/"))
        source = self.site.front() if self.site.script else self.site.root.text(file)
        if source is None:
            return
        told = json.loads(noted)
        page, folder = parse(source), posixpath.dirname(file)
        found = list(pieces(page, file, folder, self.site.root.text))
        for piece in found:
            self._know(piece)
        modules = local_modules(page, folder, self.site.root.text)
        tags = [tag for tag in page.tags if tag.name in _SCRIPTS and python_kind(tag)]
        for name, numbers in told["lines"].items():
            _, mark, ident = name.partition("#")
            if mark and 0 <= (at := told["places"].get(ident, -1)) < len(tags):
                before = page.line(tags[at].end) - 1
                self._ran(file, (before + number for number in numbers))
            elif not mark:
                self._ran(_path(name, folder, modules), numbers)

    def _file(self, path: str) -> str:
        return f"{path}index.html" if path == "" or path.endswith("/") else path

    def _know(self, piece: Piece) -> None:
        if piece.micropython or piece.worker:
            self.unknown.add(piece.file)
        elif piece.tree is not None:
            lines = self.files.setdefault(piece.file, Lines())
            lines.known |= {piece.line + number for number in runnable(piece.source)}

    def _ran(self, file: str, numbers: Iterable[int]) -> None:
        if file in self.files:
            lines = self.files[file]
            lines.run |= set(numbers) & lines.known


def function(name: str) -> str:
    """Read a function that a page runs before its own scripts, as an expression."""
    text = (_STATIC / name).read_text("utf-8")
    return text[text.index("() =>") :].rstrip().removesuffix(";")


def runnable(source: str) -> set[int]:
    """List the lines of Python on which something runs."""
    code = compile(source, "<page>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return {number for number in _lines(code) if number}


def _lines(code: CodeType) -> Iterator[int]:
    # The first of a function's own lines is that of its `def`, which the code around it runs.
    yield from (line for _, _, line in code.co_lines() if line and (line != code.co_firstlineno or not _nested(code)))
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _lines(inner)


def _nested(code: CodeType) -> bool:
    return code.co_name != "<module>"


def _path(name: str, folder: str, modules: dict[str, str]) -> str:
    inside = name.removeprefix(_HOME)
    return modules.get(inside) or posixpath.normpath(posixpath.join(folder, inside))


# ------------------------------------------------------------------------------------- all sites, and what is written


def merged(told: Iterable[str]) -> dict[str, Lines]:
    """Add up what the processes of a test run have written."""
    files: dict[str, Lines] = {}
    for text in told:
        for file, (known, run) in json.loads(text).items():
            lines = files.setdefault(file, Lines())
            lines.known |= set(known)
            lines.run |= set(run)
    return dict(sorted(files.items()))


def written(coverages: Iterable[Coverage], top: Path) -> str:
    """Write what one process has seen, with files as they are named from the top of the project."""
    files: dict[str, Lines] = {}
    for one in coverages:
        for file, lines in one.files.items():
            path = one.site.root.folder / file
            name = path.relative_to(top).as_posix() if path.is_relative_to(top) else str(path)
            whole = files.setdefault(name, Lines())
            whole.known |= lines.known
            whole.run |= lines.run
    return json.dumps({name: (sorted(lines.known), sorted(lines.run)) for name, lines in files.items()})


def lcov(files: dict[str, Lines]) -> str:
    """Write lines as services and editors read them (geninfo(1), "Tracefile format")."""
    text = ""
    for name, lines in files.items():
        text += f"SF:{name}\n"
        text += "".join(f"DA:{number},{int(number in lines.run)}\n" for number in sorted(lines.known))
        text += f"LF:{len(lines.known)}\nLH:{len(lines.run)}\nend_of_record\n"
    return text


def rows(files: dict[str, Lines]) -> list[tuple[str, ...]]:
    """Write lines as rows of a table: file, lines, percent, and what did not run."""
    found = []
    for name, lines in files.items():
        found.append((name, str(len(lines.known)), percent(len(lines.run), len(lines.known)), ranges(lines.missed)))
    known, run = (sum(len(getattr(lines, what)) for lines in files.values()) for what in ("known", "run"))
    return [*found, ("all", str(known), percent(run, known), "")]


def percent(part: int, whole: int) -> str:
    """Write a share."""
    return f"{100 * part // whole if whole else 100} %"


def ranges(numbers: list[int]) -> str:
    """Write lines as people do: 3-5, 9."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)
