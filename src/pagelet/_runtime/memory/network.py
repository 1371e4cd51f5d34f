# ruff: noqa: N802, N815 - the platform's own names
"""The network: what ``js.fetch`` is on the desktop, so that page logic can be tested against a server."""

from __future__ import annotations

import asyncio
import http.client
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NoReturn

from .errors import JsException
from .events import EventTarget

_PIECE = 64 * 1024
_threads = ThreadPoolExecutor(thread_name_prefix="pagelet-fetch")


class Promise:
    """Something that a thread works on."""

    def __init__(self, function: Callable[..., Any], *args: Any) -> None:
        self._future: Future[Any] = _threads.submit(function, *args)

    def __await__(self) -> Generator[Any, Any, Any]:
        return asyncio.wrap_future(self._future).__await__()


class Address:
    """An address in its parts."""

    def __init__(self, href: str) -> None:
        parts = urllib.parse.urlsplit(href)
        self.href = href
        self.protocol = parts.scheme + ":"
        self.host = parts.netloc.rpartition("@")[2]
        self.hostname = parts.hostname or ""
        self.origin = f"{parts.scheme}://{self.host}" if self.host else "null"


class URL:
    """What is asked of JavaScript's class."""

    @staticmethod
    def parse(url: str, base: str = "") -> Address | None:
        """Return the address, or None if it is none."""
        try:
            href = urllib.parse.urljoin(base, url)
            parts = urllib.parse.urlsplit(href)
            parts.port  # noqa: B018 - it checks that there is none, or a number
        except ValueError:
            return None
        return Address(href) if parts.scheme and (parts.netloc or parts.scheme == "file") else None

    @staticmethod
    def createObjectURL(blob: Any) -> NoReturn:
        """Refuse: nothing here could load it."""
        raise AttributeError(f"the desktop has no address for {blob!r}, which is a part of the browser")


class Headers:
    """The headers of a request or an answer."""

    def __init__(self, pairs: Iterable[Any] = ()) -> None:
        self.pairs: dict[str, str] = {}
        for name, value in pairs:
            self.append(name, value)

    @classmethod
    def new(cls, pairs: Iterable[Any] = ()) -> Headers:
        """Make headers of pairs."""
        return cls(pairs)

    def append(self, name: str, value: str) -> None:
        """Add a value to those that are there."""
        known = self.pairs.get(name.lower())
        self.pairs[name.lower()] = value if known is None else f"{known}, {value}"

    def has(self, name: str) -> bool:
        """Tell whether there is such a header."""
        return name.lower() in self.pairs

    def set(self, name: str, value: str) -> None:
        """Set a header."""
        self.pairs[name.lower()] = value


class Object:
    """What is asked of JavaScript's class."""

    @staticmethod
    def fromEntries(headers: Headers) -> dict[str, str]:
        """Return headers as plain data."""
        return dict(headers.pairs)


class AbortSignal(EventTarget):
    """Whether a request is still wanted, and for how long."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__()
        self.aborted = False
        self.seconds = seconds

    @staticmethod
    def timeout(milliseconds: float) -> AbortSignal:
        """Make one that ends by itself."""
        return AbortSignal(milliseconds / 1000)

    @staticmethod
    def any(signals: list[AbortSignal]) -> AbortSignal:
        """Make one that ends with the first of several."""
        seconds = [signal.seconds for signal in signals if signal.seconds is not None]
        return AbortSignal(min(seconds) if seconds else None)


class AbortController:
    """Stop waiting; the thread that has begun ends by itself."""

    def __init__(self) -> None:
        self.signal = AbortSignal()

    @classmethod
    def new(cls) -> AbortController:
        """Make one the way Python makes JavaScript's objects."""
        return cls()

    def abort(self) -> None:
        """Say that nobody waits any more."""
        self.signal.aborted = True


class File:
    """A file to send."""

    def __init__(self, content: bytes | str, name: str, kind: str) -> None:
        self.content = content.encode() if isinstance(content, str) else content
        self.name = name
        self.type = kind or "application/octet-stream"

    @classmethod
    def new(cls, parts: list[Any], name: str, options: dict[str, str]) -> File:
        """Make a file of its only part."""
        return cls(parts[0], name, options.get("type", ""))


