"""Measure DOM work: create, update, swap and clear rows of three cells with a handler each.

In each page Python takes turns with plain JavaScript that does the same, so that both meet the same browser in the same
mood; what is compared are the ratios. Once with layout, which is what users wait for, and once without.
"""

from __future__ import annotations

import json
import statistics
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import machine, options
from benchmarks.budgets import budgets, dom_checks
from benchmarks.contenders import Contender, pagelet, pyscript
from benchmarks.files import HERE
from benchmarks.result import save
from benchmarks.server import File, Server
from benchmarks.table import dom_text
from benchmarks.visit import reported

from pagelet_cli.browser import Browser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

STEPS = ("create", "update", "swap", "clear")
_LIMIT_SECONDS = 400.0
_TABLE = '<table><tbody id="rows"></tbody></table>'

_PAGELET = """
from pagelet import create_proxy, page, window
from pagelet.html import td, tr

def select(event):
    pass

def create(count):
    page["#rows"][0].append([
        tr(td(i), td(f"row {i}", class_="label", on_click=select), td("x")) for i in range(count)
    ])

def update():
    for cell in page["#rows td.label"][::10]:
        cell.text += " !!!"

def swap():
    rows = page["#rows tr"]
    first, last, after = rows[1], rows[-2], rows[-1]
    first.before(last)
    after.before(first)

def clear():
    page["#rows"][0].clear()
"""

# PyScript's elements have no way to be put before others but the browser's own.
_PYSCRIPT = """
from pyscript import window
from pyscript.ffi import create_proxy
from pyscript.web import page, td, tr

def select(event):
    pass

def create(count):
    page["rows"].append(*[
        tr(td(str(i)), td(f"row {i}", classes=["label"], on_click=select), td("x")) for i in range(count)
    ])

def update():
    for cell in page.find("#rows td.label")[::10]:
        cell.textContent += " !!!"

def swap():
    rows = page.find("#rows tr")
    first, last, after = rows[1], rows[-2], rows[-1]
    first.before(last._dom_element)
    after.before(first._dom_element)

def clear():
    page["rows"].replaceChildren()
"""

_MEASURE = """
def quiet(function):
    return create_proxy(lambda *count: function())

window.measure(create_proxy(create), quiet(update), quiet(swap), quiet(clear))
"""


def _files(tool: str, kind: str, sizes: Sequence[Mapping[str, int]]) -> dict[str, File]:
    code = {"pagelet": _PAGELET, "pyscript": _PYSCRIPT}[tool] + _MEASURE
    files = (pagelet if tool == "pagelet" else pyscript)(kind, code)
    page = files["index.html"]
    # Before all that is in the body: the modules of both tools run after classic scripts.
    script = f'{_TABLE}<script src="sizes.js"></script><script src="rows.js"></script>'
    data = page.data.replace(b'<p id="out">', script.encode() + b'<p id="out">', 1)
    return files | {
        "index.html": File(page.name, data, page.headers),
        "sizes.js": File("sizes.js", f"window.sizes = {json.dumps(sizes)};".encode()),
        "rows.js": File("rows.js", (HERE / "rows.js").read_bytes()),
    }


def _contenders(rounds: int) -> Iterator[Contender]:
    sizes = [{"count": 1000, "rounds": rounds}, {"count": 10_000, "rounds": max(3, rounds // 2)}]
    for kind in ("mpy", "py"):
        yield Contender(f"pagelet-{kind}", kind, partial(_files, "pagelet", kind, sizes))
        # Ten thousand rows take PyScript's CPython half a minute each time, and are more than its MicroPython can do.
        few = [{"count": 1000, "rounds": 3}]
        yield Contender(f"pyscript-{kind}", kind, partial(_files, "pyscript", kind, few))
    yield Contender("many-mpy", "mpy", partial(_files, "pagelet", "mpy", [{"count": 100_000, "rounds": 1}]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, save and check."""
    parser = options.parser("dom", __doc__ or "", 2, ("chromium",))
    parser.add_argument("--rounds", type=int, default=9, help="how often each page does all of it")
    given = parser.parse_args(arguments)
    result = _measured(given)
    print(dom_text(result))
    if (path := options.target(given, whole=not (given.only or given.browser))) is not None:
        save(result, path)
    checks = dom_checks(result, budgets()["dom"])
    print(*checks, sep="\n")
    return 0 if all(check.kept for check in checks) else 1


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    everybody = list(_contenders(given.rounds))
    names = options.chosen([contender.name for contender in everybody], given.only)
    contenders = [contender for contender in everybody if contender.name in names]
    browsers: dict[str, str] = {}
    runs: list[dict[str, Any]] = []
    with Server() as server:
        for name in given.browser or given.browsers:
            with Browser.start(name) as browser:
                browsers[name] = browser.version
                for rep in range(given.reps):
                    shift = rep % len(contenders)
                    for contender in (*contenders[shift:], *contenders[:shift]):
                        with browser.new_context() as context:
                            report = reported(context.open(), server.mount(contender.files()), _LIMIT_SECONDS)
                        rounds = json.loads(report["text"])
                        print(f"{name} {rep} {contender.name}: {len(rounds)} rounds", file=sys.stderr)
                        runs += [{"browser": name, "contender": contender.name, "rep": rep, **one} for one in rounds]
    return {
        **machine.describe(),
        "browsers": browsers,
        "settings": {"reps": given.reps, "rounds": given.rounds},
        "medians": _medians(runs),
        "runs": runs,
    }


def _medians(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return medians of milliseconds by browser, contender, number of rows, layout or not, who, and step."""
    found: dict[str, Any] = {}
    for run in runs:
        if "error" in run:
            found.setdefault(run["browser"], {}).setdefault(run["contender"], {})["error"] = run["error"]
            continue
        by_layout = (
            found.setdefault(run["browser"], {}).setdefault(run["contender"], {}).setdefault(str(run["count"]), {})
        )
        by_who = by_layout.setdefault("layout" if run["layout"] else "script", {}).setdefault(run["who"], {})
        for step in STEPS:
            by_who.setdefault(step, []).append(run[step])
    return _median(found)


def _median(found: Any) -> Any:  # noqa: ANN401 - dicts of dicts, down to lists of numbers
    if isinstance(found, list):
        return round(statistics.median(found), 2)
    return {key: _median(value) for key, value in found.items()} if isinstance(found, dict) else found


if __name__ == "__main__":
    sys.exit(main())
