"""Report fields and buttons that have no name (WCAG 1.3.1, 4.1.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pagelet_cli.errors import LabelMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError
    from pagelet_cli.page.parse import Page, Tag

_FIELDS = frozenset({"input", "select", "textarea"})
# These need none, or say it with their value or text.
_NAMED = frozenset({"button", "hidden", "image", "reset", "submit"})
_NAMES = ("aria-label", "aria-labelledby", "title")
_TAG = re.compile(r"<[^>]*>")


def check(project: Project) -> Iterator[PageletError]:
    """Look at the fields and buttons of each page."""
    for view in project.pages:
        for tag in view.page.tags:
            nameless_button = tag.name == "button" and not _says(tag) and not _has_name(tag)
            if nameless_button or (_is_field(tag) and not _labelled(view.page, tag)):
                yield LabelMissing(tag.name, view.at(tag))


def _is_field(tag: Tag) -> bool:
    return tag.name in _FIELDS and (tag.get("type") or "").lower() not in _NAMED


def _has_name(tag: Tag) -> bool:
    return tag.get("aria-hidden") == "true" or any((tag.get(name) or "").strip() for name in _NAMES)


def _labelled(page: Page, tag: Tag) -> bool:
    if _has_name(tag):
        return True
    labels = [label for label in page.tags if label.name == "label"]
    own = tag.get("id")
    return any(label.start < tag.start < label.close or (own and label.get("for") == own) for label in labels)


def _says(tag: Tag) -> bool:
    """Tell whether a button has a text, or an image with one."""
    pictures = re.search(r"""\b(?:alt|aria-label|title)\s*=\s*["']?[^"'\s>]|<title""", tag.text)
    return bool(_TAG.sub("", tag.text).strip() or pictures)
