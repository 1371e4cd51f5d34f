"""An app's window, as pywebview and Qt draw it on a screen that nobody sees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from pagelet_cli.serve.server import listen

# scripts/nightly makes it, of requirements/desktop.txt.
PYTHON = os.environ.get("PAGELET_DESKTOP_PYTHON", "")
PAGE = """<!doctype html><title>In a window</title><p></p><script type="{kind}">
from pagelet import page, storage
kept = await storage("app")
page["p"][0].text = f"{kept.get('before', 'nothing')} before"
kept["before"] = "something"
await kept.sync()
page["p"].classes.add("done")
</script>"""


@pytest.fixture
def screen() -> Iterator[str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1200x900x24", "-nolisten", "tcp"]
    running = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as number:
        yield f":{number.readline().strip()}"
    running.terminate()
    running.wait()


@pytest.mark.nightly
@pytest.mark.skipif(
    not (PYTHON and shutil.which("Xvfb")), reason="scripts/nightly has the Python with pywebview, and Xvfb"
)
def test_an_app_opens_in_a_window_and_keeps_its_data(tmp_path: Path, screen: str) -> None:
    (tmp_path / "index.html").write_text(PAGE.replace("{kind}", "py"), "utf-8")
    command = [sys.executable, "-m", "pagelet_cli", "build", "index.html", "--desktop", "-o", "app"]
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    for said in ("nothing before", "something before"):
        with listen("127.0.0.1", 0) as free:
            port = free.getsockname()[1]
        qt = {"QT_QPA_PLATFORM": "xcb", "QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_REMOTE_DEBUGGING": str(port)}
        surroundings = {**os.environ, **qt, "DISPLAY": screen, "HOME": str(tmp_path)}
        with (tmp_path / "log").open("wb") as log:
            app = subprocess.Popen([PYTHON, "app/app.py"], cwd=tmp_path, env=surroundings, stderr=log)
        try:
            assert wait(port, "document.querySelector('.done')?.textContent") == said, (tmp_path / "log").read_text()
            assert wait(port, "document.title") == "In a window"
        finally:
            app.terminate()
            app.wait()


def wait(port: int, expression: str) -> Any:
    """Ask the window's browser until there is an answer: https://chromedevtools.github.io/devtools-protocol/."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            with opener.open(f"http://127.0.0.1:{port}/json", timeout=30) as listed:
                (page, *_) = json.load(listed)
            with connect(page["webSocketDebuggerUrl"], proxy=None) as socket:
                socket.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": {"expression": expression}}))
                if found := json.loads(socket.recv())["result"]["result"].get("value"):
                    return found
        except (OSError, ValueError, KeyError):
            pass  # it is about to start
        time.sleep(0.2)
    return None
