"""The configs that a page carries, read as far as the tool needs them; the page itself checks the rest."""

from __future__ import annotations

import json
import posixpath
import re
import textwrap
import tomllib
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pagelet_cli.page.parse import Page, Tag

Read = Callable[[str], str | None]

_CONFIGS = {"py": ("py-config", "py-env"), "mpy": ("mpy-config", "mpy-env")}
_INLINE = re.compile(r"^\s*[{\[]|\n|^\s*[\w.\"-]+\s*=|^\s*$")
_ITEM = re.compile(r"""\s*-\s+["']?([^"'#:]+?)["']?\s*(?:#.*)?$""")
_FLOW = re.compile(r"^packages\s*:\s*\[(.*)\]\s*$", re.MULTILINE)


def page_config(page: Page, kind: str, folder: str, read: Read) -> dict[str, Any]:
    """Return the config that all scripts of a type share."""
    found: dict[str, Any] = {}
    for tag in page.tags:
        if tag.name in _CONFIGS[kind]:
            found = merged(found, _tag_config(tag, folder, read))
    return found


def own_config(tag: Tag, folder: str, read: Read) -> dict[str, Any] | None:
    """Return the config of a script's own attribute; None where it has none."""
    given = tag.get("config")
    if given is None:
        return None
    return parsed(given) if _INLINE.search(given) else _fetched(given, folder, read)


def _tag_config(tag: Tag, folder: str, read: Read) -> dict[str, Any]:
    source = tag.get("src")
    outer = _fetched(source, folder, read) if source else {}
    # Browsers read these tags as HTML: entities are undone before the config is read.
    return merged(outer, parsed(unescape(tag.text), tag.get("type") or "", environment=tag.name.endswith("-env")))


def _fetched(address: str, folder: str, read: Read) -> dict[str, Any]:
    path = address.lstrip("/") if address.startswith("/") else posixpath.join(folder, address)
    return parsed(read(posixpath.normpath(path)) or "", posixpath.splitext(address)[1].lstrip("."))


def parsed(text: str, kind: str = "", *, environment: bool = False) -> dict[str, Any]:
    """Read a config's text; one with a mistake is empty, for the page shows the mistake where it is."""
    text = textwrap.dedent(text).strip()
    try:
        if kind == "json" or text.startswith("{"):
            found = json.loads(text)
        elif environment or kind in ("yaml", "yml"):
            return _listed(text)
        else:
            found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return _listed(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _listed(text: str) -> dict[str, Any]:
    """Read the packages out of what pages wrote in 2022: a list, or one under `packages:`."""
    if flow := _FLOW.search(text):
        return {"packages": [part.strip(" \"'") for part in flow[1].split(",") if part.strip()]}
    found: list[str] = []
    section = ""
    for line in text.splitlines():
        header = re.match(r"(?:-\s+)?(\w+)\s*:\s*(?:#.*)?$", line)
        if header:
            section = header[1]
        elif (item := _ITEM.match(line)) and section in ("", "packages"):
            found.append(item[1])
    return {"packages": found} if found else {}


def merged(base: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    """Join two configs as the page does: lists one after the other, anything else is replaced."""
    both = {**base, **extra}
    for key in base.keys() & extra.keys():
        if isinstance(base[key], list) and isinstance(extra[key], list):
            both[key] = [*base[key], *(item for item in extra[key] if item not in base[key])]
    return both


def texts(config: dict[str, Any], key: str) -> list[str]:
    """Return a list of texts out of a config, without what is none."""
    values = config.get(key)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def interpreter(config: dict[str, Any]) -> str:
    """Return the version that a config wishes; an address stands for an interpreter that only the page knows."""
    wish = config.get("interpreter") or config.get("version") or ""
    if isinstance(wish, dict):
        wish = wish.get("src") or ""
    # PyScript's own tool writes "latest" into the config of each project.
    return wish if isinstance(wish, str) and wish != "latest" else ""


def pieces_of(found: Iterator[tuple[Tag, str, str]], kind: str, *, worker: bool) -> list[tuple[Tag, str, str]]:
    """Keep the Python of one type that runs on the page, or in workers."""
    return [item for item in found if _runs(item[0], kind) and in_worker(item[0]) == worker]


def _runs(tag: Tag, kind: str) -> bool:
    word = (tag.get("type") or "").strip().lower() if tag.name == "script" else tag.name
    return word.split("-")[0] == kind


def in_worker(tag: Tag) -> bool:
    """Tell whether a tag's Python runs in a worker."""
    return "worker" in tag.attributes or "editor" in (tag.get("type") or "")
