"""The commands `pagelet lock` and `pagelet add`."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from pagelet_cli import report
from pagelet_cli.config import load
from pagelet_cli.errors import Location, LockForeign, NoSuchPath, NotServable, PageletError
from pagelet_cli.packages import lock as locks
from pagelet_cli.packages.index import Indexes
from pagelet_cli.packages.needs import Need, everywhere_for, interpreters, needs
from pagelet_cli.packages.plan import Place
from pagelet_cli.packages.project import settings_file, with_packages
from pagelet_cli.packages.resolve import resolve
from pagelet_cli.packages.target import target
from pagelet_cli.packages.written import Asker
from pagelet_cli.page.parse import decode, parse
from pagelet_cli.page.wrap import wrap
from pagelet_cli.runtimes.pins import DEFAULTS, KINDS
from pagelet_cli.serve.files import Root
from pagelet_cli.serve.gallery import pages_in
from pagelet_cli.serve.mime import is_html

if TYPE_CHECKING:
    from pagelet_cli.config import Settings
    from pagelet_cli.packages.lock import Lock

_ONLY_MICROPYTHON = "implementation_name == 'micropython'"
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result, or the error, for programs.")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Hold what the pages of one folder need of one interpreter, each need with the page that has it."""

    place: Place
    asked: tuple[tuple[Asker, Need], ...]

    @property
    def needs(self) -> list[Need]:
        return [need for _, need in self.asked]

    @property
    def path(self) -> Path:
        return locks.beside(self.place.folder, self.needs[0].runtime)


@click.command(
    epilog="""\b
Examples:
  pagelet lock                      the pages of the folder you are in
  pagelet lock app.py               a Python file, and the pages beside it
  pagelet lock --check --json       in CI: is the lock what the pages ask for?

\b
Exit codes: 0 well, 1 a package cannot be had or --check found a difference, 2 a wrong command line.
"""
)
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--upgrade", is_flag=True, help="Take the newest versions, not those of the lock.")
@click.option("--check", is_flag=True, help="Write nothing; say whether the lock would change.")
@_JSON
def lock(path: Path, *, upgrade: bool, check: bool, as_json: bool) -> int:
    """Fix every package of the pages by version, address and hash."""
    folder = path if path.is_dir() else path.parent
    return _told(lambda: _lock(path, load(folder), upgrade=upgrade, check=check), as_json=as_json)


@click.command(
    short_help="Add packages to the project's settings.",
    epilog="""\b
Examples:
  pagelet add pandas
  pagelet add "altair>=5" ./wheels/ours-1.0-py3-none-any.whl
  pagelet add --mpy micropython-bisect
""",
)
@click.argument("packages", nargs=-1, required=True)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="The project.")
@click.option("--mpy", is_flag=True, help="For MicroPython; without it, where all pages run on MicroPython.")
@_JSON
def add(packages: tuple[str, ...], folder: Path, *, mpy: bool, as_json: bool) -> int:
    """Add packages to the project's settings, for all its pages of one interpreter, and lock them."""
    return _told(lambda: _add(list(packages), folder, mpy=mpy), as_json=as_json)


def _told(work: object, *, as_json: bool) -> int:
    """Print what was done, or what stands in the way."""
    assert callable(work)
    try:
        done: list[dict[str, object]] = work()
    except PageletError as error:
        if not as_json:
            raise
        details = {"code": error.code, "message": error.what, "hint": error.todo, "details": list(error.details)}
        where = {"file": error.where.file, "line": error.where.line} if error.where else {}
        report.raw(json.dumps({"error": {**details, **where}}))
        return 1
    if as_json:
        report.raw(json.dumps({"locks": done}))
    else:
        for item in done:
            report.line(str(item["said"]))
        if not done:
            report.line("No page asks for packages.")
    return int(any(item["changed"] and not item["written"] for item in done))


def _add(packages: list[str], folder: Path, *, mpy: bool) -> list[dict[str, object]]:
    settings = load(folder)
    if mpy or _kinds(folder) == {"mpy"}:
        packages = [text if ";" in text else f"{text}; {_ONLY_MICROPYTHON}" for text in packages]
    new = [text for text in packages if text not in settings.packages]
    both = msgspec.structs.replace(settings, packages=[*settings.packages, *new])
    # What cannot be resolved must not stand in the settings afterwards.
    done = _lock(folder, both, upgrade=False, check=False)
    path = settings_file(folder)
    text = path.read_text("utf-8") if path.is_file() else ""
    if new:
        path.write_text(with_packages(text, new, table=path.name == "pyproject.toml"), "utf-8")
    return done


