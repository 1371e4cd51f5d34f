"""Write what a page shows at first into its HTML, beside the page as its author wrote it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import msgspec

from pagelet_cli.errors import PrerenderUnclosed
from pagelet_cli.page.parse import Page, Tag, parse
from pagelet_cli.page.rewrite import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pagelet_cli.errors import Location

FOLDER = "_pagelet/first/"
# What HTML puts into the head, though nobody opens one (HTML §13.2.6.4.4).
_HEAD = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title"})
_GAP = re.compile(r"(?:\s|<!--.*?-->|</head\s*>)*", re.IGNORECASE | re.DOTALL)
_TAIL = re.compile(r"(?:\s*</body\s*>)?\s*(?:</html\s*>)?\s*\Z", re.IGNORECASE)
_PICTURE = re.compile(r"pagelet-picture:(\d+)")
_KINDS = {"image/jpeg": "jpg", "image/svg+xml": "svg", "image/gif": "gif", "image/webp": "webp"}


class First(msgspec.Struct, frozen=True):
    """Hold what a page shows when its Python has run, as record.js writes it down."""

    title: str
    html: list[tuple[str, str]]
    body: list[tuple[str, str]]
    content: str
    pictures: list[dict[str, Any] | None]
    inline: bool
    styles: str
    refused: list[str]
    ended: bool
    changes: tuple[list[tuple[str, str | None, str | None]], ...]

    @property
    def shown(self) -> tuple[object, ...]:
        """Give what two runs of a page have in common, when nothing in it is made up or told by a clock."""
        pictures = [picture and picture["data"] for picture in self.pictures]
        return self.title, self.html, self.body, self.content, pictures, self.styles


def picture_file(data: bytes, kind: str) -> str:
    """Name the file of a picture by its content."""
    return f"{FOLDER}{hashlib.sha256(data).hexdigest()[:32]}.{_KINDS.get(kind, 'png')}"


def from_data_url(address: str) -> tuple[bytes, str]:
    """Read a `data:` address: its bytes, and what they are."""
    head, _, rest = address.removeprefix("data:").partition(",")
    data = unquote_to_bytes(rest)
    return base64.b64decode(data) if head.endswith(";base64") else data, head.partition(";")[0]


def style_file(first: First) -> str:
    """Name the file that has the styles of a page that may have none in its HTML."""
    return f"{FOLDER}{hashlib.sha256(first.styles.encode()).hexdigest()[:32]}.css"


def splice(source: str, first: First, pictures: Sequence[str], up: str, where: Location) -> str:
    """Give a built page its first content; what its author wrote waits beside it until Python is there."""
    page = parse(source)
    begin, body = _body(page)
    inside = body.end if body is not None else begin
    author = _TAIL.sub("", source[inside:], 1)
    marks = [("data-pagelet-first", "" if first.ended else "endless")]
    if any(first.changes):
        marks.append(("data-pagelet-author", json.dumps(first.changes, separators=(",", ":"))))
    opened = f"{_styled(first, up)}<template{_written(marks)}>"
    content = _PICTURE.sub(lambda match: up + pictures[int(match[1])], first.content)
    head = _titled(page, source[:begin], first)
    text = f"{head}{opened}{author}</template>"
    close = len(text) - len("</template>")
    whole = f"{text}\n<body{_written(first.body)}>{content}</body></html>\n"
    marked = (tag for tag in parse(whole).tags if tag.name == "template" and "data-pagelet-first" in tag.attributes)
    if next((tag.close for tag in marked), None) != close:
        raise PrerenderUnclosed(where)
    return whole


def _body(page: Page) -> tuple[int, Tag | None]:
    """Find where the body begins: at its tag, or at the first thing that no head has."""
    tags: Mapping[int, Tag] = {tag.start: tag for tag in page.tags}
    at = page.doctype
    while True:
        gap = _GAP.match(page.source, at)
        at = gap.end() if gap is not None else at
        tag = tags.get(at)
        if tag is not None and tag.name in ("html", "head"):
            at = tag.end
        elif tag is not None and tag.name in _HEAD:
            at = page.source.find(">", tag.close) + 1 if page.source.startswith("</", tag.close) else tag.end
        else:
            return at, tag if tag is not None and tag.name == "body" else None


def _styled(first: First, up: str) -> str:
    """Write the styles that Python gave the page."""
    if not first.styles:
        return ""
    if not first.inline:
        return f'<link rel="stylesheet" href="{up}{style_file(first)}" data-pagelet-first="1">'
    rules = first.styles.replace("</", "<\\/")
    return f'<style data-pagelet-first="1">{rules}</style>'


def _titled(page: Page, head: str, first: First) -> str:
    """Write the title that Python gave the page, and what it gave the html tag."""
    tags = {tag.name: tag for tag in page.tags if tag.start < len(head)}
    edits = []
    if (tag := tags.get("html")) is not None:
        edits.append(Edit(tag.start, tag.end, f"<html{_written(first.html)}>"))
    title = escape(first.title, quote=False)
    if (tag := tags.get("title")) is not None and first.title != page.title:
        edits.append(Edit(tag.end, tag.close, title))
    elif tag is None and title:
        edits.append(Edit(len(head), len(head), f"<title>{title}</title>"))
    return apply(head, edits)


def _written(attributes: Sequence[tuple[str, str]]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes)
