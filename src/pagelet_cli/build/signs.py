"""What shows, in the text of pages and of their Python, that they use something that there is a file for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pagelet_cli.build.kernel import Uses
from pagelet_cli.build.reach import reached
from pagelet_cli.build.trim import pagelets_users

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pagelet_cli.build.project import Project
    from pagelet_cli.build.stock import Stock
    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.config import Settings

# What draws each kind of chart, and how a page speaks of it.
_CHARTS = {
    ("vega", "vega-lite", "vega-interpreter"): re.compile(r"\b(altair|vega)", re.IGNORECASE),
    ("plotly",): re.compile(r"\bplotly", re.IGNORECASE),
    ("bokeh",): re.compile(r"\bbokeh", re.IGNORECASE),
    # Markdown has formulas between dollars; one that comes from elsewhere may have some.
    ("temml",): re.compile(
        r"latex|\$\$|(?s:(markdown|py-md\b).*\$\S|\$\S.*(markdown|py-md\b))|py-md\b[^>]*\ssrc\b", re.IGNORECASE
    ),
}
# What runs in a sandbox; figures of Bokeh's do, where Python has callbacks for them.
_MAPS = re.compile(r"\b(folium|geopandas)", re.IGNORECASE)
_APPS = re.compile(r"\b(panel|bokeh)\b|/(panel|bokeh)-", re.IGNORECASE)
# Tags that are Python of the library's; those of them with an editor, and what has a terminal.
_TAG = re.compile(r"\bm?py-(?!config\b|env\b|script\b)[a-z]")
_EDITOR = re.compile(r"\bm?py-(repl|editor)\b")
# JavaScript that imports Python, by the name that the kernel exports.
_REACH = re.compile(r"\bpython\b[^;]*\bpagelet\.js|\bpython\(")
# And JavaScript that gives Python to run.
_GIVES = re.compile(rf"{_REACH.pattern}|\.process\(")
# Tags with `worker`, and JavaScript that starts some; Python that does is found by its imports.
_WORKERS = re.compile("worker", re.IGNORECASE)
# Tags and attributes with a config, and what starts workers with one.
_CONFIG = re.compile(r"config|py-env", re.IGNORECASE)
_TERMINAL = re.compile(r"\bm?py-terminal\b|<script\b[^>]*\sterminal\b")
_PYSCRIPT = re.compile(r"\bpyscript\.(\w+)")


def uses(pages: Sequence[Surveyed], project: Project, stock: Stock, settings: Settings, *, whole: bool) -> Uses:
    """Sum up what the pages use of Pagelet; whole is one file, which has nothing that draws charts and maps."""
    sources = [source for page in pages for source in page.sources]
    scripts = list(project.scripts())
    named = "\n".join([*sources, *stock.names()])
    kinds = frozenset(kind for page in pages for kind in page.kinds)
    editors, terminals, tags = (any(_has(sign, page) for page in pages) for sign in (_EDITOR, _TERMINAL, _TAG))
    users = [*_imports(pages, sources, scripts, editors=editors), *sources, *pagelets_users(stock.python())]
    return Uses(
        kinds,
        reached(users, settings.build.keep, tags=editors or terminals or tags, cpython=kinds != {"mpy"}),
        charts=not whole and bool(charts(pages, stock)),
        maps=not whole and bool(_MAPS.search(named)),
        apps=not whole and bool(_APPS.search(named)),
        core=any(page.scan.loader and "core.js" in (page.scan.loader.get("src") or "") for page in pages),
        tags=editors or terminals or tags,
        editors=editors,
        terminals=terminals,
        archives=any("/*" in text for text in sources),
        wheels=any(need.kind == "mpy" for page in pages for need in page.needs),
        prerender=settings.build.prerender,
        configs=any(_CONFIG.search(text) for text in (*sources, *scripts)),
        whole=whole,
    )


def _imports(pages: Sequence[Surveyed], sources: list[str], scripts: list[str], *, editors: bool) -> list[str]:
    """Write as Python what is imported without any Python that says so."""
    found = []
    if any(page.pyscript for page in pages):
        names = sorted({f"pyscript.{name}" for source in sources for name in _PYSCRIPT.findall(source)})
        found.append("import pyscript, " + ", ".join(names or ["pyscript.web"]))
    if any(map(_REACH.search, scripts)):
        found.append("import pagelet.reached, pagelet.arrays")
    if editors or any(map(_WORKERS.search, scripts)):
        found.append("import pagelet.remote, pagelet.threads")
    return found


def charts(pages: Sequence[Surveyed], stock: Stock) -> list[str]:
    """Name the libraries that draw the charts and formulas of the pages."""
    text = _shown(pages, stock)
    return [name for names, pattern in _CHARTS.items() if pattern.search(text) for name in names]


def draws(pages: Sequence[Surveyed], stock: Stock) -> bool:
    """Tell whether the pages show charts, formulas or maps of JavaScript's."""
    return bool(charts(pages, stock) or _MAPS.search(_shown(pages, stock)))


def _shown(pages: Sequence[Surveyed], stock: Stock) -> str:
    marked = [page.page.source for page in pages if "py-md" in page.page.source]
    return "\n".join([*(source for page in pages for source in page.sources), *marked, *stock.names()])


def is_reached(project: Project) -> bool:
    """Tell whether JavaScript asks Python for what nobody knows."""
    return any(map(_GIVES.search, project.scripts()))


def _has(sign: re.Pattern[str], page: Surveyed) -> bool:
    """Tell whether a page, or its Python, shows a sign of something that there is a file for."""
    return any(sign.search(text) for text in (page.page.source, *page.sources))
