"""What the server refuses. One function a threat; the table in `routes` says which route has which."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from pagelet_cli.errors import (
    BodyTooLarge,
    CrossSite,
    FileHidden,
    ForeignHost,
    ForeignOrigin,
    MethodRefused,
    PathRefused,
    TokenMissing,
    TwoEnds,
)

REPORT_LIMIT = 64 * 1024
_PATH_LIMIT = 4096
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_WILDCARD = frozenset({"0.0.0.0", "::", "[::]", ""})  # noqa: S104 - compared with, never bound
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"(?:^|/)[A-Za-z]:")
_HIDDEN = re.compile(
    r"\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)$|^id_(rsa|dsa|ecdsa|ed25519)|^(pagelet|pyproject)\.toml$"
    r"|~$|\.(bak|swp|swo|orig)$",
    re.IGNORECASE,
)
# Windows opens its devices in any folder and under any suffix (CVE-2025-27210), also with spaces before it; see
# https://docs.python.org/3/library/os.path.html#os.path.isreserved
_DEVICE = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Doors:
    """Hold who may come in: the address of the server and the token, if one is needed."""

    host: str
    port: int
    token: str | None = None
    cookie: str = field(default="pagelet")

    @property
    def names(self) -> frozenset[str]:
        """Give the host names that are ours."""
        return _LOOPBACK | {_bracketed(self.host)}


Guard = Callable[[Request, Doors], None]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this computer only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host(request: Request, doors: Doors) -> None:
    """Refuse names that are not ours: DNS rebinding makes any name point here (RFC 9110 §7.2)."""
    values = request.headers.getlist("host")
    value = values[0].lower() if len(values) == 1 else ""
    match = re.fullmatch(r"(\[[0-9a-f:.]+\]|[a-z0-9._\-]+)(?::([0-9]{1,5}))?", value)
    if match is None or int(match[2] or 80) != doors.port:
        raise ForeignHost(value)
    if match[1] in doors.names:
        return
    # On every address (0.0.0.0) the number itself is ours, and the token keeps strangers out.
    if _bracketed(doors.host) in _WILDCARD and doors.token and _is_number(match[1]):
        return
    raise ForeignHost(value)


def _is_number(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def origin(request: Request, _doors: Doors) -> None:
    """Refuse what pages of other sites send (RFC 6454 §7, Fetch Metadata)."""
    for value in request.headers.getlist("origin"):
        if value.lower() != f"http://{request.headers.get('host', '').lower()}":
            raise ForeignOrigin(value)


def site(request: Request, _doors: Doors) -> None:
    """Refuse to be included: cross-site script inclusion reads files through a script tag."""
    where = request.headers.get("sec-fetch-site", "none")
    if where in ("same-origin", "none"):
        return
    # Another port of localhost is "same-site" and yet another program: only a visit may come from there.
    visit = request.headers.get("sec-fetch-mode") == "navigate"
    if visit and request.headers.get("sec-fetch-dest") == "document" and request.method == "GET":
        return
    raise CrossSite(where)


def token(request: Request, doors: Doors) -> None:
    """Ask for the token when the network can reach the server."""
    if doors.token is not None and not has_token(request.cookies.get(doors.cookie), doors):
        raise TokenMissing


def has_token(given: str | None, doors: Doors) -> bool:
    """Compare without telling by the time it takes how much was right."""
    expected = (doors.token or "").encode()
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), expected)


def framing(request: Request, _doors: Doors) -> None:
    """Refuse a request with two ends: who reads it before us may see another one after it (RFC 9112 §6.1)."""
    length = "content-length" in request.headers or request.scope["http_version"] == "1.0"
    if length and "transfer-encoding" in request.headers:
        raise TwoEnds


def reading(request: Request, _doors: Doors) -> None:
    """Refuse methods that change things (RFC 9110 §9.2.1)."""
    if request.method not in ("GET", "HEAD"):
        raise MethodRefused(request.method)


def reporting(request: Request, _doors: Doors) -> None:
    """Let only our own pages send a report: the one request that is not reading."""
    if request.method != "POST":
        raise MethodRefused(request.method)
    if not request.headers.get("origin"):
        raise ForeignOrigin("nowhere")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise BodyTooLarge(REPORT_LIMIT)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > REPORT_LIMIT:
        raise BodyTooLarge(REPORT_LIMIT)


def path(request: Request, _doors: Doors) -> None:
    """Refuse every way to write a path that leaves the folder (CWE-22).

    The bytes as they came are judged, before anything decodes them: CVE-2025-31125, CVE-2025-31486 and
    CVE-2025-32395 all hid in the difference between two readings of one path.
    """
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    if len(raw) > _PATH_LIMIT:
        raise PathRefused("is too long")
    if not raw.startswith(b"/"):
        raise PathRefused("does not begin with a slash")
    if b"#" in raw or b"?" in raw:
        raise PathRefused("holds a fragment")
    once = unquote_to_bytes(raw)
    # A real file named `100%25.txt` is rarer than an attack: what still decodes is refused.
    if b"%" in raw and unquote_to_bytes(once) != once:
        raise PathRefused("is encoded twice")
    try:
        text = once.decode("utf-8")
    except UnicodeDecodeError:
        raise PathRefused("is not UTF-8") from None
    _plain(text)


def _plain(text: str) -> None:
    if _CONTROL.search(text):
        raise PathRefused("holds control characters")
    if "\\" in text or "//" in text or _DRIVE.search(text):
        raise PathRefused("holds a backslash, an empty part or a drive")
    for part in text.split("/"):
        if part in (".", "..") or part != part.rstrip(". ") or _DEVICE.match(part):
            raise PathRefused("holds a part that is no plain name")
        if ":" in part:
            raise PathRefused("holds a colon")


def hidden(request: Request, _doors: Doors) -> None:
    """Refuse what is never meant to be seen: dotfiles, keys, project files."""
    text = unquote_to_bytes(request.scope.get("raw_path") or b"/").decode("utf-8", "replace")
    if any(is_hidden(part) for part in text.split("/")):
        raise FileHidden


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder of that name stays private."""
    return name.startswith(".") or name == "__pycache__" or bool(_HIDDEN.search(name))
