"""The configs of a page, each with the place that its author wrote it in."""

from __future__ import annotations

import json
import posixpath
import re
import textwrap
import tomllib
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from pagelet_cli.page.scan import python_kind
from pagelet_cli.page.settings import parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pagelet_cli.page.parse import Page, Tag

_TAGS = ("py-config", "mpy-config")
_INLINE = re.compile(r"^\s*[{\[]|\n|^\s*[\w.\"-]+\s*=|^\s*$")
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_YAML = re.compile(r"\s*(#.*\n\s*)*(-\s|[\w-]+\s*:)")
_BRACES = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Config:
    """Hold a config: its values, the file and line that it begins at, and the folder that its addresses start from.

    Kind is the type of scripts that it is for.
    """

    kind: str
    values: dict[str, Any]
    text: str
    file: str
    folder: str
    line: int
    fault: tuple[str, int] | None = None

    def line_of(self, word: str) -> int:
        """Find the line that something is written in: in quotes, if that is anywhere."""
        found = max(self.text.find(f'"{word}"'), self.text.find(f"'{word}'"))
        found = self.text.find(word) if found < 0 else found
        return self.line + self.text.count("\n", 0, max(found, 0))

    def files(self) -> Iterator[tuple[str, str, str]]:
        """Give each entry of `files`: as it is written, its whole address, and the path that it gets."""
        table = self.values.get("files")
        table = table if isinstance(table, dict) else {}
        names = {key: value for key, value in table.items() if _BRACES.fullmatch(key) and isinstance(value, str)}
        for key, value in table.items():
            if key in names or not isinstance(value, str):
                continue
            address, path = key, value
            for name, meaning in names.items():
                address, path = address.replace(name, meaning), path.replace(name, meaning)
            last = posixpath.basename(address)
            yield key, address, posixpath.join(path, last) if not path or path.endswith("/") else path
        paths = self.values.get("paths")
        yield from ((path, path, posixpath.basename(path)) for path in paths or () if isinstance(path, str))

    def modules(self) -> Iterator[str]:
        """List the addresses of JavaScript modules."""
        table = self.values.get("js_modules")
        for part in table.values() if isinstance(table, dict) else ():
            yield from part if isinstance(part, dict) else ()


def configs(page: Page, file: str, folder: str, read: Callable[[str], str | None]) -> Iterator[Config]:
    """Give the configs of tags, of attributes, and of the files that either names."""
    for tag in page.tags:
        kind = python_kind(tag) or ""
        if tag.name in _TAGS:
            base = folder
            if source := tag.get("src"):
                base = posixpath.dirname(posixpath.normpath(posixpath.join(folder, source)))
                yield from _fetched(kind, source, folder, read)
            yield _config(kind, unescape(tag.text), tag.get("type") or "", file, base, page.line(tag.end))
        elif (given := tag.get("config")) is not None and kind:
            if _INLINE.search(given):
                yield _config(kind, given, "", file, folder, _attribute_line(page, tag))
            else:
                yield from _fetched(kind, given, folder, read)


def address_of(tag: Tag) -> str | None:
    """Return the address of a config that a tag's attribute names."""
    given = tag.get("config")
    return given if given and python_kind(tag) and not _INLINE.search(given) else None


def _attribute_line(page: Page, tag: Tag) -> int:
    return page.line(tag.attributes["config"].start)


def _fetched(kind: str, address: str, folder: str, read: Callable[[str], str | None]) -> Iterator[Config]:
    path = posixpath.normpath(address.lstrip("/") if address.startswith("/") else posixpath.join(folder, address))
    text = read(path)
    if text is not None:
        yield _config(kind, text, posixpath.splitext(path)[1].lstrip("."), path, posixpath.dirname(path), 1)


def _config(kind: str, text: str, form: str, file: str, folder: str, line: int) -> Config:
    values = parsed(text, form)
    # YAML, which pages wrote in 2022, is read as far as it is understood.
    listed = form in ("yaml", "yml") or _YAML.match(text)
    fault = None if values or listed else _fault(textwrap.dedent(text))
    return Config(kind, values, text, file, folder, line, fault)


def _fault(text: str) -> tuple[str, int] | None:
    try:
        if text.lstrip().startswith("{"):
            json.loads(text)
        else:
            tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        return _PLACE.sub("", str(error)).strip(), int(place[1]) if place else text.count("\n") + 1
    except json.JSONDecodeError as error:
        return error.msg, error.lineno
    return None
