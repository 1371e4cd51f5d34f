"""Report images and frames without a text in their place (WCAG 1.1.1, 4.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import AlternativeMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError
    from pagelet_cli.page.parse import Tag

_NAMES = ("aria-label", "aria-labelledby", "title")
_ENOUGH = {"img": ("alt", *_NAMES), "area": ("alt", *_NAMES), "iframe": _NAMES}


def check(project: Project) -> Iterator[PageletError]:
    """Look at the images of each page."""
    for view in project.pages:
        for tag in view.page.tags:
            if _silent(tag):
                yield AlternativeMissing(tag.name, view.at(tag))


def _silent(tag: Tag) -> bool:
    image_button = tag.name == "input" and (tag.get("type") or "").lower() == "image"
    enough = _ENOUGH["img"] if image_button else _ENOUGH.get(tag.name)
    if enough is None or tag.get("aria-hidden") == "true" or tag.get("role") in ("presentation", "none"):
        return False
    return not any(name in tag.attributes for name in enough)
