"""Turn a page as its author wrote it into the page that the browser gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli.page.parse import decode, encode, parse
from pagelet_cli.page.rewrite import RESERVED, Edit, apply, loader_edits, place
from pagelet_cli.page.scan import scan
from pagelet_cli.serve.headers import page_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from pagelet_cli.config import Settings

RELOAD = f'<script async type="module" src="{RESERVED}reload.js"></script>'


@dataclass(frozen=True, slots=True)
class Rendered:
    """Hold a page ready to send."""

    body: bytes
    policy: str | None
    content_type: str


def render(data: bytes, settings: Settings, missing: Callable[[str], bool]) -> Rendered:
    """Give a page its loader, the reload script and its policy."""
    source = decode(data)
    page = parse(source)
    found = scan(page)
    edits = [Edit(place(page, found), place(page, found), RELOAD)]
    edits += loader_edits(page, found, missing, pyscript=settings.pyscript)
    body = encode(apply(source, edits))
    policy = None
    if settings.csp is not False:
        extra = settings.csp if isinstance(settings.csp, dict) else {}
        policy = page_policy(found, extra, trusted_types=settings.trusted_types)
    return Rendered(body, policy, _content_type(data))


def _content_type(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # The page says itself what it is written in.
        return "text/html"
    return "text/html; charset=utf-8"
