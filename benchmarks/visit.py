"""Open a page in a browser that knows nothing of it, and once more when it does."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.unwatched import Unwatched, UnwatchedPage

from pagelet_cli.browser import Browser

if TYPE_CHECKING:
    from benchmarks.server import Mount

    from pagelet_cli.browser import Tab
    from pagelet_cli.browser.session import Name

# A browser is busy with itself when it has just started.
SETTLE_SECONDS = 1.0
# Chromium keeps compiled WebAssembly some two seconds after the last function was optimised. A page that is closed
# about then is warm in one run and half warm in the next.
LINGER_SECONDS = 4.0
_LIMIT_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold what one visit took: milliseconds to the first text, bytes and requests."""

    ms: float
    bytes: int
    requests: int


def opened(name: Name) -> Unwatched | Browser:
    """Start a browser that knows nothing. Firefox opens pages for nobody but its driver."""
    return Unwatched() if name == "chromium" else Browser.start(name)


def visit(
    browser: Unwatched | Browser, mount: Mount, *, linger: float = LINGER_SECONDS, lingers: bool = False
) -> Visit:
    """Open the page in a tab of its own, and wait for its text without looking at it meanwhile."""
    mount.forget()
    tab = browser.open()
    report = reported(tab, mount, _LIMIT_SECONDS)
    time.sleep(linger)
    found = Visit(float(report["time"]), mount.bytes_sent, len(mount.sent))
    if lingers:
        _next_report(tab, mount, _LIMIT_SECONDS)
    tab.close()
    return found


def reported(tab: UnwatchedPage | Tab, mount: Mount, limit: float) -> dict[str, Any]:
    """Load the page and wait for what it tells the server: nothing may run in the page but the page."""
    tab.goto(f"{mount.base}index.html", wait="none")
    return _next_report(tab, mount, limit)


def _next_report(tab: UnwatchedPage | Tab, mount: Mount, limit: float) -> dict[str, Any]:
    deadline = time.monotonic() + limit
    while (report := mount.report(0.5)) is None:
        # Matplotlib tells the console that it looks for fonts, as an error.
        failed = any("building the font cache" not in error.text for error in tab.errors)
        if failed or time.monotonic() > deadline:
            answers = "\n".join(f"{item.status} {item.name}" for item in mount.sent)
            raise SystemExit(f"{mount.base} does not come to its text\n{answers}\n{tab.report()}")
    return report


def pair(name: Name, mount: Mount, *, lingers: bool = False) -> tuple[str, dict[str, dict[str, Any]]]:
    """Visit twice with a fresh browser; return its version too."""
    with opened(name) as browser:
        time.sleep(SETTLE_SECONDS)
        cold = visit(browser, mount, lingers=lingers)
        warm = visit(browser, mount, linger=0.2)
        return browser.version, {"cold": asdict(cold), "warm": asdict(warm)}
