"""Report types, tags and attributes that nothing answers to, but that look like what they were meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import NameMisspelt
from pagelet_cli.page.slips import slips

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project, View
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Look at the tags of each page."""
    for view in project.pages:
        yield from misspelt(view, sure=True)


def misspelt(view: View, *, sure: bool) -> Iterator[PageletError]:
    """Give what is surely a slip, or what may be one."""
    for slip in slips(view.page):
        if slip.sure == sure:
            yield NameMisspelt(slip.what, slip.meant, view.project.where(view.file, view.page.line(slip.offset)))
