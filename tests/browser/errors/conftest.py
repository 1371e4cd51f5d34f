"""Open a page that fails, with the kernel's own reloads switched off."""

from __future__ import annotations

import pytest

from .boxes import NO_RELOAD


@pytest.fixture
def fail(serve, tab):
    """Return a function that serves a page and opens it in the tab."""

    def show(html, files=None, options=(), preload=()):
        base = serve({"index.html": html, **(files or {})}, *options)
        for script in (NO_RELOAD, *preload):
            tab.preload(script)
        return tab.goto(base)

    return show
