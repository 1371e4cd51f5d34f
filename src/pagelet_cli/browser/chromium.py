"""Start Chromium through chromedriver, which translates BiDi for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import urllib.error
import urllib.request
from typing import Any, Self

from pagelet_cli.browser.bidi import Connection
from pagelet_cli.browser.patience import patient
from pagelet_cli.browser.process import Guard, Process, Profile, find_program
from pagelet_cli.errors import BrowserError

__all__ = ["Chromium", "flags"]

# On macOS, applications are not on PATH.
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_HTTP_SECONDS = 15
_READY = re.compile(r"started successfully on port (\d+)")

# The two pages of what its address bar could suggest, made for each window, are half a second of work. And in one
# process of some fifty, drawn by lot, Chromium notes who asks for memory: it then reads beyond the end of stacks that
# are switched (JSPI), and the page is gone. What it is: https://chromium.googlesource.com/chromium/src/+/main/docs/gwp_asan.md
_WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "GwpAsanMalloc",
    "GwpAsanPartitionAlloc",
    "HeapProfilerReporting",
)
# A test must see the page and nothing else: no updates, no first-run pages, no network of the browser's own, and
# timers that run at full speed in tabs behind the front one.
_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    f"--disable-features={','.join(_WITHOUT)}",
    "--disable-ipc-flooding-protection",
    "--disable-search-engine-choice-screen",
    "--disable-sync",
    "--metrics-recording-only",
    "--password-store=basic",
    "--use-mock-keychain",
)
# A camera and a microphone that are there on every machine, and a visitor who allows them.
_MEDIA_FLAGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


class Chromium:
    """Own one chromedriver, the Chromium it starts, and their BiDi session."""

    name = "chromium"

    def __init__(self, driver: Process, profile: Profile) -> None:
        self._driver = driver
        self._profile = profile
        self._base = ""
        self._session = ""
        self._browser_pid: int | None = None
        self._guard: Guard | None = None
        self.connection: Connection
        self.version = ""

    @staticmethod
    def programs() -> tuple[str, str]:
        """Find the browser and its driver."""
        driver = find_program(("chromedriver",), "Chromium's driver (the package chromium-driver)")
        return find_program(_NAMES, "Chromium"), driver

    @classmethod
    async def start(cls, *, headless: bool = True, media: bool = True) -> Self:
        """Start the browser and open a session."""
        program, driver_program = cls.programs()
        profile = Profile()
        try:
            driver = await Process.start(driver_program, "--port=0")
        except BaseException:
            await profile.remove()
            raise
        self = cls(driver, profile)
        try:
            await self._connect(program, flags(headless=headless, media=media))
        except BaseException:
            await self._end()
            raise
        return self

    async def _connect(self, program: str, flags: list[str]) -> None:
        self._base = f"http://127.0.0.1:{await self._driver.wait_for_line(_READY)}"
        options = {"binary": program, "args": [*flags, f"--user-data-dir={self._profile.path}"]}
        wanted = {
            "webSocketUrl": True,
            "acceptInsecureCerts": True,
            "unhandledPromptBehavior": "ignore",
            "goog:chromeOptions": options,
        }
        value = await self._http("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = value["sessionId"]
        found = value["capabilities"]
        self._browser_pid = found.get("goog:processID")
        self.version = found["browserVersion"]
        processes = [self._driver.id] if self._browser_pid is None else [self._browser_pid, self._driver.id]
        self._guard = await Guard.start(self._profile, *processes)
        self.connection = await Connection.open(found["webSocketUrl"])

    async def stop(self) -> None:
        """Close the browser and its driver, and remove the profile."""
        try:
            await self.connection.close()
        finally:
            await self._end()

    async def _end(self) -> None:
        try:
            if self._session:
                await self._http("DELETE", f"/session/{self._session}", None)
        except BrowserError:
            # chromedriver starts Chromium in a group of its own, so ending the driver's group is not enough.
            if self._browser_pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._browser_pid, signal.SIGKILL)
        finally:
            await self._driver.stop()
            await self._profile.remove()
            if self._guard is not None:
                await self._guard.dismiss()

    async def _http(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        return await asyncio.to_thread(_request, method, self._base + path, body)


def flags(*, headless: bool, media: bool) -> list[str]:
    """Return what Chromium is started with."""
    chosen = [*_FLAGS, *(_MEDIA_FLAGS if media else ())]
    if headless:
        chosen.append("--headless=new")
    # Chromium's sandbox refuses to start for root, which is what containers and CI machines commonly are.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        chosen.append("--no-sandbox")
    return chosen


def _request(method: str, url: str, body: dict[str, Any] | None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - always http on loopback
    # The driver is local: a proxy from the environment must not be asked for it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=patient(_HTTP_SECONDS)) as response:
            answer: dict[str, Any] = json.load(response)["value"] or {}
    except urllib.error.HTTPError as error:
        text = error.read().decode("utf-8", "replace")
        with contextlib.suppress(ValueError, KeyError, TypeError):
            text = json.loads(text)["value"]["message"]
        msg = f"the browser's driver refused: {text}"
        raise BrowserError(msg) from error
    except OSError as error:
        msg = f"the browser's driver does not answer: {error}"
        raise BrowserError(msg) from error
    return answer
