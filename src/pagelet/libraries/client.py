"""``http.client``: what it sends is read here, and asked of the browser; what it reads is the browser's answer.

Everything else in it, and in ``urllib.request`` above it, goes on as always.
"""

from __future__ import annotations

import io

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_END = b"\r\n\r\n"


class Line:
    """What takes the place of a socket."""

    def __init__(self, scheme: str, host: str, timeout: Any) -> None:
        self._origin = scheme + "://" + host
        self._timeout = timeout if isinstance(timeout, (int, float)) else None  # or it is the library's default mark
        self._sent = b""
        self._answer: Any = None

    def sendall(self, data: Any) -> None:
        """Take the next part of a request; once all of it is there, it goes out."""
        self._sent += bytes(data)
        head, end, body = self._sent.partition(_END)
        if not end:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name, value.strip()) for name, _, value in [line.partition(":") for line in lines]]
        whole = _whole({name.lower(): value for name, value in headers}, body)
        if whole is not None:
            self._sent = b""
            self._ask(first, headers, whole)

    def _ask(self, first: str, headers: list[tuple[str, str]], body: bytes) -> None:
        method, path, _ = first.split(" ", 2)
        url = path if "://" in path else self._origin + path
        from .exchange import exchange

        answer = exchange(method, url, headers, body, self._timeout)
        lines = ["HTTP/1.1 " + str(answer.status) + " " + answer.reason]
        lines += [name + ": " + value for name, value in answer.headers]
        lines.append("connection: close")
        answer.body.unread("\r\n".join(lines).encode("latin-1", "replace") + _END)
        self._answer = answer.body

    def makefile(self, mode: str, *args: Any) -> Any:  # noqa: ARG002 - as a socket has it
        """Return the answer."""
        return io.BufferedReader(self._answer)

    def settimeout(self, seconds: Any) -> None:
        """Wait so long at most."""
        self._timeout = seconds

    def close(self) -> None:
        """Leave the answer to whoever reads it."""

    def setsockopt(self, *args: Any) -> None:
        """Leave the connection itself to the browser."""


def _whole(headers: dict[str, str], body: bytes) -> bytes | None:
    """Return the body, or None if there is more to come."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return _joined(body) if body.endswith(b"0" + _END) else None
    return body if len(body) >= int(headers.get("content-length", 0)) else None


def _joined(chunks: bytes) -> bytes:
    body = b""
    while True:
        size, _, rest = chunks.partition(b"\r\n")
        count = int(size, 16)
        if count == 0:
            return body
        body += rest[:count]
        chunks = rest[count + 2 :]


def change(module: Any) -> None:
    """Let connections be made here. Without ``ssl`` the library has none for https; the browser has."""
    plain = module.HTTPConnection

    if not hasattr(module, "HTTPSConnection"):

        class HTTPSConnection(plain):  # type: ignore[misc, valid-type]
            """A connection to an https address."""

            default_port = 443

            def __init__(self, *args: Any, **options: Any) -> None:
                certificates = ("context", "check_hostname", "key_file", "cert_file")
                super().__init__(*args, **{key: options[key] for key in options if key not in certificates})

        module.HTTPSConnection = HTTPSConnection
        module._create_https_context = lambda version: None  # noqa: ARG005, SLF001

    def connect(self: Any) -> None:
        secure = isinstance(self, module.HTTPSConnection)
        host = "[" + self.host + "]" if ":" in self.host else self.host
        port = "" if self.port == self.default_port else ":" + str(self.port)
        self.sock = Line("https" if secure else "http", host + port, self.timeout)

    plain.connect = module.HTTPSConnection.connect = connect


__all__ = ["Line", "change"]
