"""Open pages in a Chromium that nobody looks into, as visitors do.

A driver attaches the browser's inspector to each page. Then Chromium notes where each exception is raised, and reads
the function that raises it once more to know the line: for those that interpreters are loaded by, 60 ms.
The endpoints: https://chromedevtools.github.io/devtools-protocol/#endpoints
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import quote

from pagelet_cli.browser.chromium import Chromium, flags

if TYPE_CHECKING:
    from types import TracebackType

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


class UnwatchedPage:
    """Hold a page that can be opened and closed, and cannot be asked anything."""

    errors = ()

    def __init__(self, browser: Unwatched) -> None:
        self._browser = browser
        self._id = ""

    def goto(self, url: str, *, wait: Literal["none"]) -> None:  # noqa: ARG002 - there is no other way
        """Open a tab that goes there."""
        self._id = str(self._browser.ask("PUT", f"new?{quote(url, safe='')}")["id"])

    def report(self) -> str:
        """Say what can be said."""
        return "(look at the page in a browser: nobody has looked into this one)"

    def close(self) -> None:
        """Close the tab."""
        self._browser.ask("PUT", f"close/{self._id}")


class Unwatched:
    """Own one Chromium and its profile."""

    def __init__(self) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="pagelet-browser-"))
        program, _driver = Chromium.programs()
        command = [program, *flags(headless=True, media=False), "--remote-debugging-port=0"]
        self._process = subprocess.Popen(
            [*command, f"--user-data-dir={self._profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._base = f"http://127.0.0.1:{self._port()}/json/"
            self.version = str(self.ask("GET", "version")["Browser"]).rpartition("/")[2]
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the browser, and remove its profile."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def open(self) -> UnwatchedPage:
        """Return what will be a tab of its own."""
        return UnwatchedPage(self)

    def ask(self, method: str, what: str) -> dict[str, Any]:
        """Ask the browser, not a page."""
        request = urllib.request.Request(self._base + what, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=_START_SECONDS) as response:
            text = response.read().decode()
        return dict(json.loads(text)) if text.startswith("{") else {}

    def _port(self) -> int:
        note = self._profile / "DevToolsActivePort"
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if note.is_file() and (lines := note.read_text("utf-8").split()):
                return int(lines[0])
            time.sleep(0.05)
        raise SystemExit("Chromium does not say where it can be asked.")
