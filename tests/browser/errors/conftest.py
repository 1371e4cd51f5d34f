"""Open a page that fails, with the kernel's own reloads switched off."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest

from pagelet_cli.browser.patience import patient

from .boxes import NO_RELOAD, Box


@pytest.fixture
def fail(serve, tab):
    """Return a function that serves a page and opens it in the tab."""

    def show(html, files=None, options=(), preload=()):
        base = serve({"index.html": html, **(files or {})}, *options)
        for script in (NO_RELOAD, *preload):
            tab.preload(script)
        return tab.goto(base)

    return show


@pytest.fixture
def echoed(server, tab):
    """Return a function that holds the terminal to what a box says: the same code and place, once."""

    def hold(box: Box, settle: float = 0.3) -> None:
        place = ":".join(box.place.split(":")[:2])
        head = f"{urlsplit(tab.evaluate('location.href')).path.strip('/')}/{place}: {box.code} "
        end = time.monotonic() + patient(10)
        while not said(head) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(settle)
        assert len(said(head)) == 1, (head, server.terminal()[-20:])
        folder = head.partition("/")[0]
        assert [line for line in server.terminal() if folder in line and box.code in line] == said(head)

    def said(head: str) -> list[str]:
        return [line for line in server.terminal() if line.startswith(head)]

    return hold
