"""Every error the tool can raise, with its code.

PageletError
├── UsageProblem           the command line or a path is wrong
│   ├── NoSuchPath         PGL-S101
│   ├── NotServable        PGL-S102
│   ├── PortTaken          PGL-S103
│   └── BadHost            PGL-S104
├── Refused                the development server said no (one per guard)
│   ├── ForeignHost        PGL-S201
│   ├── ForeignOrigin      PGL-S202
│   ├── CrossSite          PGL-S203
│   ├── TokenMissing       PGL-S204
│   ├── MethodRefused      PGL-S205
│   ├── PathRefused        PGL-S206
│   ├── FileHidden         PGL-S207
│   ├── FileMissing        PGL-S208
│   ├── RangeRefused       PGL-S209
│   └── BodyTooLarge       PGL-S210
├── PolicyStopped          PGL-S301
├── ConfigProblem          pagelet.toml or pyproject.toml
│   ├── ConfigSyntax       PGL-C101
│   ├── ConfigKey          PGL-C102
│   └── ConfigValue        PGL-C103
├── RuntimeProblem         an interpreter cannot be had
│   ├── RuntimeUnknown     PGL-R101
│   ├── RuntimeUnavailable PGL-R102
│   ├── RuntimeDamaged     PGL-R103
│   ├── DiskFull           PGL-R104
│   ├── CacheUnwritable    PGL-R105
│   └── FetchCancelled     PGL-R106
├── AssetProblem           Pagelet's own files
│   └── AssetMissing       PGL-A101
└── NewProblem             pagelet new
    ├── NameRefused        PGL-N101
    └── WouldOverwrite     PGL-N102

A message is two sentences: what happened, and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Location:
    """Point at a place in a file of the user's."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Write the place the way editors and terminals link it."""
        parts = (self.file, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


class PageletError(Exception):
    """Carry a code, what happened, what to do next and where."""

    code: ClassVar[str] = "PGL-X000"

    def __init__(
        self,
        what: str,
        todo: str,
        *,
        where: Location | None = None,
        details: Sequence[str] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.where = where
        self.details = tuple(details)

    def __str__(self) -> str:
        """Write the whole error as plain text, as logs and tests read it."""
        place = f"{self.where}: " if self.where else ""
        lines = [f"{place}{self.code} {self.what}", *(f"  {d}" for d in self.details), self.todo]
        return "\n".join(lines)


class UsageProblem(PageletError):
    """Say that the command cannot work as it was given."""


class NoSuchPath(UsageProblem):
    """Say that the path to serve does not exist."""

    code = "PGL-S101"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no file or folder {path}.",
            "Give the path of a folder, an .html page or a .py file that exists.",
        )


class NotServable(UsageProblem):
    """Say that the file to serve is neither a page nor Python."""

    code = "PGL-S102"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is neither a folder, an .html page nor a .py file.",
            "Serve the folder that holds it instead.",
        )


class PortTaken(UsageProblem):
    """Say that the asked port cannot be had."""

    code = "PGL-S103"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Port {port} on {host} cannot be opened: {reason}.",
            "Choose another with --port, or --port 0 for any free one.",
        )


class BadHost(UsageProblem):
    """Say that the asked host is no address of this machine."""

    code = "PGL-S104"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"The server cannot listen on {host!r}: {reason}.",
            "Leave --host out for this computer only, or give one of its own addresses.",
        )


class Refused(PageletError):
    """Say that the development server will not answer a request."""

    status: ClassVar[int] = 403


class ForeignHost(Refused):
    """Refuse a Host header that is not ours (DNS rebinding)."""

    code = "PGL-S201"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The request was made for the host {host!r}, which this server is not.",
            "Open the address that the terminal shows, or start with --host to allow another.",
        )


class ForeignOrigin(Refused):
    """Refuse a request that another site's page makes."""

    code = "PGL-S202"

    def __init__(self, origin: str) -> None:
        super().__init__(
            f"The request comes from a page of {origin!r}.",
            "Serve that page from this server too; other sites cannot be allowed.",
        )


