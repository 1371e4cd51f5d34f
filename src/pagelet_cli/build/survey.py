"""Look a project's pages over before a build: what each one is, starts, imports and asks for."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from pagelet_cli import report
from pagelet_cli.errors import AlreadyBuilt, BaseMoved, Location, RemoteInterpreter
from pagelet_cli.packages.needs import Need, interpreters, needs, unscripted, versions
from pagelet_cli.packages.written import Asker
from pagelet_cli.page.bases import moved_base
from pagelet_cli.page.imports import imports_pyscript, later_modules, local_modules, scripts
from pagelet_cli.page.links import local_path
from pagelet_cli.page.parse import Page, decode, parse
from pagelet_cli.page.pyscript import adopt
from pagelet_cli.page.scan import Scan, config_texts, scan
from pagelet_cli.serve.files import is_finished
from pagelet_cli.serve.gallery import index
from pagelet_cli.serve.mime import is_html

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pagelet_cli.config import Settings
    from pagelet_cli.serve.files import Root
    from pagelet_cli.serve.site import Site

# Which attribute of a tag leads to another page.
_LEADS = MappingProxyType({"a": "href", "iframe": "src"})


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Hold what a look at one page has shown; path is below the root."""

    path: str
    data: bytes
    adopted: bool
    page: Page
    scan: Scan
    modules: dict[str, str]
    later: dict[str, str]
    needs: tuple[Need, ...]
    runtimes: frozenset[str]
    versions: dict[str, str]
    configs: tuple[dict[str, object], ...]
    pyscript: bool
    sources: tuple[str, ...]

    @property
    def folder(self) -> str:
        """Name the folder of the page."""
        return posixpath.dirname(self.path)

    @property
    def kinds(self) -> frozenset[str]:
        """Name the types of its interpreters; one that a script starts has no tag in the page."""
        return self.scan.kinds | {"py" if label.startswith("pyodide-") else "mpy" for label in self.runtimes}

    def up(self) -> str:
        """Write the way from the page to the root."""
        return "../" * self.path.count("/")

    def asker(self, root: Root, settings: Settings) -> Asker:
        """Say who asks for its packages."""
        return Asker(self.page, self.path, root.folder, root.text, settings.packages)

    def place(self, line: int) -> Location:
        """Name a line of the page."""
        return Location(self.path, line)


def survey(site: Site, settings: Settings, skip: Path, *, alone: bool) -> list[Surveyed]:
    """Look at all pages of what is to be built: one, and those of its folder that it links to, or all of a folder's.

    A folder without a front page gets, as a gallery, the one that `serve` shows. What is to be one file is alone.
    """
    if site.built:
        raise AlreadyBuilt(site.root.folder)
    front = site.front()
    if front is not None:
        return [_look("index.html", front.encode(), site.root, settings)]
    if site.start == "/":
        found = [path for path in site.root.below(skip) if _is_page(site.root.folder / path)]
        pages = [_look(path, (site.root.folder / path).read_bytes(), site.root, settings) for path in found]
        if not alone and pages and "index.html" not in found:
            pages.append(_look("index.html", index(site.root.folder, site.name).encode(), site.root, settings))
        return pages
    if is_finished(site.root.folder / site.name):
        raise AlreadyBuilt(site.root.folder / site.name)
    done: dict[str, Surveyed] = {}
    waiting = [site.name]
    while waiting:
        path = waiting.pop(0)
        if path not in done:
            done[path] = _look(path, (site.root.folder / path).read_bytes(), site.root, settings)
            if alone:
                _warn(done[path], site.root)
                break
            waiting += _linked(done[path], site.root)
    return list(done.values())


def _is_page(path: Path) -> bool:
    """Tell whether there is something to build: one file that was built already is not."""
    return is_html(path) and path.is_file() and not is_finished(path)


def _warn(found: Surveyed, root: Root) -> None:
    """Say which links lead out of one file, to what will not lie beside it."""
    for path in sorted({*_linked(found, root, {"a": "href"})} - {found.path}):
        report.note(f"{found.path}: in one file, the link to {path} leads nowhere.")


def _linked(found: Surveyed, root: Root, leads: Mapping[str, str] = _LEADS) -> list[str]:
    """List the author's pages that a page leads to."""
    paths = []
    for tag in found.page.tags:
        address = tag.get(leads.get(tag.name, "")) or ""
        path = local_path(address, found.folder)
        if path and _is_page(root.folder / path) and root.text(path) is not None:
            paths.append(path)
    return paths


def _look(path: str, data: bytes, root: Root, settings: Settings) -> Surveyed:
    written = decode(data)
    source = adopt(written) if settings.pyscript else written
    page = parse(source)
    found = scan(page)
    folder = posixpath.dirname(path)
    started = list(interpreters(page, folder, root.text))
    runtimes = [*started, *unscripted(page, folder, root.text)]
    for one in runtimes:
        if one.own:
            raise RemoteInterpreter(Location(path), one.wanted)
    if base := moved_base(page, folder):
        report.problem(BaseMoved(base.get("href") or "", Location(path, page.line(base.start))))
    modules = local_modules(page, folder, root.text)
    texts = [source for _, source, _ in scripts(page, folder, root.text)]
    texts += [root.text(inside) or "" for inside in modules.values()]
    texts += list(config_texts(page))
    texts += [attribute.value for tag in page.tags for name, attribute in tag.attributes.items() if "py" in name[:4]]
    return Surveyed(
        path,
        data,
        source != written,
        page,
        found,
        modules,
        later_modules(page, folder, root.text),
        tuple(needs(page, folder, root.text, settings.packages)),
        frozenset(one.label for one in runtimes),
        versions(page, folder, root.text),
        tuple(one.config for one in started),
        imports_pyscript(page, folder, root.text) or source != written,
        tuple(texts),
    )
