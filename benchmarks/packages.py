"""Measure the time from a click on a link to a number of NumPy's, a frame of pandas and a figure of matplotlib.

Against Pyodide's own `loadPackage` on the very same wheels. PyScript does not run on this Pyodide, which is the newest
whose wheels of the scientific stack can be had from a package index. Contenders take turns as in `startup`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache, partial
from html import escape, unescape
from typing import Any
from unittest.mock import patch

from benchmarks import files, machine, options
from benchmarks.contenders import Contender, page
from benchmarks.files import ROOT
from benchmarks.result import medians, save
from benchmarks.server import File
from benchmarks.startup import visited
from benchmarks.visit import LINGER_SECONDS

from pagelet_cli.runtimes import runtime

sys.path.insert(0, str(ROOT))
from tests import wheels

ARRAY = """
import numpy
total = numpy.arange(6).reshape(2, 3).sum()
{show}
"""
FRAME = """
import pandas
frame = pandas.DataFrame({{"name": ["Mercury", "Jupiter", "Saturn"], "moons": [0, 97, 146]}})
{show}
"""
FIGURE = """
import matplotlib.pyplot as plt
figure, axes = plt.subplots(figsize=(4, 3))
axes.plot([1, 3, 2])
{show}
"""
# What documentation of Pyodide leads to, without Pagelet.
RAW = """<script type="module">
import {{ loadPyodide }} from "./runtime/pyodide.mjs";
const python = await loadPyodide();
await python.loadPackage("{package}");
python.runPython(`{code}`);
</script>"""
RAW_ARRAY = """
import js
js.document.getElementById("out").textContent = str(total)"""
RAW_FRAME = """
import js
js.document.getElementById("out").innerHTML = frame.to_html()"""
RAW_FIGURE = """
import base64, io, js
written = io.BytesIO()
figure.savefig(written, format="png")
image = js.document.createElement("img")
image.src = "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()
js.document.getElementById("out").append(image, "drawn")"""
OWN = """<script type="py" config="config.json">
from pagelet import display, document
{code}
</script>"""
OWN_ARRAY = 'document.getElementById("out").textContent = str(total)'
OWN_FRAME = 'display(frame, target="out")'
OWN_FIGURE = """display(figure, target="out")
document.getElementById("out").append("drawn")"""
# By what contenders are called, and what is said of them.
_OWN = {"plain": "without a memory", "pagelet": "with a memory"}
_NOTE = re.compile('<meta name="pagelet-start" content="([^"]*)">')


def raw(package: str, code: str, show: str) -> Mapping[str, File]:
    """Write the page without Pagelet, and put interpreter and wheels beside it."""
    written = page(RAW.format(package=package, code=code.format(show=show)))
    beside = [*runtime("pyodide", wheels.VERSION).iterdir(), *(wheels.mirror() / f"pyodide-{wheels.VERSION}").iterdir()]
    return written | {f"runtime/{path.name}": File(path.name, path.read_bytes()) for path in beside if path.is_file()}


@cache
def built(package: str, code: str, show: str) -> Mapping[str, File]:
    """Write the page with Pagelet, and build it."""
    written = page(OWN.format(code=code.format(show=show)))["index.html"]
    config = f'{{"interpreter": "{wheels.VERSION}", "packages": ["{package}"]}}'
    with patch.dict(os.environ, PAGELET_MIRROR=str(wheels.mirror())):
        return files.built(written.data, config=config)


def without_memory(package: str, code: str, show: str) -> Mapping[str, File]:
    """Build the same page, and leave out the memory, as for browsers that cannot take it."""
    left = dict(built(package, code, show))
    text = left["index.html"].data.decode()
    found = _NOTE.search(text)
    assert found is not None
    note = json.loads(unescape(found[1]))
    for ahead in note.values():
        address = ahead.pop("memory")["url"].rpartition("/")[2]
        text = re.sub(f'<link rel="preload"[^>]*{address}[^>]*>', "", text)
        del left[next(path for path in left if path.endswith(address))]
    text = text.replace(found[1], escape(json.dumps(note)))
    return left | {"index.html": File("index.html", text.encode())}


CONTENDERS = [
    Contender("raw-array", "py", partial(raw, "numpy", ARRAY, RAW_ARRAY)),
    Contender("pagelet-array", "py", partial(built, "numpy", ARRAY, OWN_ARRAY)),
    Contender("plain-array", "py", partial(without_memory, "numpy", ARRAY, OWN_ARRAY)),
    Contender("raw-frame", "py", partial(raw, "pandas", FRAME, RAW_FRAME)),
    Contender("pagelet-frame", "py", partial(built, "pandas", FRAME, OWN_FRAME)),
    Contender("plain-frame", "py", partial(without_memory, "pandas", FRAME, OWN_FRAME)),
    Contender("raw-figure", "py", partial(raw, "matplotlib", FIGURE, RAW_FIGURE)),
    Contender("pagelet-figure", "py", partial(built, "matplotlib", FIGURE, OWN_FIGURE)),
    Contender("plain-figure", "py", partial(without_memory, "matplotlib", FIGURE, OWN_FIGURE)),
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and save."""
    given = options.parser("packages", __doc__ or "", 5, ("chromium", "firefox")).parse_args(arguments)
    result = _measured(given)
    for line in _lines(result["medians"]):
        print(line)
    if (path := options.target(given, whole=not (given.only or given.browser))) is not None:
        save(result, path)
    return 0


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    browsers, runs = visited(CONTENDERS, given)
    described = machine.describe()
    described["packages"] = {**described["packages"], "pyodide": wheels.VERSION}
    settings = {"reps": given.reps, "linger_seconds": LINGER_SECONDS, "line": "loopback"}
    places = [contender.name for contender in CONTENDERS]
    runs.sort(key=lambda run: places.index(run["contender"]))  # as the table is to be read, not as turns were taken
    return {**described, "browsers": browsers, "settings": settings, "medians": medians(runs), "runs": runs}


def _lines(found: Mapping[str, Any]) -> list[str]:
    """Say how many times as long Pagelet takes as stock."""
    lines = []
    for browser, contenders in found.items():
        for what in ("array", "frame", "figure"):
            stock = contenders.get(f"raw-{what}")
            for name, said in _OWN.items():
                own = contenders.get(f"{name}-{what}")
                for visit in ("cold", "warm") if own and stock else ():
                    ms, other = own[visit]["ms"], stock[visit]["ms"]
                    lines.append(
                        f"{browser} {what} {said} {visit}: {ms:.0f} ms, stock {other:.0f} ms: {ms / other:.2f}"
                    )
    return lines


if __name__ == "__main__":
    sys.exit(main())
