"""Report pages that do not name their language (WCAG 3.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import LanguageMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Look at the root element of each page."""
    for view in project.pages:
        root = next((tag for tag in view.page.tags if tag.name == "html"), None)
        if root is None or not (root.get("lang") or "").strip():
            yield LanguageMissing(view.at(root) if root is not None else project.where(view.file, 1))
