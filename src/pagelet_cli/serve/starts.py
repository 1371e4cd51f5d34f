"""Tell pages what the tool has made ahead of their interpreters, and give it to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pagelet_cli.errors import FileMissing, PageletError
from pagelet_cli.packages.kept import candidates
from pagelet_cli.packages.needs import Need, interpreters, needs
from pagelet_cli.page.imports import all_names
from pagelet_cli.page.scan import scan
from pagelet_cli.runtimes import node
from pagelet_cli.runtimes.ahead import NOTHING, Ahead, noted, ready
from pagelet_cli.runtimes.made import Made
from pagelet_cli.runtimes.memory import Packed

if TYPE_CHECKING:
    from pagelet_cli.config import Settings
    from pagelet_cli.page.parse import Page
    from pagelet_cli.serve.packages import Packages
    from pagelet_cli.serve.provision import Provision


def note(
    page: Page,
    folder: str,
    read: Callable[[str], str | None],
    everywhere: Sequence[str],
    ahead_of: Callable[[str], Ahead | None],
    packed_of: Callable[[Need, tuple[str, ...]], Packed | None],
    up: str = "",
) -> str:
    """Write what the kernel shall use in place of an interpreter's own files; nothing where nothing was made."""
    used = {(one.label, one.place) for one in interpreters(page, folder, read) if one.kind == "py" and not one.own}
    ahead = {label: found for label in sorted({label for label, _ in used}) if (found := ahead_of(label)) is not None}
    if not ahead:
        return ""
    wanted = [need for need in needs(page, folder, read, everywhere) if need.kind == "py"]
    names = all_names(page, folder, read)
    made = {label: found.note(names, packaged=bool(wanted), up=up) for label, found in ahead.items()}
    for need in wanted:
        label = f"{need.runtime}-{need.version}"
        packed = packed_of(need, candidates(need, names)) if label in ahead else None
        if packed is not None:
            # What the page has packages for and what its workers do are two things.
            key = f"{label} {need.place}"
            made[key] = ahead[label].note(names, packaged=True, packed=packed, up=up)
    return noted(made)


class Starts:
    """Know what is ready; nothing here is waited for."""

    def __init__(self, settings: Settings, provision: Provision, packages: Packages) -> None:
        self._settings = settings
        self._provision = provision
        self._packages = packages
        self._files: dict[str, Made] = {}

    def note(self, page: Page, folder: str, read: Callable[[str], str | None]) -> str:
        """Write what the kernel shall use in place of an interpreter's own files, where anything is ready."""
        packed = partial(self._packed, folder)
        found = note(page, folder, read, self._settings.packages, self._ready, packed)
        if found or not node.available() or "py" not in scan(page).kinds:
            return found
        return NOTHING  # it is being made

    def file(self, digest: str) -> Made:
        """Find what a page was told of."""
        found = self._files.get(digest)
        if found is None:
            raise FileMissing(f"made/{digest}")
        return found

    def _ready(self, label: str) -> Ahead | None:
        try:
            # One that a script starts later is nowhere in a tag.
            self._provision.prefetch([label])
            found = ready(self._provision.pinned(label))
        except PageletError:
            return None  # a version that nobody knows; the page says so
        if found is not None:
            self._offer(found.files.values())
        return found

    def _packed(self, folder: str, need: Need, names: tuple[str, ...]) -> Packed | None:
        found = self._packages.kept(need, folder, names)
        if found is not None:
            self._offer([*found.files.values(), *found.blocks])
        return found

    def _offer(self, files: Iterable[Made]) -> None:
        self._files |= {made.sha256: made for made in files}
