"""What is checked: a project with its pages, each with its Python, its configs and the files that it names."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pagelet_cli import report
from pagelet_cli.check import options
from pagelet_cli.check.links import Link, links
from pagelet_cli.errors import FileHidden, FileMissing, Location
from pagelet_cli.packages.needs import needs
from pagelet_cli.packages.plan import Place, plan
from pagelet_cli.packages.written import Asker
from pagelet_cli.page.configs import Config, configs
from pagelet_cli.page.links import target
from pagelet_cli.page.parse import decode, parse
from pagelet_cli.page.pieces import Piece, pieces
from pagelet_cli.serve.files import is_finished
from pagelet_cli.serve.mime import is_html
from pagelet_cli.serve.site import site

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from pagelet_cli.check.options import Options
    from pagelet_cli.config import Settings
    from pagelet_cli.errors import ConfigProblem, PageletError
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.packages.plan import Plan
    from pagelet_cli.page.parse import Page, Tag
    from pagelet_cli.serve.files import Root


@dataclass(frozen=True)
class Project:
    """Hold the folder that would ship, its settings, and what is wrong with them."""

    root: Root
    settings: Settings
    options: Options
    fault: ConfigProblem | None
    sources: Mapping[str, str]
    whole: bool

    @cached_property
    def pages(self) -> tuple[View, ...]:
        """Give the pages."""
        return tuple(View(self, file, parse(source)) for file, source in self.sources.items())

    @cached_property
    def files(self) -> tuple[str, ...]:
        """List the files that would ship: all of a folder, or a page and what it names."""
        if self.whole:
            return tuple(self.root.below(_built(self.root.folder, self.settings)))
        return tuple(sorted({file for view in self.pages for file in view.files}))

    def where(self, file: str, line: int | None = None, column: int | None = None) -> Location:
        """Name a place as the terminal finds it from the folder that it is in."""
        return Location(report.shown(self.root.folder / file), line, column)


@dataclass(frozen=True)
class View:
    """Look at one page."""

    project: Project
    file: str
    page: Page

    @property
    def folder(self) -> str:
        """Name the folder that it is in, from the root on."""
        return posixpath.dirname(self.file)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Give its Python."""
        return tuple(pieces(self.page, self.file, self.folder, self.project.root.text))

    @cached_property
    def configs(self) -> tuple[Config, ...]:
        """Give its configs."""
        return tuple(configs(self.page, self.file, self.folder, self.project.root.text))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Give the addresses that it names."""
        return tuple(links(self.page, self.file, self.folder, self.configs))

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Give what it needs of packages."""
        found = needs(self.page, self.folder, self.project.root.text, self.project.settings.packages)
        return tuple(found)

    @cached_property
    def files(self) -> frozenset[str]:
        """List the files of the project's that it is made of."""
        named = {path for link in self.links if link.loads and (path := target(link.address, link.folder)) is not None}
        both = {self.file, *named, *(piece.file for piece in self.pieces)}
        return frozenset(file for file in both if file in self.project.sources or self.has(file))

    def has(self, file: str) -> bool:
        """Tell whether a file is there and would be served."""
        try:
            return self.project.root.find(file).is_file()
        except (FileMissing, FileHidden):
            return False

    def plan(self, need: Need) -> Plan:
        """Resolve the packages that an interpreter is to load."""
        return plan(
            need, Place(self.project.root.folder / self.folder, self.project.root.folder, self.project.settings)
        )

    def written(self, problem: PageletError, need: Need) -> Location:
        """Name the place that asks for a package that cannot be had."""
        project = self.project
        found = Asker(self.page, self.file, project.root.folder, project.root.text, project.settings.packages).place(
            problem, need
        )
        return project.where(found.file, found.line)

    def at(self, tag: Tag) -> Location:
        """Name the place of a tag."""
        start = self.page.source.rfind("\n", 0, tag.start) + 1
        return self.project.where(self.file, self.page.line(tag.start), tag.start - start + 1)

    def of(self, piece: Piece, node: ast.AST) -> Location:
        """Name the place of something in Python."""
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        return self.project.where(piece.file, *piece.place(line, column + 1))


def project(path: Path) -> Project:
    """Look at a folder, a page or a Python file."""
    found = site(path)
    settings, chosen, fault = options.read(found.root.folder)
    if found.script is not None:
        sources = {found.script.name: found.front() or ""}
    elif path.is_dir():
        folder = found.root.folder
        names = [
            name
            for name in found.root.below(_built(folder, settings))
            if is_html(Path(name)) and not is_finished(folder / name)
        ]
        sources = {name: decode((folder / name).read_bytes()) for name in names}
    else:
        sources = {found.name: decode(path.read_bytes())}
    return Project(found.root, settings, chosen, fault, sources, path.is_dir())


def _built(folder: Path, settings: Settings) -> Path:
    """Name the folder that `pagelet build` writes to: what is there comes out of what is checked."""
    return (folder / (settings.build.out or "dist")).resolve()
