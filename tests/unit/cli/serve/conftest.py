"""Run the real server on a folder, and ask it with a plain client."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

HELLO = '<!doctype html>\n<title>Hello</title>\n<script type="mpy">print(1)</script>\n'


@dataclass
class Served:
    """A running server and a client for it."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    client: httpx2.Client = field(default_factory=httpx2.Client)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def said(self, text: str) -> bool:
        """Wait until the terminal shows a text."""
        for _ in range(200):
            if any(text in line for line in self.lines):
                return True
            threading.Event().wait(0.02)
        return False


Start = Callable[..., Served]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start servers that end with the test."""
    running: list[tuple[Served, threading.Thread]] = []

    def run(path: Path, *options: str, port: str = "0", **environment: str) -> Served:
        command = [sys.executable, "-m", "pagelet_cli", "serve", str(path), "--port", port, *options]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
        )
        served = Served(process)
        ready = threading.Event()
        reader = threading.Thread(target=read, args=(served, ready))
        reader.start()
        running.append((served, reader))
        assert ready.wait(20)
        match = re.search(r"http://[^/]+", served.lines[0])
        assert match, served.lines
        served.client.base_url = httpx2.URL(match[0])
        return served

    def read(served: Served, ready: threading.Event) -> None:
        assert served.process.stdout is not None
        for line in served.process.stdout:
            served.lines.append(line)
            ready.set()
        ready.set()

    yield run
    for served, reader in running:
        served.client.close()
        served.process.send_signal(signal.SIGINT)
        code = served.process.wait(10)
        reader.join()
        assert served.process.stdout is not None
        served.process.stdout.close()
        assert code == 0, served.lines
        assert not any("Traceback" in line for line in served.lines), served.lines


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a page."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "hello.html").write_text(HELLO)
    return folder
