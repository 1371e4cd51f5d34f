"""Report a folder without pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import NoPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Say so where there is nothing to look at."""
    if not project.pages:
        yield NoPage(project.root.folder)
