"""Report pages without a title (WCAG 2.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import TitleMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Look at the title of each page."""
    for view in project.pages:
        named_by_python = any(tag.name in ("py-title", "mpy-title") for tag in view.page.tags)
        if not view.page.title and not named_by_python:
            yield TitleMissing(project.where(view.file, 1))
