"""What `nginx.conf` and `Caddyfile` say, as nginx and Caddy read them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from http.client import HTTPMessage
from pathlib import Path

import pytest

from pagelet_cli.build.hosts import Policies, files
from pagelet_cli.config import Settings
from pagelet_cli.serve.server import listen


def built(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """Lay out a site, and return it with its files for hosts."""
    site = tmp_path / "site"
    own_files = ("index.html", "a page.html", "manifest.webmanifest")
    for name in (*own_files, "_pagelet/x/pagelet.worker.js", "_pagelet/a.wasm"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name, "utf-8")
    (site / "_pagelet/a.wasm.gz").write_bytes(b"packed")
    (site / "_pagelet/a.wasm.zst").write_bytes(b"packed well")
    policies = Policies({"index.html": "default-src 'self'", "a page.html": "img-src 'none'"}, "_pagelet/x")
    return site, files(policies, Settings(coop=True))


def looked_at(port: int, encoding: str) -> None:
    """Look at what a host sends."""
    page = _asked(port, "/")
    assert page["Content-Security-Policy"] == "default-src 'self'"
    assert page["Cache-Control"] == "no-cache"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert _asked(port, "/a%20page.html")["Content-Security-Policy"] == "img-src 'none'"
    assert _asked(port, "/manifest.webmanifest").get_content_type() == "application/manifest+json"
    wasm = _asked(port, "/_pagelet/a.wasm")
    assert (wasm.get_content_type(), wasm["Content-Encoding"]) == ("application/wasm", encoding)
    assert "immutable" in wasm["Cache-Control"]
    assert "wasm-unsafe-eval" in _asked(port, "/_pagelet/x/pagelet.worker.js")["Content-Security-Policy"]


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed")
def test_caddy_sends_what_a_build_asks_for(tmp_path: Path) -> None:
    site, hosting = built(tmp_path)
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    conf = tmp_path / "Caddyfile"
    own = (
        hosting["Caddyfile"]
        .decode()
        .replace(":8080 {", f"http://127.0.0.1:{port} {{")
        .replace("root * .", f"root * {site}")
    )
    conf.write_text(f"{{\n\tadmin off\n}}\n{own}", "utf-8")
    home = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(conf)]
    running = subprocess.Popen(command, env=home, stderr=subprocess.DEVNULL)
    try:
        looked_at(port, "zstd")
    finally:
        running.terminate()
        running.wait()


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_sends_what_a_build_asks_for(tmp_path: Path) -> None:
    site, hosting = built(tmp_path)
    own = hosting["nginx.conf"].decode()
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    for before, after in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("root /var/www/html;", f"root {site};"),
        ("include mime.types;", "include /etc/nginx/mime.types;"),
    ):
        assert before in own
        own = own.replace(before, after)
    for folder in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        own = own.replace("server {", f"{folder}_temp_path {tmp_path / folder};\nserver {{", 1)
    # Root's files are root's alone.
    user = "user root;" if not os.geteuid() else ""
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"pid {tmp_path}/pid; {user} daemon off; events {{}}\nhttp {{ access_log off; {own} }}", "utf-8")
    running = subprocess.Popen(["nginx", "-c", str(conf), "-e", str(tmp_path / "errors")])
    try:
        looked_at(port, "gzip")
        assert not (tmp_path / "errors").read_text("utf-8")
    finally:
        running.terminate()
        running.wait()


def _asked(port: int, path: str) -> HTTPMessage:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip, zstd"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(50):
        try:
            with opener.open(request, timeout=5) as answer:
                return answer.headers
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError):
                raise
            # It is about to listen.
            time.sleep(0.1)
    pytest.fail("nobody listens")
