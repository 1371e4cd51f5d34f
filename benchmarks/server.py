"""Serve every contender in the same way: from memory, compressed ahead, cached by browsers for good.

Each set of files is mounted under an address of its own (`/v7/...`), so that no cache has seen any of them, and each
mount counts the bytes that it sends.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import queue
import sys
import threading
import traceback
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from benchmarks.throttle import Throttle
from benchmarks.twins import compressed

from pagelet_cli.serve.headers import IMMUTABLE, ISOLATION
from pagelet_cli.serve.mime import is_html, media_type

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_LONGEST_REPORT = 1 << 20
_REASONS = {200: "OK", 204: "No Content", 304: "Not Modified", 404: "Not Found"}


@dataclass(frozen=True)
class File:
    """Hold a file as it is sent."""

    name: str
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def tag(self) -> str:
        """Name the content, for browsers that ask whether it is still the same."""
        return f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'

    @cached_property
    def twin(self) -> tuple[str, bytes] | None:
        """Return the compressed form, after the name of its encoding."""
        return compressed(self.name, self.data)


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold what one answer cost."""

    name: str
    status: int
    size: int


@dataclass
class Mount:
    """Hold the files of one page, where they are, and what has been sent of them."""

    base: str
    files: Mapping[str, File]
    isolated: bool = False
    throttle: Throttle | None = None
    sent: list[Sent] = field(default_factory=list)
    _reports: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)

    def forget(self) -> None:
        """Begin a new visit: what was counted and reported before does not belong to it."""
        self.sent.clear()
        while not self._reports.empty():
            self._reports.get_nowait()

    def report(self, seconds: float) -> dict[str, Any] | None:
        """Wait a while for what the page says about itself."""
        try:
            return self._reports.get(timeout=seconds)
        except queue.Empty:
            return None

    def receive(self, report: dict[str, Any]) -> None:
        """Take the report of a page."""
        self._reports.put(report)

    @property
    def bytes_sent(self) -> int:
        """Add up the visit so far, headers included."""
        return sum(item.size for item in list(self.sent))


class Server:
    """Run the server in threads of this process."""

    def __init__(self) -> None:
        self._mounts: dict[str, Mount] = {}
        self._numbers = itertools.count(1)
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.mounts = self._mounts
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def mount(self, files: Mapping[str, File], *, isolated: bool = False, throttle: Throttle | None = None) -> Mount:
        """Give files an address that no browser has seen yet."""
        for file in files.values():
            _ = file.twin  # made now, not while a page waits
        number = f"v{next(self._numbers)}"
        mount = Mount(f"http://127.0.0.1:{self._http.server_port}/{number}/", files, isolated, throttle)
        self._mounts[number] = mount
        return mount


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    mounts: Mapping[str, Mount]

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - its base names them
        """Let browsers hang up when they like."""
        if not isinstance(sys.exception(), ConnectionError):
            traceback.print_exc()


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Send a file."""
        mount, name = self._asked()
        file = mount.files.get(name) if mount is not None else None
        if mount is None or file is None:
            self._send(mount, name, 404, {}, b"")
        else:
            self._answer(mount, file)

    def do_POST(self) -> None:
        """Take the report of a page."""
        mount, name = self._asked()
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(size, _LONGEST_REPORT))
        if mount is None or name != "report":
            self._send(mount, name, 404, {}, b"")
            return
        # The page waits for nothing: it is answered before anybody reads what it said.
        self._send(None, name, 204, {}, b"")
        mount.receive(json.loads(body))

    def _asked(self) -> tuple[Mount | None, str]:
        number, _, name = urlsplit(self.path).path[1:].partition("/")
        return self.server.mounts.get(number), name

    def _answer(self, mount: Mount, file: File) -> None:
        headers = {"ETag": file.tag, "Vary": "Accept-Encoding", **file.headers}
        headers["Cache-Control"] = "no-cache" if is_html(PurePath(file.name)) else IMMUTABLE
        if mount.isolated:
            headers |= {**ISOLATION, "Cross-Origin-Resource-Policy": "same-origin"}
        if self.headers.get("If-None-Match") == file.tag:
            self._send(mount, file.name, 304, headers, b"")
            return
        headers["Content-Type"] = media_type(PurePath(file.name))
        data = file.data
        if file.twin is not None and file.twin[0] in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"], data = file.twin
        self._send(mount, file.name, 200, headers, data)

    def _send(self, mount: Mount | None, name: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        lines = [f"HTTP/1.1 {status} {_REASONS[status]}", f"Date: {formatdate(usegmt=True)}"]
        lines += [f"{header}: {value}" for header, value in headers.items()]
        if status not in (204, 304):
            lines.append(f"Content-Length: {len(body)}")
        data = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
        throttle = None
        if mount is not None:
            # Counted first: a browser may be done with the page before this thread goes on.
            mount.sent.append(Sent(name, status, len(data)))
            throttle = mount.throttle
        if throttle is None:
            self.wfile.write(data)
            return
        throttle.pause()
        for piece in throttle.pieces(data):
            throttle.take(len(piece))
            self.wfile.write(piece)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""
