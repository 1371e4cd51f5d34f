"""What `pagelet serve` refuses: a wrong command line, a request, a page's own request."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pagelet_cli.errors.base import Location, PageletError

if TYPE_CHECKING:
    from pathlib import Path


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


class TwoEnds(Refused):
    """Refuse a request whose end can be read in two ways."""

    code = "PGL-S211"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "The request has both a length and a transfer encoding, so that its end is not clear.",
            "Send one of the two; a request of HTTP 1.0 has a length.",
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
