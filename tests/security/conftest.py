"""Run the real server, and speak to it in raw bytes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from pagelet_cli.browser.patience import patient

SECRET = "TOPSECRET-7731"
PUBLIC = "hello from the page"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def leaks(self) -> bool:
        return SECRET.encode() in self.body or b"root:x:" in self.body


@dataclass(frozen=True)
class Target:
    """A running server."""

    port: int
    process: subprocess.Popen[str]
    line: str
    site: Path

    @property
    def alive(self) -> bool:
        return self.process.poll() is None and self.ask("/page.html").status == 200

    def send(self, data: bytes, patience: float = 5) -> bytes:
        """Send bytes and read until the server closes."""
        found = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patient(patience)) as connection:
            try:
                connection.sendall(data)
                while chunk := connection.recv(65536):
                    found += chunk
            except OSError:
                pass
        return found

    def ask(self, path: str, *extra: str, method: str = "GET", host: str | None = None, body: bytes = b"") -> Answer:
        """Make one request with any path and header lines."""
        name = f"localhost:{self.port}" if host is None else host
        lines = [f"{method} {path} HTTP/1.1", f"Host: {name}", "Connection: close", *extra]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return parse(self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body))


def parse(data: bytes) -> Answer:
    """Read an answer; status 0 stands for none."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    match = re.match(r"HTTP/1\.1 (\d{3})", first)
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Answer(int(match[1]) if match else 0, headers, body)


@contextmanager
def serving(site: Path, cache: Path, *options: str) -> Iterator[Target]:
    """Run `pagelet serve` until the block ends, and see that it ends well."""
    environment = {**os.environ, "PAGELET_CACHE": str(cache), "PAGELET_OFFLINE": "1"}
    environment.pop("PAGELET_MIRROR", None)
    command = [sys.executable, "-m", "pagelet_cli", "serve", str(site), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r":(\d+)/", line)
        assert match, f"no address in {line!r}"
        yield Target(int(match[1]), process, line, site)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        finally:
            process.kill()
            if process.stdout is not None:
                process.stdout.close()


def write_site(base: Path) -> Path:
    """Write a folder with things to keep."""
    outside = base / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(SECRET)
    site = base / "site"
    (site / "sub").mkdir(parents=True)
    (site / ".git").mkdir()
    (site / "__pycache__").mkdir()
    secrets = (".env", ".git/config", "server.pem", "id_rsa", "pyproject.toml", "sub/.hidden", "my.key", ".htaccess")
    for name in (*secrets, "__pycache__/a.pyc", "pagelet.toml.bak", "app.py~"):
        (site / name).write_text("" if name == "pyproject.toml" else SECRET)
    (site / "pagelet.toml").write_text(f"# {SECRET}\n")
    (site / "page.html").write_text(f"<!doctype html><title>x</title><p>{PUBLIC}</p>")
    (site / "sub" / "data.txt").write_text("0123456789")
    (site / "main.js").write_text(f"export const a = '{PUBLIC}'\n")
    (site / "link.txt").symlink_to(outside / "secret.txt")
    (site / "linked").symlink_to(outside, target_is_directory=True)
    (site / "inner.txt").symlink_to(site / ".env")
    (site / "fine.txt").symlink_to(site / "main.js")
    os.mkfifo(site / "pipe")
    return site


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    base = tmp_path_factory.mktemp("attack")
    with serving(write_site(base), base / "cache") as running:
        yield running
