"""Serve fixed pages without Pagelet: these tests are about the driver alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

PAGES = {
    "/": "<!doctype html><title>plain</title><p id=p>hello</p>",
    "/form": """<!doctype html>
        <button id=b onclick="this.textContent = event.isTrusted + ' ' + event.detail">go</button>
        <button id=off disabled>off</button>
        <input id=i
          onkeydown="this.dataset.keys = (this.dataset.keys || '') + event.key + (event.shiftKey ? '^' : '') + ' '">
        <div style="height: 3000px"></div><button id=low onclick="this.textContent = 'reached'">low</button>
        <div id=host></div>
        <script>host.attachShadow({mode: "open"}).innerHTML = "<p>inside</p>"</script>""",
    "/late": """<!doctype html><body><script>
        setTimeout(() => { document.body.innerHTML = "<p id=late>now</p>" }, 200);
        setTimeout(() => { location.href = "/?next" }, 700)</script>""",
    "/loud": """<!doctype html><div class="pagelet-error">it broke</div><script>
        console.log("said", 1); console.warn("careful"); console.error("bad");
        function thrower() { throw new Error("boom") } setTimeout(thrower)</script>""",
    "/refused": "<pre>The server failed on this request.</pre>",
    "/strict": "<!doctype html><title>strict</title><p id=p>csp</p>",
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path.split("?")[0], "").encode()
        self.send_response(500 if self.path == "/refused" else 200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/strict":
            self.send_header("Content-Security-Policy", "default-src 'none'; require-trusted-types-for 'script'")
        if self.path == "/refused":
            self.send_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def plain() -> Iterator[str]:
    """Return the address of a server with the pages above, without the last slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
