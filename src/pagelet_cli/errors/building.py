"""Why a page cannot be built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors.base import Location, PageletError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class BuildProblem(PageletError):
    """Say that a build cannot be made as it was asked for."""


class OutputTaken(BuildProblem):
    """Say that the output folder holds something else."""

    code = "PGL-B101"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is there already and is no build of Pagelet's.",
            "Choose another place with --out, or move it away; nothing was written.",
        )


class OutputUnwritable(BuildProblem):
    """Say that the output cannot be written."""

    code = "PGL-B102"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The build cannot be written to {folder}: {reason}.",
            "Make room or correct the permissions, or choose another place with --out.",
        )


class FileNotShipped(BuildProblem):
    """Say that a page names a file that is not there."""

    code = "PGL-B103"

    def __init__(self, where: Location, named: str) -> None:
        super().__init__(
            f"The page names a file that is not there, or that is never served: {named}.",
            "Correct the address; it is relative to the page.",
            where=where,
        )


class FileRemote(BuildProblem):
    """Say that a page loads from another host."""

    code = "PGL-B104"

    def __init__(self, where: Location, address: str) -> None:
        super().__init__(
            f"The page loads {address} from another host, so it would not work without it.",
            "Put a copy beside the page, or allow it with --remote.",
            where=where,
        )


class RemoteInterpreter(BuildProblem):
    """Say that a page brings an interpreter that is not pinned."""

    code = "PGL-B105"

    def __init__(self, where: Location, address: str) -> None:
        super().__init__(
            f"The page's interpreter is an address, {address}: nothing says what it must be.",
            "Name a version in the config instead; one that Pagelet does not know is pinned in pagelet.toml.",
            where=where,
        )


class NoPage(BuildProblem):
    """Say that there is nothing to build."""

    code = "PGL-B106"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no page in {folder}.",
            "Give the path of a page, of a .py file, or of a folder with pages.",
        )


class NotOnePage(BuildProblem):
    """Say that one file holds one page."""

    code = "PGL-B107"

    def __init__(self, pages: Sequence[str]) -> None:
        super().__init__(
            f"There are {len(pages)} pages here, and one file holds one.",
            "Name the page that is to be the file.",
            details=pages[:9],
        )


class PrerenderFailed(BuildProblem):
    """Say that a page shows an error when it is run for its first content."""

    code = "PGL-B108"

    def __init__(self, where: Location, code: str, message: str, refused: Sequence[str] = ()) -> None:
        super().__init__(
            f"The page was run for --prerender and shows an error: {code} {message}",
            "Correct the page, or let it show something without what is missing while it is built.",
            where=where,
            details=[f"refused, as every other host: {address}" for address in refused[:9]],
        )


class PrerenderStuck(BuildProblem):
    """Say that a page's Python does not start when it is run for its first content."""

    code = "PGL-B109"

    def __init__(self, page: str, seconds: float) -> None:
        super().__init__(
            f"The page was run for --prerender, and within {seconds:g} seconds none of its Python had begun.",
            "Open it with pagelet serve and look into the browser's console; what asks a person waits for one.",
            where=Location(page),
        )


class PrerenderUnclosed(BuildProblem):
    """Say that a page's HTML cannot be kept beside its first content."""

    code = "PGL-B110"

    def __init__(self, where: Location) -> None:
        super().__init__(
            "The page cannot be prerendered: its body leaves a script or a template open, or closes one too many.",
            "Correct its HTML, or build without --prerender.",
            where=where,
        )


class SinglePrerendered(BuildProblem):
    """Say that one file cannot be prerendered."""

    code = "PGL-B111"

    def __init__(self) -> None:
        super().__init__(
            "One file starts when all of it is there, so there is nothing that --prerender could show sooner.",
            "Leave out --single-file or --prerender, also in pagelet.toml.",
        )


class WindowMissing(BuildProblem):
    """Say, when the app of a build starts, that what opens windows is not installed."""

    code = "PGL-B112"

    def __init__(self, name: str, pip: str) -> None:
        super().__init__(
            f"{name} opens its window with pywebview, which this Python does not have.",
            f"Run this, then start again: {pip}",
        )


class WindowUndrawable(BuildProblem):
    """Say, when the app of a build starts, that pywebview finds no browser to draw with."""

    code = "PGL-B113"

    def __init__(self, name: str, pip: str) -> None:
        super().__init__(
            f"pywebview found nothing to draw the window of {name} with.",
            f"Where the system brings no browser of its own, as on Linux, run this, then start again: {pip}",
        )


class AlreadyBuilt(BuildProblem):
    """Say that what is to be built is a build."""

    code = "PGL-B114"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} was built already.",
            "Build what it was made of; `pagelet serve` shows a build as it is.",
        )
