"""Where a page's relative addresses start, if it says so itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from pagelet_cli.page.parse import Page, Tag

_HOST = "http://localhost/"


def moved_base(page: Page, folder: str) -> Tag | None:
    """Return the `<base>` that lets addresses start elsewhere than in the page's folder; the first one counts.

    https://html.spec.whatwg.org/multipage/urls-and-fetching.html#document-base-url
    """
    tag = next((tag for tag in page.tags if tag.name == "base" and tag.get("href") is not None), None)
    here = urljoin(_HOST, f"{folder}/" if folder else "")
    if tag is None or urljoin(urljoin(here, (tag.get("href") or "").strip()), ".") == here:
        return None
    return tag
