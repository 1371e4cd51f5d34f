"""Chromium looks at stacks where it notes who asks for memory; Python's own must bear it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pagelet_cli.browser import Browser, chromium

if TYPE_CHECKING:
    from tests.conftest import Serve

# It makes much of the browser's own, which asks for memory while Python runs: at once, and when it has waited.
PAGE = """<script type="py">
import asyncio
from js import URL
from pagelet import display

def ask():
    for number in range(20_000):
        URL.new(f"https://example.org/{number}")

ask()
await asyncio.sleep(0.01)
ask()
display("alive")
</script>"""
# Where a process is drawn by lot, draw every one.
WATCHED = "--enable-features=HeapProfilerReporting:stable-probability/1.0/nonstable-probability/1.0"


def test_python_lives_where_memory_is_watched(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    stock = chromium.flags

    def flags(*, headless: bool, media: bool) -> list[str]:
        chosen = stock(headless=headless, media=media)
        return [*(flag for flag in chosen if not flag.startswith("--disable-features=")), WATCHED]

    monkeypatch.setattr(chromium, "flags", flags)
    base = serve({"index.html": PAGE})
    with Browser.start("chromium") as browser:
        for _ in range(7):  # every third went, when Python's stack was as the interpreter makes it
            browser.open(base).wait_for("document.body.textContent.includes('alive')", timeout=20)
