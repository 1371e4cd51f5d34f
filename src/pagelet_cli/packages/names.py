"""Names: what a module's package is called, and what somebody may have meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where module and package have different names, for packages that no interpreter brings along. Only names that are
# written here are ever taken from an import: to guess "name of the module" would invite whoever registers it.
WELL_KNOWN = {
    "altair": "altair",
    "arrow": "arrow",
    "bs4": "beautifulsoup4",
    "cowsay": "cowsay",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "faker": "faker",
    "folium": "folium",
    "humanize": "humanize",
    "jinja2": "jinja2",
    "jwt": "pyjwt",
    "markdown": "markdown",
    "msgspec": "msgspec",
    "openpyxl": "openpyxl",
    "panel": "panel",
    "plotly": "plotly",
    "pptx": "python-pptx",
    "pydantic": "pydantic",
    "pyecharts": "pyecharts",
    "pygal": "pygal",
    "rich": "rich",
    "seaborn": "seaborn",
    "tabulate": "tabulate",
    "vega_datasets": "vega-datasets",
    "xlsxwriter": "xlsxwriter",
    "yaml": "pyyaml",
}
# What a package imports only in methods, by the names of these: who uses one needs the module, too. Of several that
# would do, it is the one that pandas tries first. https://pandas.pydata.org/docs/getting_started/install.html
_ARROW = ("read_feather", "read_orc", "read_parquet", "to_feather", "to_orc", "to_parquet")
BEHIND = {
    "pandas": {
        **dict.fromkeys(_ARROW, "pyarrow"),
        **dict.fromkeys(("read_excel", "to_excel"), "openpyxl"),
        **dict.fromkeys(("read_html", "read_xml", "to_xml"), "lxml"),
        "to_markdown": "tabulate",
    },
    # No browser tells what it knows of time zones.
    "zoneinfo": dict.fromkeys(("ZoneInfo", "available_timezones"), "tzdata"),
}
# What runs in a browser in the place of what does not.
INSTEAD = {"pygame": "pygame-ce"}
# What people write who think of the module.
_MODULES = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "jwt": "pyjwt",
    "pil": "pillow",
    "pptx": "python-pptx",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "yaml": "pyyaml",
}


def similar(name: str, known: Iterable[str]) -> list[str]:
    """List up to three names that somebody may have meant."""
    if name in _MODULES:
        return [_MODULES[name]]
    names = sorted({*known, *WELL_KNOWN.values(), *_MODULES.values(), "requests", "httpx", "flask", "django"} - {name})
    return difflib.get_close_matches(name, names, 3, 0.75)
