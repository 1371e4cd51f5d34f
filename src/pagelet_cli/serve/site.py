"""What is served: a folder, and perhaps one Python file that stands for its front page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pagelet_cli.errors import NoSuchPath, NotServable
from pagelet_cli.page.wrap import kind_of, wrap
from pagelet_cli.serve.files import MARK, Root, is_finished
from pagelet_cli.serve.gallery import pages_in
from pagelet_cli.serve.mime import is_html
from pagelet_cli.serve.provision import label, used_by

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Site:
    """Hold what `pagelet serve PATH` was asked for."""

    root: Root
    name: str
    start: str = "/"
    script: Path | None = None

    @property
    def built(self) -> bool:
        """Tell whether this is a build, whose files are sent as they are."""
        return (self.root.folder / MARK).is_file()

    def front(self) -> str | None:
        """Write the page around the lone Python file, if that is what is served."""
        if self.script is None:
            return None
        return wrap(self.script.name, self.script.read_text("utf-8", "replace"))

    def runtimes(self) -> set[str]:
        """List the runtimes that the pages will ask for; those that were built bring their own."""
        if self.built:
            return set()
        if self.script is not None:
            return {label(kind_of(self.script.read_text("utf-8", "replace")))}
        if self.start != "/":
            return self._used_by([self.root.folder / self.name])
        return self._used_by(pages_in(self.root.folder))

    def _used_by(self, pages: Iterable[Path]) -> set[str]:
        return used_by((page for page in pages if not is_finished(page)), self.root)


def site(path: Path) -> Site:
    """Look at what a path is."""
    if path.is_dir():
        return Site(Root(path), path.resolve().name or str(path))
    if not path.is_file():
        raise NoSuchPath(path)
    root = Root(path.resolve().parent)
    if path.suffix == ".py":
        return Site(root, path.name, script=path.resolve())
    if is_html(path):
        return Site(root, path.name, start=f"/{quote(path.name)}")
    raise NotServable(path)