class FormData:
    """A form to send."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, Any]] = []

    @classmethod
    def new(cls) -> FormData:
        """Make an empty one."""
        return cls()

    def append(self, name: str, value: Any) -> None:
        """Add a field or file."""
        self.parts.append((name, value))

    def encoded(self) -> tuple[bytes, str]:
        """Write it as it travels (RFC 7578), with its type."""
        boundary = f"----pagelet{uuid.uuid4().hex}"
        out = bytearray()
        for name, value in self.parts:
            file = value if isinstance(value, File) else None
            extra = f'; filename="{_quoted(file.name)}"\r\nContent-Type: {file.type}' if file else ""
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"{extra}\r\n\r\n'
            out += head.encode() + (file.content if file else str(value).encode()) + b"\r\n"
        return bytes(out) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


class Response:
    """An answer, of which the body is still to be read."""

    def __init__(self, answer: Any, signal: AbortSignal) -> None:
        self._answer = answer
        self._signal = signal
        self.status = getattr(answer, "status", None) or 200
        self.statusText = getattr(answer, "reason", "") or ""
        self.ok = self.status in range(200, 300)
        self.url: str = answer.url
        self.headers = Headers(answer.headers.items())
        self.bodyUsed = False

    def arrayBuffer(self) -> Promise:
        """Read all."""
        self.bodyUsed = True
        return Promise(self._whole)

    def _whole(self) -> bytes:
        with self._answer:
            return _explained(self._answer.read)

    @property
    def body(self) -> Response:
        """The body as a stream."""
        return self

    @property
    def locked(self) -> bool:
        """Whether somebody reads it."""
        return self.bodyUsed

    def getReader(self) -> Response:
        """Read it in pieces."""
        self.bodyUsed = True
        return self

    def read(self) -> Promise:
        """Read the next piece."""
        return Promise(self._piece)

    def _piece(self) -> Any:
        data = b"" if self._signal.aborted else _explained(self._answer.read1, _PIECE)
        if not data:
            self._answer.close()
        return _Piece(data)

    def __del__(self) -> None:
        # As a browser does with what nobody reads to its end.
        self._answer.close()


class _Piece:
    def __init__(self, value: bytes) -> None:
        self.value = value
        self.done = not value


class TextDecoder:
    """Read text."""

    @classmethod
    def new(cls) -> TextDecoder:
        """Make one for UTF-8."""
        return cls()

    def decode(self, data: bytes) -> str:
        """Return the text; what is not UTF-8 is replaced."""
        return data.decode("utf-8-sig", "replace")


class Uint8Array:
    """Bytes."""

    @staticmethod
    def new(data: bytes) -> bytes:
        """Return them."""
        return data


def fetch(url: str, options: dict[str, Any]) -> Promise:
    """Ask a server, or read a file of the page's folder."""
    body, headers = options.get("body"), dict(options["headers"].pairs)
    if isinstance(body, FormData):
        body, headers["content-type"] = body.encoded()
    elif isinstance(body, str):
        headers.setdefault("content-type", "text/plain;charset=UTF-8")
        body = body.encode()
    return Promise(_ask, _request(url, options.get("method", "GET").upper(), body, headers), options["signal"])


def _request(url: str, method: str, body: bytes | None = None, headers: Any = None) -> urllib.request.Request:
    return urllib.request.Request(url, body, headers or {}, method=method)  # noqa: S310 - the test says where to


def _ask(request: urllib.request.Request, signal: AbortSignal) -> Response:
    try:
        answer = urllib.request.urlopen(request, timeout=signal.seconds)  # noqa: S310 - the test says where to
    except urllib.error.HTTPError as error:
        answer = error.with_traceback(None)  # 404 is an answer like any other
    except OSError as error:
        raise _failure(error) from error
    return Response(answer, signal)


def _explained(read: Callable[..., bytes], *args: Any) -> bytes:
    try:
        return read(*args)
    except (OSError, http.client.HTTPException) as error:
        raise _failure(error) from error


def _failure(error: Exception) -> JsException:
    cause = getattr(error, "reason", error)
    if isinstance(cause, TimeoutError):
        return JsException("it took too long", "TimeoutError")
    return JsException(str(cause) or type(cause).__name__, "NetworkError")


class XMLHttpRequest:
    """The older way to ask, which waits."""

    status = 0
    responseText = ""

    @classmethod
    def new(cls) -> XMLHttpRequest:
        """Make one."""
        return cls()

    def open(self, method: str, url: str, asynchronous: bool) -> None:  # noqa: ARG002, FBT001 - as the platform has it
        """Say what to ask for; it always waits here."""
        self._request = _request(url, method)

    def send(self) -> None:
        """Ask, and wait for the answer."""
        answer = _ask(self._request, AbortSignal())
        self.status, self.statusText = answer.status, answer.statusText
        self.responseText = TextDecoder().decode(answer._whole())  # noqa: SLF001


__all__ = [
    "URL",
    "AbortController",
    "AbortSignal",
    "File",
    "FormData",
    "Headers",
    "Object",
    "Promise",
    "Response",
    "TextDecoder",
    "Uint8Array",
    "XMLHttpRequest",
    "fetch",
]