class CrossSite(Refused):
    """Refuse a file that another site's page includes."""

    code = "PGL-S203"

    def __init__(self, site: str) -> None:
        super().__init__(
            f"The browser marks this request as {site}: another site's page asks for it.",
            "Open the address itself in a tab; other sites cannot include these files.",
        )


class TokenMissing(Refused):
    """Refuse a request without the token that --host asks for."""

    code = "PGL-S204"
    status = 401

    def __init__(self) -> None:
        super().__init__(
            "This server is open to the network and the request carries no valid token.",
            "Open the whole address from the terminal, with ?token=…, or start without --host.",
        )


class MethodRefused(Refused):
    """Refuse a method that changes things."""

    code = "PGL-S205"
    status = 405

    def __init__(self, method: str) -> None:
        super().__init__(
            f"The method {method} is not answered here.",
            "Use GET; pages that need a back end must call their own server.",
        )


class PathRefused(Refused):
    """Refuse a path that could leave the served folder."""

    code = "PGL-S206"
    status = 400

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The path {reason}.",
            "Ask for a plain path inside the served folder.",
        )


class FileHidden(Refused):
    """Refuse a file that is never served."""

    code = "PGL-S207"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "There is no such file here, or it is one that is never served.",
            "Dotfiles, keys, project files and links out of the folder stay private: copy what "
            "the page needs to a plain file.",
        )


class FileMissing(Refused):
    """Say that a file does not exist."""

    code = "PGL-S208"
    status = 404

    def __init__(self, path: str) -> None:
        super().__init__(
            f"There is no file {path!r} in the served folder.",
            "Check the spelling, or serve the folder that holds it.",
        )


class RangeRefused(Refused):
    """Refuse a range that the file does not have."""

    code = "PGL-S209"
    status = 416

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The asked range is outside this file of {size} bytes.",
            "Ask for one range inside the file.",
        )
        self.size = size


class BodyTooLarge(Refused):
    """Refuse a report that is too long."""

    code = "PGL-S210"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The report is longer than {limit} bytes or is not the JSON expected.",
            "Send one error at a time.",
        )


class PolicyStopped(PageletError):
    """Say that the browser stopped something that the page's policy forbids."""

    code = "PGL-S301"

    def __init__(self, directive: str, blocked: str, where: Location | None) -> None:
        if directive.endswith("trusted-types-for") or directive == "trusted-types":
            todo = "Set text instead of HTML, or write trusted_types = false in pagelet.toml."
        else:
            todo = f'Allow it in pagelet.toml: csp = {{"{directive}" = ["{blocked}"]}}.'
        super().__init__(
            f"The page's security policy ({directive}) stopped {blocked or 'something'}.",
            todo,
            where=where,
        )


class ConfigProblem(PageletError):
    """Say that the project's settings cannot be used."""


class ConfigSyntax(ConfigProblem):
    """Say that the file is not TOML."""

    code = "PGL-C101"

    def __init__(self, where: Location, reason: str) -> None:
        super().__init__(
            f"The file is not valid TOML: {reason}.",
            "Correct that line.",
            where=where,
        )


class ConfigKey(ConfigProblem):
    """Say that a key is not known."""

    code = "PGL-C102"

    def __init__(self, where: Location, key: str, suggestion: str | None, known: str) -> None:
        todo = f"Did you mean {suggestion!r}?" if suggestion else f"Known here: {known}."
        super().__init__(f"There is no setting {key!r}.", todo, where=where)


class ConfigValue(ConfigProblem):
    """Say that a value has the wrong type or range."""

    code = "PGL-C103"

    def __init__(self, where: Location, key: str, reason: str) -> None:
        super().__init__(
            f"The setting {key!r} cannot be used: {reason}.",
            "Correct the value, or remove the line to have the default.",
            where=where,
        )


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


def codes() -> Mapping[str, type[PageletError]]:
    """Map every code to the error that carries it."""
    found: dict[str, type[PageletError]] = {}
    queue: list[type[PageletError]] = [PageletError]
    while queue:
        kind = queue.pop()
        queue.extend(kind.__subclasses__())
        if "code" in vars(kind) and kind is not PageletError:
            found[kind.code] = kind
    return dict(sorted(found.items()))
