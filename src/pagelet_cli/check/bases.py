"""Report pages whose addresses do not start from their own folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import BaseMoved
from pagelet_cli.page.bases import moved_base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Look at the `<base>` of each page."""
    for view in project.pages:
        if tag := moved_base(view.page, view.folder):
            yield BaseMoved(tag.get("href") or "", project.where(view.file, view.page.line(tag.start)))
