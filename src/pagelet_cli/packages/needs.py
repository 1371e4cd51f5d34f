"""What a page needs of packages, read from its configs and from what its Python imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli.packages.names import WELL_KNOWN
from pagelet_cli.page.imports import other_modules, scripts
from pagelet_cli.page.settings import interpreter, merged, own_config, page_config, pieces_of, texts
from pagelet_cli.runtimes.pins import DEFAULTS

if TYPE_CHECKING:
    from pagelet_cli.packages.target import Target
    from pagelet_cli.page.parse import Page, Tag

_NAMES = {"py": "pyodide", "mpy": "micropython"}


@dataclass(frozen=True, slots=True)
class Need:
    """Hold what one interpreter of a page needs; place is `page` or `worker`.

    Listed are the entries of the config as they are written, modules what is imported and may be a package's.
    """

    kind: str
    place: str
    version: str
    listed: tuple[str, ...]
    modules: tuple[str, ...]
    indexes: tuple[str, ...] = ()

    @property
    def runtime(self) -> str:
        """Name the interpreter."""
        return _NAMES[self.kind]

    def wishes(self, target: Target) -> list[str]:
        """List what to resolve: what the config names, and the packages whose modules are imported."""
        found = list(self.listed)
        if not target.micropython:
            known = {**WELL_KNOWN, **target.imports()}
            found += sorted({known[module] for module in self.modules if module in known} - set(found))
        return found


def interpreters(
    page: Page, folder: str, read: Callable[[str], str | None]
) -> Iterator[tuple[str, str, list[tuple[Tag, str, str]], dict[str, object]]]:
    """Give each interpreter of a page: its script type, its place, the Python that it runs, and its config."""
    for kind in _NAMES:
        shared = page_config(page, kind, folder, read)
        for place in ("page", "worker"):
            found = pieces_of(scripts(page, folder, read), kind, worker=place == "worker")
            if not found:
                continue
            config: dict[str, object] = {}
            for tag, _, _ in found:
                own = own_config(tag, folder, read)
                config = merged(config, shared if own is None else own)
            yield kind, place, found, config


def versions(page: Page, folder: str, read: Callable[[str], str | None]) -> set[tuple[str, str, str]]:
    """List script type, place and version of the interpreters of a page, but for those from elsewhere."""
    found = interpreters(page, folder, read)
    wishes = {(kind, place, interpreter(config) or DEFAULTS[_NAMES[kind]]) for kind, place, _, config in found}
    return {wish for wish in wishes if "/" not in wish[2]}


def needs(page: Page, folder: str, read: Callable[[str], str | None], everywhere: Sequence[str] = ()) -> Iterator[Need]:
    """Give what each interpreter of a page needs, if anything; every CPython of a project has what is `everywhere`."""
    for kind, place, found, config in interpreters(page, folder, read):
        wanted = interpreter(config)
        modules = other_modules([piece[1:] for piece in found], folder, read)
        common = everywhere if kind == "py" else ()
        listed = tuple(dict.fromkeys([*common, *texts(config, "packages")]))
        # An interpreter from elsewhere has files of its own, of which nothing is known here.
        if "/" in wanted or not (listed or (modules and kind == "py")):
            continue
        version = wanted or DEFAULTS[_NAMES[kind]]
        yield Need(kind, place, version, listed, tuple(sorted(modules)), tuple(texts(config, "index_urls")))