def _kinds(folder: Path) -> set[str]:
    """Tell which interpreters the pages of a folder run on."""
    root = Root(folder)
    return {
        one.kind
        for page, source in _pages(folder)
        for one in interpreters(parse(source), _below(root.folder, page.resolve().parent), root.text)
    }


def _below(root: Path, folder: Path) -> str:
    inside = folder.relative_to(root).as_posix()
    return "" if inside == "." else inside


def _lock(path: Path, settings: Settings, *, upgrade: bool, check: bool) -> list[dict[str, object]]:
    return [_written(wanted, upgrade=upgrade, check=check) for wanted in _grouped(path, settings)]


def _grouped(path: Path, settings: Settings) -> list[_Wanted]:
    """Gather what pages need by folder and interpreter; each has a lock of its own."""
    root = Root(path if path.is_dir() else path.parent).folder
    groups: dict[tuple[Path, str], list[tuple[Asker, Need]]] = {}
    for asker, need in _needs(path, root, settings):
        groups.setdefault(((root / asker.file).parent, need.runtime), []).append((asker, need))
    for kind, name in KINDS.items():
        listed = tuple(everywhere_for(kind, settings.packages))
        if listed and not any(runtime == name for _, runtime in groups):
            nobody = Asker(parse(""), "", root, Root(root).text, settings.packages)
            groups[root, name] = [(nobody, Need(kind, "page", DEFAULTS[name], listed, ()))]
    return [_Wanted(Place(key[0], root, settings), tuple(groups[key])) for key in sorted(groups)]


def _needs(path: Path, root: Path, settings: Settings) -> Iterator[tuple[Asker, Need]]:
    read = Root(root).text
    for page, source in _pages(path):
        folder = _below(root, page.resolve().parent)
        asker = Asker(parse(source), posixpath.join(folder, page.name), root, read, settings.packages)
        for need in needs(asker.page, folder, read, settings.packages):
            yield asker, need


def _pages(path: Path) -> Iterator[tuple[Path, str]]:
    """Give the pages of a folder; a page's lock is that of all pages beside it."""
    if not path.is_dir():
        if not path.is_file():
            raise NoSuchPath(path)
        if path.suffix == ".py":
            yield path, wrap(path.name, path.read_text("utf-8", "replace"))
        elif not is_html(path):
            raise NotServable(path)
        path = path.parent
    yield from ((page, decode(page.read_bytes())) for page in pages_in(path))


def _written(wanted: _Wanted, *, upgrade: bool, check: bool) -> dict[str, object]:
    old = locks.read(wanted.path) if wanted.path.is_file() else None
    try:
        new = _resolved(wanted, {} if upgrade or old is None else old.versions())
    except PageletError as error:
        error.where = error.where or _asked(wanted, error)
        raise
    text = new.text()
    changed = not wanted.path.is_file() or wanted.path.read_text("utf-8") != text
    if changed and not check:
        wanted.path.write_text(text, "utf-8")
    state = ("would change" if check else "written") if changed else "is what the pages ask for"
    count = f"{len(new.packages)} package{'' if len(new.packages) == 1 else 's'}"
    return {
        "lock": str(wanted.path),
        "runtime": new.runtime,
        "packages": new.versions(),
        "changed": changed,
        "written": changed and not check,
        "said": f"{report.shown(wanted.path)} {state}: {count} for {new.runtime}",
    }


def _asked(wanted: _Wanted, problem: PageletError) -> Location | None:
    """Find the line that asks for what cannot be had, as the terminal finds it; what is only added now has none."""
    for asker, need in wanted.asked:
        found = asker.place(problem, need)
        if found.line is not None:
            return Location(report.shown(asker.root / found.file), found.line)
    return None


def _resolved(wanted: _Wanted, preferred: dict[str, str]) -> Lock:
    place, first = wanted.place, wanted.needs[0]
    for need in wanted.needs:
        if need.version != first.version:
            labels = (f"{item.runtime}-{item.version}" for item in (first, need))
            raise LockForeign(Location(str(place.folder)), *labels)
    chosen = target(first.runtime, first.version, extra=place.settings.pins)
    texts = sorted({text for need in wanted.needs for text in need.wishes(chosen)})
    indexes: Sequence[str] = list(dict.fromkeys(url for need in wanted.needs for url in place.indexes(need)))
    asked = Indexes(indexes, micropython=chosen.micropython)
    found = resolve(place.wishes(texts), chosen, asked, logins=indexes, preferred=preferred)
    return locks.made_of(found, texts, chosen, wanted.path)
