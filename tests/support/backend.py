# ruff: noqa: N815 - the names that http.server calls
"""A real HTTP server with the manners, good and bad, of the servers that pages meet."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

ALL_BYTES = bytes(range(256))
TABLE = "name,mass\nMercury,0.33\nVenus,4.87\nÉarth,5.97\n"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    allow = True

    def _route(self) -> None:
        parts = urlsplit(self.path)
        name, _, rest = parts.path.strip("/").partition("/")
        self.query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        self.rest = rest
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self._chunks() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(length)
        self.server.seen.append((self.command, self.path))  # type: ignore[attr-defined]
        self.allow = name != "refused"
        action: Callable[[], None] = getattr(self, f"go_{name}", self.go_missing)
        with contextlib.suppress(ConnectionError):
            action()

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _route

    def do_OPTIONS(self) -> None:
        self.allow = "/refused" not in self.path
        self._send(b"", 204)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        if self.allow:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Methods", "*")
            self.send_header("Access-Control-Allow-Headers", "*")
            self.send_header("Access-Control-Expose-Headers", "*")
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()

    def _send(
        self, body: bytes | str, status: int = 200, kind: str = "text/plain; charset=utf-8", **headers: str
    ) -> None:
        data = body.encode() if isinstance(body, str) else body
        if status != 204:  # which has neither
            headers |= {"Content_Type": kind, "Content_Length": str(len(data))}
        self._head(status, **headers)
        if self.command != "HEAD":
            self.wfile.write(data)

    def _json(self, value: Any, status: int = 200) -> None:
        self._send(json.dumps(value), status, "application/json")

    def go_missing(self) -> None:
        self._send("<!doctype html><title>Not here</title>", 404, "text/html")

    def go_json(self) -> None:
        self._json({"name": "Ada", "list": [1, 2.5, None]})

    def go_refused(self) -> None:
        self._json({"secret": 1})

    def go_bytes(self) -> None:
        self._send(ALL_BYTES * int(self.query.get("times", "1")), kind="application/octet-stream")

    def go_table(self) -> None:
        self._send((b"\xef\xbb\xbf" if self.rest == "bom.csv" else b"") + TABLE.encode(), kind="text/csv")

    def go_status(self) -> None:
        self._json({"status": int(self.rest)}, int(self.rest))

    def go_redirect(self) -> None:
        self._send("", int(self.query.get("status", "302")), Location="/echo")

    def go_echo(self) -> None:
        headers = {key.lower(): value for key, value in self.headers.items()}
        self._json({"method": self.command, "headers": headers, "body": self.body.hex(), "query": self.query})

    def go_gzip(self) -> None:
        self._send(gzip.compress(TABLE.encode()), kind="text/csv", Content_Encoding="gzip")

    def go_archive(self) -> None:
        self._send(gzip.compress(TABLE.encode()), kind="application/gzip")

    def go_chunked(self) -> None:
        self._head(200, Content_Type="text/plain", Transfer_Encoding="chunked")
        for piece in ("one ", "two ", "three"):
            self.wfile.write(f"{len(piece):x}\r\n{piece}\r\n".encode())
            self.wfile.flush()
            time.sleep(0.15)
        self.wfile.write(b"0\r\n\r\n")

    def go_slow(self) -> None:
        time.sleep(float(self.query.get("seconds", "3")))
        self._send("at last")

    def go_endless(self) -> None:
        self._head(200, Content_Type="text/plain", Content_Length=str(1 << 40))
        try:
            while True:
                self.wfile.write(b"x" * 1000)
                time.sleep(0.02)
        except OSError:
            self.server.seen.append(("LEFT", self.path))  # type: ignore[attr-defined]

    def go_reset(self) -> None:
        # The network's own way of saying no: RST in place of an answer.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def go_broken(self) -> None:
        self._head(200, Content_Type="text/plain", Content_Length="1000")
        self.wfile.write(b"the beginning")
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        pass


class Backend:
    """Serve from the beginning of `with` to its end."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.seen = []  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    @property
    def seen(self) -> list[tuple[str, str]]:
        """What was asked for, in order."""
        return self._server.seen  # type: ignore[attr-defined,no-any-return]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def free_port() -> int:
    """Return a port of this computer that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
