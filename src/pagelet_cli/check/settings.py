"""Report what is wrong with pagelet.toml or pyproject.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError


def check(project: Project) -> Iterator[PageletError]:
    """Give the mistake that reading the settings met."""
    fault = project.fault
    if fault is not None:
        if where := fault.where:
            fault.where = project.where(Path(where.file).name, where.line, where.column)
        yield fault
