"""Look at what a page shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pagelet_cli.browser import Tab


def shows(tab: Tab, css: str, pattern: str) -> None:
    """Wait until an element's text matches."""
    tab.wait_for(f"new RegExp({json.dumps(pattern)}).test(document.querySelector({json.dumps(css)})?.textContent)")


def frame(tab: Tab, *places: int) -> Tab:
    """Return a frame of a page by its number, and by numbers the frames within; of another origin it can be, too."""
    (found,) = tab.browser._command("browsingContext.getTree", {"root": tab.id})["contexts"]
    for place in places:
        found = found["children"][place]
    return type(tab)(tab.browser, found["context"])
