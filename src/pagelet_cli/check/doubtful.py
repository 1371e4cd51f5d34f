"""Report events and keys of configs that look like known ones: an author may have some of his own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.check.spelling import misspelt
from pagelet_cli.errors import NameMisspelt
from pagelet_cli.page.slips import key_slips

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Look at the handlers and configs of each page."""
    for view in project.pages:
        yield from misspelt(view, sure=False)
        for config in view.configs:
            for key, meant in key_slips(config.values):
                where = project.where(config.file, config.line_of(key))
                yield NameMisspelt(f"{key} is not a known key", meant, where)
