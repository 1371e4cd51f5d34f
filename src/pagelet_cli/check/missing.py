"""Report addresses that lead to no file of the project's: `src`, `href`, `files`, `js_modules`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.check.outside import leaves
from pagelet_cli.errors import LinkBroken
from pagelet_cli.page.links import target
from pagelet_cli.serve.guard import is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Look at what each page names."""
    for view in project.pages:
        for link in view.links:
            path = target(link.address, link.folder)
            if path is None or leaves(project, path):
                continue
            private = any(is_hidden(part) for part in path.split("/") if part != ".")
            there = (project.root.folder / path).exists()
            if private or not there:
                yield LinkBroken(link.address, private=private and there, where=project.where(link.file, link.line))
