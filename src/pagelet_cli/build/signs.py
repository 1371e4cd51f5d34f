"""What shows, in the text of pages and of their Python, that they use something that there is a file for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pagelet_cli.build.survey import Surveyed

# What draws each kind of chart, and how a page speaks of it.
CHARTS = {
    ("vega", "vega-lite", "vega-interpreter"): re.compile(r"\b(altair|vega)", re.IGNORECASE),
    ("plotly",): re.compile(r"\bplotly", re.IGNORECASE),
    ("bokeh",): re.compile(r"\bbokeh", re.IGNORECASE),
    # Markdown has formulas between dollars; one that comes from elsewhere may have some.
    ("temml",): re.compile(
        r"latex|\$\$|(?s:(markdown|py-md\b).*\$\S|\$\S.*(markdown|py-md\b))|py-md\b[^>]*\ssrc\b", re.IGNORECASE
    ),
}
# What runs in a sandbox; figures of Bokeh's do, where Python has callbacks for them.
MAPS = re.compile(r"\b(folium|geopandas)", re.IGNORECASE)
APPS = re.compile(r"\b(panel|bokeh)\b|/(panel|bokeh)-", re.IGNORECASE)
# Tags that are Python of the library's; those of them with an editor, and what has a terminal.
TAG = re.compile(r"\bm?py-(?!config\b|env\b|script\b)[a-z]")
EDITOR = re.compile(r"\bm?py-(repl|editor)\b")
# JavaScript that imports Python, by the name that the kernel exports.
REACH = re.compile(r"\bpython\b[^;]*\bpagelet\.js|\bpython\(")
# And JavaScript that gives Python to run.
GIVES = re.compile(rf"{REACH.pattern}|\.process\(")
# Tags with `worker`, and JavaScript that starts some; Python that does is found by its imports.
WORKERS = re.compile("worker", re.IGNORECASE)
# Tags and attributes with a config, and what starts workers with one.
CONFIG = re.compile(r"config|py-env", re.IGNORECASE)
TERMINAL = re.compile(r"\bm?py-terminal\b|<script\b[^>]*\sterminal\b")


def has(sign: re.Pattern[str], page: Surveyed) -> bool:
    """Tell whether a page, or its Python, shows a sign of something that there is a file for."""
    return any(sign.search(text) for text in (page.page.source, *page.sources))
