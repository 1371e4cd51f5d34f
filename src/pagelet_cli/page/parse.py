"""Read HTML into tags with exact places; the only file that knows the parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import turbohtml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DOCTYPE = re.compile(r"(?:\ufeff|\s|<!--.*?-->)*<!doctype[^>]*>", re.IGNORECASE | re.DOTALL)
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Hold an attribute's value and the span of `name="value"` in the source."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """Hold one element of the page and where its start tag stands."""

    name: str
    attributes: Mapping[str, Attribute]
    start: int
    end: int
    close: int
    text: str
    line: int

    def get(self, name: str) -> str | None:
        """Return an attribute's value, or None where there is no such attribute."""
        found = self.attributes.get(name)
        return found.value if found is not None else None


@dataclass(frozen=True, slots=True)
class Page:
    """Hold the source of a page and its tags in document order."""

    source: str
    tags: tuple[Tag, ...]
    doctype: int

    @property
    def title(self) -> str:
        """Return the text of the title, spaces collapsed."""
        found = next((tag.text for tag in self.tags if tag.name == "title"), "")
        return " ".join(turbohtml.unescape(found).split())

    @property
    def head(self) -> int:
        """Find where something that must come first in the head can be written."""
        for name in ("head", "html"):
            for tag in self.tags:
                if tag.name == name:
                    return tag.end
        return self.doctype

    def line(self, offset: int) -> int:
        """Count the lines up to an offset."""
        return self.source.count("\n", 0, offset) + 1


def decode(data: bytes) -> str:
    """Read bytes as text that `encode` turns back into the very same bytes."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Write text back as bytes."""
    return text.encode("utf-8", "surrogateescape")


def parse(source: str) -> Page:
    """Read a page."""
    # The parser counts a line end as one character and leaves out a byte order mark: the first is made true
    # by a replacement of equal length, the second is added back.
    skip = len(_MARK) if source.startswith(_MARK) else 0
    even = source[skip:].replace("\r\n", " \n").replace("\r", "\n")
    document = turbohtml.parse(even, source_locations=True)
    doctype = _DOCTYPE.match(source)
    return Page(source, tuple(_tags(document, source, skip)), doctype.end() if doctype else skip)


def _tags(document: turbohtml.Document, source: str, skip: int) -> Iterator[Tag]:
    for node in document.descendants:
        if not isinstance(node, turbohtml.Element) or node.source_location is None:
            continue
        place = node.source_location
        end = place.start_tag.end_offset + skip
        close = place.end_tag.start_offset + skip if place.end_tag else end
        attributes = {
            name: Attribute(_value(node, name), span.start_offset + skip, span.end_offset + skip)
            for name, span in place.attrs.items()
        }
        text = source[end:close] if place.end_tag else _unclosed(node)
        yield Tag(
            name=node.tag.lower(),
            attributes=attributes,
            start=place.start_tag.start_offset + skip,
            end=end,
            close=close,
            text=text.replace("\r\n", "\n").replace("\r", "\n"),
            line=place.start_tag.start_line,
        )


def _unclosed(node: turbohtml.Element) -> str:
    return node.text if node.tag in ("script", "style", "title") else ""


def _value(node: turbohtml.Element, name: str) -> str:
    value = node.attrs.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)
