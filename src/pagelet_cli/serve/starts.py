"""Tell pages what the tool has made ahead of their interpreters, and give it to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli.errors import FileMissing, PageletError
from pagelet_cli.packages.needs import interpreters, needs
from pagelet_cli.page.imports import all_names
from pagelet_cli.page.rewrite import RESERVED
from pagelet_cli.runtimes.ahead import Ahead, noted, ready
from pagelet_cli.runtimes.made import Made

if TYPE_CHECKING:
    from pagelet_cli.config import Settings
    from pagelet_cli.page.parse import Page
    from pagelet_cli.serve.provision import Provision


@dataclass(frozen=True, slots=True)
class Place:
    """Say where made files are: as the kernel's folder sees it, and as a page does."""

    address: Callable[[Made], str]
    link: Callable[[Made], str]


def note(
    page: Page,
    folder: str,
    read: Callable[[str], str | None],
    everywhere: Sequence[str],
    ahead_of: Callable[[str], Ahead | None],
    place: Place,
) -> str:
    """Write what the kernel shall use in place of an interpreter's own files; nothing where nothing was made."""
    used = {(one.label, one.place) for one in interpreters(page, folder, read) if one.kind == "py" and not one.own}
    ahead = {label: found for label in sorted({label for label, _ in used}) if (found := ahead_of(label)) is not None}
    if not ahead:
        return ""
    packaged = any(need.kind == "py" for need in needs(page, folder, read, everywhere))
    names = all_names(page, folder, read)
    made = {label: found.note(names, place.address, packaged=packaged) for label, found in ahead.items()}
    early = [found.memory for label, found in ahead.items() if found.memory is not None and (label, "page") in used]
    return noted(made, [place.link(memory) for memory in early])


class Starts:
    """Know what is ready; nothing here is waited for."""

    def __init__(self, settings: Settings, provision: Provision) -> None:
        self._settings = settings
        self._provision = provision
        self._files: dict[str, Made] = {}

    def note(self, page: Page, folder: str, read: Callable[[str], str | None]) -> str:
        """Write what the kernel shall use in place of an interpreter's own files; nothing where nothing is ready."""
        place = Place(self._address, lambda made: f"{RESERVED}{self._address(made)}")
        return note(page, folder, read, self._settings.packages, self._ready, place)

    def file(self, digest: str) -> Made:
        """Find what a page was told of."""
        found = self._files.get(digest)
        if found is None:
            raise FileMissing(f"made/{digest}")
        return found

    def _ready(self, label: str) -> Ahead | None:
        try:
            return ready(self._provision.pinned(label))
        except PageletError:
            return None  # a version that nobody knows; the page says so

    def _address(self, made: Made) -> str:
        self._files[made.sha256] = made
        return f"made/{made.sha256}"
