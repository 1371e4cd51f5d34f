"""What is wrong with files: Pagelet's own, or those of a new project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors.base import Location, PageletError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class AssetProblem(PageletError):
    """Say that one of Pagelet's own files is not there."""


class AssetMissing(AssetProblem):
    """Say that the installation lacks a file."""

    code = "PGL-A101"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"Pagelet's own file {name} cannot be had: {reason}.",
            "Install Pagelet again, or in a checkout run scripts/build.",
        )


class BundleError(AssetProblem):
    """Say that a module of the kernel is written in a way that the bundler does not read."""

    code = "PGL-A102"

    def __init__(self, message: str, path: Path, line: int) -> None:
        super().__init__(
            f"A module of the kernel cannot be joined with the others: {message}.",
            "Write it with plain named imports and exports; docs/architecture.md says which.",
            where=Location(str(path), line),
        )
        self.message = message
        self.path = path
        self.line = line


class NewProblem(PageletError):
    """Say that a new project cannot be written."""


class NameRefused(NewProblem):
    """Say that a project name is not usable."""

    code = "PGL-N101"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} cannot be the name of a project folder.",
            "Use letters, digits, dots, dashes and underscores, beginning with a letter.",
        )


class WouldOverwrite(NewProblem):
    """Say that files are in the way."""

    code = "PGL-N102"

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        super().__init__(
            f"{folder} already has {', '.join(names)}.",
            "Choose another name, or move those files away; nothing was written.",
        )
