"""Write a new project out of the template, or nothing at all."""

from __future__ import annotations

import re
from importlib.resources import files as resources
from string import Template
from typing import TYPE_CHECKING

from pagelet_cli.errors import NameRefused, WouldOverwrite

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("index.html", "app.py", "tests/test_page.py", "tests/test_browser.py", "README.md")
_NAME = re.compile(r"[^\W\d_][\w.\- ]*")


def write(folder: Path) -> list[Path]:
    """Write the project into a folder and return its files."""
    # What a name may hold is also what may stand in a page unescaped.
    if not _NAME.fullmatch(folder.name):
        raise NameRefused(folder.name)
    taken = [name for name in FILES if (folder / name).exists() or (folder / name).is_symlink()]
    if taken or (folder.exists() and not folder.is_dir()):
        raise WouldOverwrite(folder, taken or ["a file of that name"])
    template = resources("pagelet_cli.new") / "template"
    written = []
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (template / name).read_text(encoding="utf-8")
        path.write_text(Template(text).safe_substitute(name=folder.name), encoding="utf-8")
        written.append(path)
    return written
