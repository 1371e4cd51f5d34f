"""Pages are loaded again when a file is saved, in as many tabs as there are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Serve

    from pagelet_cli.browser import Context

# More than the six connections that a browser keeps to one host.
TABS = 8


def test_every_tab_is_loaded_again(serve: Serve, context: Context, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<p>before</p>", "utf-8")
    base = serve(tmp_path)
    tabs = [context.open() for _ in range(TABS)]
    for tab in tabs:
        tab.goto(base)
        tab.wait_for("document.body.textContent.includes('before')")
    # Who listens goes, and another tab listens.
    tabs.pop(0).close()
    tabs[0].wait_for(
        "navigator.locks.query().then(({ held }) => held.some(({ name }) => name === 'pagelet-listening'))"
    )
    time.sleep(1)  # nothing tells when the server knows of it
    page.write_text("<p>after</p>", "utf-8")
    for tab in tabs:
        tab.wait_for("document.body.textContent.includes('after')")
