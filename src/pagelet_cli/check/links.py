"""The addresses that a page names: in its tags and in its configs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli.page.configs import address_of
from pagelet_cli.page.scan import is_loader, is_pyscript, python_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pagelet_cli.page.configs import Config
    from pagelet_cli.page.parse import Page, Tag

_ATTRIBUTES = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "img": ("src",),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src",),
    "track": ("src",),
    "video": ("src", "poster"),
}
_RELATIONS = frozenset({"apple-touch-icon", "icon", "manifest", "modulepreload", "preload", "stylesheet"})


@dataclass(frozen=True, slots=True)
class Link:
    """Hold an address, the folder that it starts from, its place, and whether the page loads what is there."""

    address: str
    folder: str
    file: str
    line: int
    loads: bool = True


def links(page: Page, file: str, folder: str, configs: Sequence[Config]) -> Iterator[Link]:
    """Give the addresses, as they are written."""
    for tag in page.tags:
        line = page.line(tag.start)
        if tag.name == "a" and (address := tag.get("href")):
            yield Link(address, folder, file, line, loads=False)
        for address in _loaded(tag):
            yield Link(address, folder, file, line)
    for config in configs:
        for written, address, _ in config.files():
            yield Link(address, config.folder, config.file, config.line_of(written))
        for address in config.modules():
            yield Link(address, config.folder, config.file, config.line_of(address))


def _loaded(tag: Tag) -> Iterator[str]:
    # Loaders come from Pagelet, wherever a page looks for them.
    if tag.name == "script" and (is_loader(tag) or is_pyscript(tag)):
        return
    names: tuple[str, ...] = _ATTRIBUTES.get(tag.name, ())
    if tag.name == "link" and _RELATIONS.intersection((tag.get("rel") or "").lower().split()):
        names = ("href",)
    elif python_kind(tag):
        names = ("src", "worker")
    yield from (address for name in names if (address := tag.get(name)))
    if address := address_of(tag):
        yield address
