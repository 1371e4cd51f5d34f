"""Let Pagelet take PyScript's place in a page that was written for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pagelet_cli.page.parse import parse
from pagelet_cli.page.rewrite import RESERVED, Edit, apply
from pagelet_cli.page.scan import is_javascript, is_pyscript_address, scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.page.parse import Page, Tag

CORE = f"{RESERVED}core.js"
STYLE = f"{RESERVED}core.css"

# Pages of 2022 load a file of another name, and find its names without importing them.
_YEAR_2022 = re.compile(r"(^|/)pyscript(\.min)?\.js$")
_LOCAL = re.compile(r"(^|/)core(\.min)?\.js$")
_QUOTED = re.compile(r"""(["'`])([^"'`\s]*\bpyscript\b[^"'`\s]*)\1""")


def adopt(source: str) -> str:
    """Point every address of PyScript's own files in a page to Pagelet's; the rest stays as it is."""
    if "core" not in source and "pyscript" not in source:
        return source
    page = parse(source)
    loaders = _loaders(page)
    edits = [edit for number, tag in enumerate(loaders) for edit in ([_removed(tag)] if number else _pointed(tag))]
    for tag in page.tags:
        if tag.name == "link" and _is_style(tag, loaders):
            edits += _replaced(tag, "href", STYLE)
        elif tag.name == "script" and tag.get("src") is None and _may_import(tag):
            edits += _specifiers(source, tag)
    return apply(source, edits)


def adopt_script(text: str) -> str:
    """Point the imports of PyScript in a module to Pagelet."""
    return _QUOTED.sub(lambda match: match[1] + CORE + match[1] if is_pyscript_address(match[2]) else match[0], text)


def _loaders(page: Page) -> list[Tag]:
    found = scan(page)
    if found.pyscript or found.loader or not found.python:
        return list(found.pyscript)
    # A copy of one's own may lie anywhere.
    return [tag for tag in page.tags if tag.name == "script" and _LOCAL.search(_path(tag.get("src")))][:1]


def _pointed(tag: Tag) -> Iterator[Edit]:
    core = f"{CORE}?2022" if _YEAR_2022.search(_path(tag.get("src"))) else CORE
    yield from _replaced(tag, "src", core if _is_module(tag) else f'{core}" type="module')
    if (kind := tag.attributes.get("type")) and not _is_module(tag):
        yield Edit(kind.start, kind.end, "")


def _is_module(tag: Tag) -> bool:
    """Tell whether a script is a module."""
    return (tag.get("type") or "").strip().lower() == "module"


def _replaced(tag: Tag, name: str, address: str) -> Iterator[Edit]:
    place = tag.attributes[name]
    yield Edit(place.start, place.end, f'{name}="{address}"')
    for stale in ("integrity", "crossorigin"):
        if attribute := tag.attributes.get(stale):
            yield Edit(attribute.start, attribute.end, "")


def _removed(tag: Tag) -> Edit:
    return Edit(tag.start, tag.close + len("</script>"), "")


def _is_style(tag: Tag, loaders: list[Tag]) -> bool:
    address = _path(tag.get("href"))
    if not re.search(r"(^|/)(core|pyscript)(\.min)?\.css$", address):
        return False
    beside = {_path(loader.get("src")).rpartition("/")[0] for loader in loaders}
    return address.rpartition("/")[0] in beside or is_pyscript_address((tag.get("href") or "")[:-3] + "js")


def _may_import(tag: Tag) -> bool:
    return is_javascript(tag) or (tag.get("type") or "").strip().lower() == "importmap"


def _specifiers(source: str, tag: Tag) -> Iterator[Edit]:
    text = source[tag.end : tag.close]
    new = adopt_script(text)
    if new != text:
        yield Edit(tag.end, tag.close, new)


def _path(address: str | None) -> str:
    try:
        return urlsplit(address or "").path
    except ValueError:
        return ""


__all__ = ["CORE", "adopt", "adopt_script"]
