"""Measure how long a worker takes to read an attribute of an attribute of the page's document, from Python.

All contenders take turns, each with a fresh browser: in one that PyScript's page was in before, Firefox answers
messages between threads three times as slowly, for whoever comes next.
"""

from __future__ import annotations

import statistics
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import machine, options
from benchmarks.budgets import budgets, worker_checks
from benchmarks.contenders import Contender, pagelet, pyscript
from benchmarks.files import MODULES
from benchmarks.result import save
from benchmarks.server import File, Server
from benchmarks.startup import turns
from benchmarks.table import worker_text
from benchmarks.visit import SETTLE_SECONDS, opened, reported

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from benchmarks.server import Mount

    from pagelet_cli.browser.session import Name

CHAIN = "document.body.firstChild.nodeType"
BATCHES = 7
# Engines compile anew what runs often: what is compared is what they settle at soon.
WARM_US = 300_000
_LIMIT_SECONDS = 240.0

# Each of Pagelet's workers is compared with PyScript's of the same interpreter that waits in the same way. PyScript
# does not use JSPI: without headers it has the service worker only, and that is what JSPI is compared with.
PAIRS = {
    "pagelet-mpy-shared": "pyscript-mpy-shared",
    "pagelet-py-shared": "pyscript-py-shared",
    "pagelet-mpy-service": "pyscript-mpy-service",
    "pagelet-py-service": "pyscript-py-service",
    "pagelet-py-jspi": "pyscript-py-service",
}

# Clocks are coarser than a read, so a batch is timed as a whole. The first reads are for what is learned or compiled
# then: Pagelet fetches a chain in one crossing once it has seen it. What is slow gets fewer reads.
_CODE = """
from {package} import document
import time

def now():
    return {now}

def batch(count):
    begin = now()
    for _ in range(count):
        {chain}
    return (now() - begin) / count * {scale}

assert {chain} in (1, 3)
begin, warmed = now(), 0
while (now() - begin) * {scale} < {warm}:
    batch(3)
    warmed += 3
count = max(3, min(1000, warmed * 100000 // {warm}))
document.getElementById("out").textContent = " ".join([str(batch(count)) for _ in range({batches})])
"""
_CLOCKS = {"mpy": ("time.ticks_us()", "1"), "py": ("time.perf_counter()", "1e6")}


def code(package: str, kind: str) -> str:
    """Write the program that a worker runs."""
    clock, scale = _CLOCKS[kind]
    return _CODE.format(package=package, now=clock, scale=scale, chain=CHAIN, warm=WARM_US, batches=BATCHES)


def _files(tool: str, kind: str, way: str) -> dict[str, File]:
    if tool == "pagelet":
        # Without headers a CPython worker suspends itself, unless it is told to take the service worker.
        return pagelet(kind, code("pagelet", kind), " worker service-worker" if way == "service" else " worker")
    if way != "service":
        return pyscript(kind, code("pyscript", kind), " worker")
    files = pyscript(kind, code("pyscript", kind), ' worker service-worker="sw.js"')
    # It rules its own folder and below, so it has to be beside the page; PyScript's documentation names this file.
    return files | {"sw.js": File("sw.js", (MODULES / "coincident" / "dist" / "sw.js").read_bytes())}


def _contenders() -> Iterator[Contender]:
    for name in dict.fromkeys(name for pair in PAIRS.items() for name in pair):
        tool, kind, way = name.split("-")
        yield Contender(name, kind, partial(_files, tool, kind, way), isolated=way == "shared")


CONTENDERS = tuple(_contenders())


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, save and check."""
    given = options.parser("worker", __doc__ or "", 5, ("chromium", "firefox")).parse_args(arguments)
    result = _measured(given)
    print(worker_text(result))
    if (path := options.target(given, whole=not (given.only or given.browser))) is not None:
        save(result, path)
    checks = worker_checks(result, budgets()["worker"])
    print(*checks, sep="\n")
    return 0 if all(check.kept for check in checks) else 1


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    names = options.chosen([contender.name for contender in CONTENDERS], given.only)
    contenders = [contender for contender in CONTENDERS if contender.name in names]
    browsers: dict[str, str] = {}
    runs: list[dict[str, Any]] = []
    with Server() as server:
        for name, rep, contender in turns(given.browser or given.browsers, given.reps, contenders):
            mount = server.mount(contender.files(), isolated=contender.isolated)
            browsers[name], values = _read(name, mount)
            runs.append({"browser": name, "contender": contender.name, "rep": rep, "us": values})
            print(f"{name} {rep} {contender.name}: {statistics.median(values):,.0f} µs", file=sys.stderr)
    return {
        **machine.describe(),
        "browsers": browsers,
        "settings": {"reps": given.reps, "chain": CHAIN, "batches": BATCHES},
        "pairs": PAIRS,
        "medians": _medians(runs),
        "runs": runs,
    }


def _read(name: Name, mount: Mount) -> tuple[str, list[float]]:
    with opened(name) as browser:
        time.sleep(SETTLE_SECONDS)
        report = reported(browser.open(), mount, _LIMIT_SECONDS)
        return browser.version, [round(float(value), 1) for value in report["text"].split()]


def _medians(runs: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Take the median of each run's batches, then that of the runs."""
    found: dict[str, dict[str, list[float]]] = {}
    for run in runs:
        several = found.setdefault(run["browser"], {}).setdefault(run["contender"], [])
        several.append(statistics.median(run["us"]))
    return {
        browser: {name: round(statistics.median(several), 1) for name, several in by_name.items()}
        for browser, by_name in found.items()
    }


if __name__ == "__main__":
    sys.exit(main())
