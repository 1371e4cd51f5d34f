"""What a page needs of packages, read from its configs and from what its Python imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli.packages.names import WELL_KNOWN
from pagelet_cli.page.imports import other_modules, scripts
from pagelet_cli.page.scan import scan
from pagelet_cli.page.settings import interpreter, merged, own_config, page_config, pieces_of, texts
from pagelet_cli.runtimes.pins import DEFAULTS, KINDS

if TYPE_CHECKING:
    from pagelet_cli.packages.target import Target
    from pagelet_cli.page.parse import Page, Tag


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
        return KINDS[self.kind]

    def wishes(self, target: Target) -> list[str]:
        """List what to resolve: what the config names, and the packages whose modules are imported."""
        found = list(self.listed)
        if not target.micropython:
            known = {**WELL_KNOWN, **target.imports()}
            found += sorted({known[module] for module in self.modules if module in known} - set(found))
        return found


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Name an interpreter that a page starts: type, place, and the version or address that its configs ask for."""

    kind: str
    place: str
    wanted: str
    config: dict[str, object]
    pieces: tuple[tuple[str, str], ...]

    @property
    def own(self) -> bool:
        """Tell whether it is one from elsewhere, of which nothing is known here."""
        return "/" in self.wanted

    @property
    def version(self) -> str:
        """Name the version."""
        return self.wanted or DEFAULTS[KINDS[self.kind]]

    @property
    def label(self) -> str:
        """Name it as its folder is named."""
        return f"{KINDS[self.kind]}-{self.version}"


def interpreters(page: Page, folder: str, read: Callable[[str], str | None]) -> Iterator[Interpreter]:
    """Give the interpreters that a page's scripts run on; the workers of one version are taken together."""
    for kind in KINDS:
        shared = page_config(page, kind, folder, read)
        found = pieces_of(scripts(page, folder, read), kind, worker=False)
        if found:
            config = _joined([shared if (own := own_config(tag, folder, read)) is None else own for tag, _, _ in found])
            yield Interpreter(kind, "page", interpreter(config), config, tuple(piece[1:] for piece in found))
        yield from _in_workers(kind, pieces_of(scripts(page, folder, read), kind, worker=True), shared, folder, read)


def _joined(configs: Iterable[dict[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for config in configs:
        found = merged(found, config)
    return found


def _in_workers(
    kind: str,
    found: Sequence[tuple[Tag, str, str]],
    shared: dict[str, object],
    folder: str,
    read: Callable[[str], str | None],
) -> Iterator[Interpreter]:
    """Group what runs in workers by the version that it runs on."""
    own = [own_config(tag, folder, read) for tag, _, _ in found]
    # Scripts of one "env" are in one worker, and one of them says for all what is in it.
    pairs = [(tag.get("env"), given) for (tag, _, _), given in zip(found, own, strict=True)]
    environments = {name: given for name, given in pairs if name and given is not None}
    versions: dict[str, list[tuple[dict[str, object], tuple[str, str]]]] = {}
    for (tag, *piece), given in zip(found, own, strict=True):
        config = given if given is not None else environments.get(tag.get("env") or "", shared)
        versions.setdefault(interpreter(config), []).append((config, (piece[0], piece[1])))
    for wanted, together in versions.items():
        config = _joined(config for config, _ in together)
        yield Interpreter(kind, "worker", wanted, config, tuple(piece for _, piece in together))


def unscripted(page: Page, folder: str, read: Callable[[str], str | None]) -> Iterator[Interpreter]:
    """Give the interpreters that only tags and handlers of a page start."""
    for kind in sorted(scan(page).kinds - {one.kind for one in interpreters(page, folder, read)}):
        config = page_config(page, kind, folder, read)
        yield Interpreter(kind, "page", interpreter(config), config, ())


def everywhere_for(kind: str, texts: Sequence[str]) -> list[str]:
    """Choose from a project's list: it is CPython's, but for what has a marker that names MicroPython."""
    return [text for text in texts if ("micropython" in text.partition(";")[2].lower()) == (kind == "mpy")]


def versions(page: Page, folder: str, read: Callable[[str], str | None]) -> dict[str, str]:
    """Name the versions of the interpreters that run in the page itself, by type; one from elsewhere has none."""
    wanted = {kind: interpreter(page_config(page, kind, folder, read)) for kind in KINDS}
    wanted |= {one.kind: one.wanted for one in interpreters(page, folder, read) if one.place == "page"}
    return {kind: "" if "/" in wish else wish or DEFAULTS[KINDS[kind]] for kind, wish in wanted.items()}


def needs(page: Page, folder: str, read: Callable[[str], str | None], everywhere: Sequence[str] = ()) -> Iterator[Need]:
    """Give what each interpreter of a page needs, if anything; every page of a project has what is `everywhere`."""
    for one in interpreters(page, folder, read):
        modules = other_modules(one.pieces, folder, read)
        common = everywhere_for(one.kind, everywhere)
        listed = tuple(dict.fromkeys([*common, *texts(one.config, "packages")]))
        if one.own or not (listed or (modules and one.kind == "py")):
            continue
        indexes = tuple(texts(one.config, "index_urls"))
        yield Need(one.kind, one.place, one.version, listed, tuple(sorted(modules)), indexes)
