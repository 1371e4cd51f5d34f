"""The list of packages in a project's settings, edited without touching the rest of the file."""

from __future__ import annotations

import json
import re
from pathlib import Path

_HEADER = re.compile(r"^\s*\[", re.MULTILINE)
_LIST = re.compile(r"^packages\s*=\s*\[(?P<items>[^\]]*?)(?P<end>,?\s*)\]", re.MULTILINE)
_TABLE = re.compile(r"^\s*\[tool\.pagelet\]\s*(#.*)?$", re.MULTILINE)


def settings_file(folder: Path) -> Path:
    """Name the file that holds a project's settings, or will."""
    own, shared = folder / "pagelet.toml", folder / "pyproject.toml"
    if not own.is_file() and shared.is_file() and _TABLE.search(shared.read_text("utf-8")):
        return shared
    return own


def with_packages(text: str, names: list[str], *, table: bool) -> str:
    """Add names to the list in the text of a settings file, or write the list."""
    start = 0
    if table and (header := _TABLE.search(text)):
        start = header.end() + 1
    following = _HEADER.search(text, start)
    end = following.start() if following else len(text)
    part = text[start:end]
    found = _LIST.search(part)
    items = ", ".join(json.dumps(name, ensure_ascii=False) for name in names)
    if found is None:
        part = f"packages = [{items}]\n{part}"
    else:
        before = f"{found['items']}, " if found["items"].strip() else ""
        part = f"{part[: found.start()]}packages = [{before}{items}{found['end'].lstrip(',')}]{part[found.end() :]}"
    return f"{text[:start]}{part}{text[end:]}"
