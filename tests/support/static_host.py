"""A static host as simple as they come: it knows of no headers but the type, or of those in `_headers`."""

from __future__ import annotations

import contextlib
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import unquote

from pagelet_cli.serve.mime import media_type


class StaticHost:
    """Serve a folder below a path of its own, and remember what was asked for."""

    def __init__(self, folder: Path, *, below: str = "/some/where/", headers: bool = False, port: int = 0) -> None:
        self.folder = folder
        self.below = below
        self.asked: list[str] = []
        self.gone = False
        # What is done to the next requests for a file of this name: "missing", "cut", "flipped", "slow" or "held".
        self.faults: dict[str, list[str]] = {}
        # What it takes files for, by their suffixes, where it knows no better.
        self.types: dict[str, str] = {}
        self.released = threading.Event()
        self.rules = _rules(folder / "_headers") if headers else []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def base(self) -> str:
        """Return the address of the folder."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{self.below}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gone = True
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def _rules(path: Path) -> list[tuple[str, str, str]]:
    found, address = [], ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("/"):
            address = line.strip()
        else:
            name, _, value = line.strip().partition(": ")
            found.append((address, name, value))
    return found


def _fits(rule: str, address: str) -> bool:
    return address == rule or (rule.endswith("*") and address.startswith(rule[:-1]))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    encodings: ClassVar[dict[str, str]] = {"zstd": ".zst", "br": ".br", "gzip": ".gz"}

    def __init__(self, host: StaticHost, *given: object) -> None:
        self.host = host
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.host.gone:
            # A browser keeps connections open longer than a server lives.
            self.close_connection = True
            return
        whole = unquote(self.path.partition("?")[0])
        inside = whole.removeprefix(self.host.below)
        self.host.asked.append(self.path.removeprefix(self.host.below))
        path = self.host.folder / (f"{inside}index.html" if inside == "" or inside.endswith("/") else inside)
        if not whole.startswith(self.host.below) or not path.is_file():
            self._send(404, b"not here", {"Content-Type": "text/plain"})
            return
        headers = {"Content-Type": self.host.types.get(path.suffix) or media_type(PurePosixPath(path.name))}
        headers |= {name: value for rule, name, value in self.host.rules if _fits(rule, f"/{inside}")}
        offered = self.headers.get("Accept-Encoding", "").replace(" ", "").split(",")
        for encoding, suffix in self.encodings.items():
            twin = path.with_name(path.name + suffix)
            if encoding in offered and twin.is_file():
                path, headers["Content-Encoding"] = twin, encoding
                break
        waiting = self.host.faults.get(PurePosixPath(inside).name)
        self._faulty(waiting.pop(0) if waiting else "", path.read_bytes(), headers)

    def _faulty(self, fault: str, data: bytes, headers: dict[str, str]) -> None:
        if fault == "missing":
            self._send(404, b"not here", {"Content-Type": "text/plain"})
            return
        if fault == "flipped":
            data = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
        if fault == "slow":
            time.sleep(1)
        if fault == "held":
            self.host.released.wait(120)
        self._send(200, data, headers, len(data) // 2 if fault == "cut" else len(data))

    def _send(self, status: int, data: bytes, headers: dict[str, str], until: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the page may have been left
            self.wfile.write(data[:until])
        self.close_connection |= until is not None and until < len(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
