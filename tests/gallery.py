"""The examples as tests open them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.wheels import find

EXAMPLES = Path(__file__).parents[1] / "examples"
# Pages ask for these by name, but what is compiled of them only the interpreter's own host has: here wheels lie beside.
_JINJA = ("jinja2", "markupsafe")
_BOKEH = ("bokeh", *_JINJA, "narwhals", "pyyaml", "xyzservices")
_REQUESTS = ("requests", "certifi", "charset_normalizer", "idna", "urllib3")
FOLIUM = ("folium", "branca", *_JINJA, "xyzservices", *_REQUESTS)
_MARKDOWN = ("bleach", "webencodings", "linkify_it_py", "uc_micro_py", "markdown", "markdown_it_py", "mdit_py_plugins")
PANEL = ("panel", *_BOKEH, *_REQUESTS, *_MARKDOWN, "mdurl", "param", "pyviz_comms", "tqdm", "typing_extensions")
_BESIDE = {
    "bokeh": _BOKEH,
    "folium": FOLIUM,
    "k-means": ("altair", "attrs", *_JINJA, "jsonschema", "narwhals", "pyrsistent", "typing_extensions"),
    "panel": PANEL,
    "templates": _JINJA,
}


def lay_out(folder: Path) -> None:
    """Copy the examples, with the wheels that cannot be had by name."""
    shutil.copytree(EXAMPLES, folder)
    for name, packages in _BESIDE.items():
        page = folder / name / "index.html"
        wheels = [find(package) for package in packages]
        for wheel in wheels:
            shutil.copy(wheel, page.parent)
        listed = ", ".join(f'"./{wheel.name}"' for wheel in wheels)
        page.write_text(page.read_text("utf-8").replace(f'"{packages[0]}"', listed), "utf-8")
