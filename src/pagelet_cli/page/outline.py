"""What is left of a page with nothing but its Python in it, each line where it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pagelet_cli.page.scan import is_handler, python_kind

if TYPE_CHECKING:
    from pagelet_cli.page.parse import Page

_WORDS = re.compile(r"[^\r\n]+")


def outline(page: Page) -> str:
    """Leave out what errors in Python do not need to name the line that the author wrote."""
    parts, at = [], 0
    for tag in page.tags:
        python = python_kind(tag) is not None
        if tag.start < at or not (python or any(map(is_handler, tag.attributes))):
            continue
        end = max(tag.end, page.source.find(">", tag.close) + 1) if python else tag.end
        parts += [_WORDS.sub("", page.source[at : tag.start]), page.source[tag.start : end]]
        at = end
    return "".join(parts)
