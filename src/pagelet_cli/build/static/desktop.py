"""Open the page of this folder in a window of its own; README.md says how.

The page comes from this folder, by a server that only this computer reaches.
"""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

HERE = Path(__file__).resolve().parent
APP = json.loads((HERE / "app.json").read_text("utf-8"))
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
TYPES |= {".json": "application/json", ".webmanifest": "application/manifest+json"}
KEY = hashlib.sha256(APP["name"].encode()).digest()
# What a page keeps belongs to its address: it has the same one at every start, where that is free.
FIRST, PORTS, TRIES = 49152, 16000, 20


class Handler(SimpleHTTPRequestHandler):
    """Give out the files of the site, with the headers that go with them."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def send_head(self) -> BinaryIO | None:
        """Answer only who asks for this very address, as no page of another site can."""
        _, port = self.connection.getsockname()
        if self.headers.get("Host") == f"127.0.0.1:{port}":
            return super().send_head()
        self.send_error(403)
        return None

    def list_directory(self, path: object) -> None:
        """Show no folder."""
        self.send_error(404)

    def end_headers(self) -> None:
        """Send the headers of all files, and those of this one."""
        headers = APP["headers"]
        for name, value in (headers["/*"] | headers.get(self.path.partition("?")[0], {})).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve() -> ThreadingHTTPServer:
    """Listen on the port that is this app's, or on one near it that is free."""
    wanted = int.from_bytes(KEY[:4], "big")
    handler = partial(Handler, directory=str(HERE / "site"))
    for number in range(TRIES):
        try:
            server = ThreadingHTTPServer(("127.0.0.1", FIRST + (wanted + number) % PORTS), handler)
        except OSError:
            continue
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server
    raise OSError("no port is free")


def main() -> str | int:
    """Open the window, and end with it."""
    try:
        import webview  # type: ignore[import-not-found]
    except ImportError:
        return str(APP["missing"]).format(python=sys.executable, folder=HERE)
    server = serve()
    webview.create_window(APP["name"], f"http://127.0.0.1:{server.server_port}/{APP['start']}", width=1100, height=800)
    kept = Path.home() / ".pagelet" / "apps" / KEY.hex()[:16]
    try:
        # Where Qt's browser was installed, it is the one to take.
        gui = "qt" if find_spec("PyQt6") else None
        webview.start(gui=gui, private_mode=False, storage_path=str(kept))
    except webview.errors.WebViewException:
        return str(APP["undrawable"]).format(python=sys.executable)
    finally:
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
