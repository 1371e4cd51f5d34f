"""What a project may set under `[check]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pagelet_cli.config import Settings, Strict, load, section
from pagelet_cli.errors import ConfigProblem

if TYPE_CHECKING:
    from pathlib import Path


class Options(Strict, frozen=True):
    """Hold the kilobytes that a page's own files may have, and which codes not to report for which files."""

    budget: int = 5000
    ignore: dict[str, list[str]] = msgspec.field(default_factory=dict)


def read(folder: Path) -> tuple[Settings, Options, ConfigProblem | None]:
    """Read a project's settings; with a mistake in them, the rest is checked with none."""
    try:
        settings = load(folder)
    except ConfigProblem as problem:
        return Settings(), Options(), problem
    try:
        return settings, section(folder, "check", settings.check, Options), None
    except ConfigProblem as problem:
        return settings, Options(), problem
