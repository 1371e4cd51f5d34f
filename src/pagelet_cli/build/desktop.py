"""A folder that opens a built page in a window of its own, with pywebview."""

from __future__ import annotations

import json
import posixpath
from importlib.resources import files as resources
from typing import TYPE_CHECKING
from urllib.parse import quote

from pagelet_cli.build import hosts
from pagelet_cli.build.app import front_of, name_of
from pagelet_cli.build.output import HOSTING, Output
from pagelet_cli.errors import WindowMissing, WindowUndrawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pagelet_cli.build.hosts import Policies
    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.config import Settings

_PYTHON = '"{python}" -m pip install '
_REQUIREMENTS = """\
pywebview>=6,<7
# Linux brings no browser that pywebview can draw with: this is one.
PyQt6-WebEngine>=6.7; sys_platform == "linux"
qtpy>=2.4; sys_platform == "linux"
"""
_README = """\
# {name}

    python -m pip install -r requirements.txt
    python app.py

opens {name} in a window of its own. It takes Python 3.9 or newer, and no network once that is installed. On Debian and
Ubuntu, Qt also takes `apt install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0`.

| in this folder | what it is |
| --- | --- |
| `app.py` | opens the window; it needs nothing of Pagelet's |
| `app.json` | the name, the first page, and the headers of the site |
| `requirements.txt` | [pywebview](https://pywebview.flowrl.com), which draws with the system's browser, or Qt's |
| `site/` | the page, as `pagelet build` makes it |

What the page keeps is in `.pagelet/apps` in your home. To make a program of this folder that needs no Python:
<https://pywebview.flowrl.com/guide/freezing>.
"""


def desktop(site: Output, pages: Sequence[Surveyed], policies: Policies, settings: Settings) -> Output:
    """Put a site into the folder of an app."""
    front = front_of(pages)
    name = name_of(front)
    always, rows = hosts.table(policies, settings)
    headers = {"/*": {**always, "Cache-Control": "no-cache"}}
    headers |= {f"/{quote(path)}": {"Content-Security-Policy": policy} for path, policy in rows}
    said = {
        "name": name,
        "start": quote(front.path.removesuffix("index.html") if _is_index(front.path) else front.path),
        "headers": headers,
        "missing": str(WindowMissing(_plain(name), f'{_PYTHON}-r "{{folder}}/requirements.txt"')),
        "undrawable": str(WindowUndrawable(_plain(name), f"{_PYTHON}PyQt6-WebEngine qtpy")),
    }
    made = Output({f"site/{path}": file for path, file in site.files.items() if file.part != HOSTING}, twins=False)
    launcher = (resources("pagelet_cli.build") / "static" / "desktop.py").read_bytes()
    made.add("app.py", launcher, HOSTING)
    made.add("app.json", (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode(), HOSTING)
    made.add("requirements.txt", _REQUIREMENTS.encode(), HOSTING)
    made.add("README.md", _README.format(name=name).encode(), HOSTING)
    return made


def _is_index(path: str) -> bool:
    return posixpath.basename(path) == "index.html"


def _plain(name: str) -> str:
    """Write a name into what becomes a template."""
    return name.replace("{", "{{").replace("}", "}}")
