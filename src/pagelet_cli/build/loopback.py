"""Serve a build from memory to a browser of this computer, and keep it from every other host."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from pagelet_cli.serve.mime import media_type

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from pagelet_cli.build.output import File

# Beside the page's own policy, which may allow more; browsers keep to both (CSP3 §4.1.1).
_SEALED = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; form-action 'self'"


class Loopback:
    """Own the server of one build."""

    def __init__(self, files: Mapping[str, File]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, files))
        self._thread = threading.Thread(target=self._server.serve_forever, name="pagelet-loopback", daemon=True)

    @property
    def base(self) -> str:
        """Name its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it; the browser that used it is gone by then."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, files: Mapping[str, File], *given: object) -> None:
        self.files = files
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a file of the build."""
        path = unquote(urlsplit(self.path).path).removeprefix("/")
        path += "index.html" if not path or path.endswith("/") else ""
        file = self.files.get(path)
        data = file.data if file is not None else b"There is no such file in this build."
        self.send_response(200 if file is not None else 404)
        self.send_header("Content-Type", media_type(PurePosixPath(path)) if file is not None else "text/plain")
        self.send_header("Content-Security-Policy", _SEALED)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(ConnectionError):  # the page may have been left
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
