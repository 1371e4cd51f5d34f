"""Report what is wrong with pagelet.toml or pyproject.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Give the mistake that reading the settings met."""
    if project.fault is not None:
        yield project.fault
