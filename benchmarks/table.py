"""Write results as tables, and keep the README's up to date."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from benchmarks.files import ROOT
from benchmarks.result import load
from benchmarks.throttle import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

BEGIN = "<!-- bench:start -->"
END = "<!-- bench:end -->"
TIMES = "\N{MULTIPLICATION SIGN}"

_TITLES = {
    "floor": "empty page",
    "plain": "the text without Python, seen",
    "raw": "interpreter alone",
    "pyscript": "PyScript",
    "pagelet": "**Pagelet**",
    "prerendered": "**Pagelet**, prerendered, seen",
}
_KINDS = {"mpy": "MicroPython", "py": "CPython"}
_WAYS = {
    "shared": "SharedArrayBuffer",
    "jspi": "no headers, JSPI",
    "service": "no headers, service worker",
}
# What the tool has made ahead of a start; or the page, whose second visit is what counts.
_AHEAD = {"built": "built", "kept": "no tool, next visit"}
# What data pages show, and how they came to it.
_PAGES = {"array": "NumPy hello", "frame": "pandas frame", "figure": "matplotlib figure"}
_PACKED = {
    "raw": "stock `loadPackage`",
    "pagelet": "**Pagelet**, built",
    "plain": "**Pagelet**, built, without a memory",
}
_NAMES = {"chromium": "Chromium", "firefox": "Firefox"}


def title(contender: str) -> str:
    """Name a contender for people."""
    tool, _, rest = contender.partition("-")
    kind, _, way = rest.partition("-")
    return _TITLES[tool] + (f", {_KINDS[kind]}" if kind else "") + (f", {_AHEAD[way]}" if way in _AHEAD else "")


def rows_text(rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table; every column but the first is numbers."""
    head, *body = rows
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *body))


def startup_text(result: Mapping[str, Any]) -> str:
    """Write one table: a row for each page, three columns for each browser, cold and warm in a cell."""
    browsers = result["medians"]
    line = result["settings"]["line"]
    head = ["First text, cold / warm" + (f", over {line}" if line != LOOPBACK else "")]
    for browser in browsers:
        name = f"{_NAMES[browser]} {result['browsers'][browser].partition('.')[0]}"
        head += [f"{name}, ms", f"{TIMES} PyScript", f"{TIMES} alone"]
    contenders = medians_order(set().union(*browsers.values()))
    return rows_text([[*head, "kB"], *(_startup_row(contender, browsers) for contender in contenders)])


def medians_order(medians: Iterable[str]) -> list[str]:
    """Return contenders in the order that is easiest to compare."""
    tools, kinds = list(_TITLES), ["", *_KINDS]
    ways = ["", *_AHEAD, *_WAYS]

    def key(name: str) -> tuple[int, int, int]:
        tool, kind, way = [*name.split("-"), "", ""][:3]
        return kinds.index(kind), ways.index(way), tools.index(tool)

    return sorted(medians, key=key)


def _startup_row(contender: str, browsers: Mapping[str, Any]) -> list[str]:
    cells = [cell for medians in browsers.values() for cell in _startup_cells(contender, medians)]
    size = next(medians[contender]["cold"]["bytes"] for medians in browsers.values() if contender in medians)
    return [title(contender), *cells, f"{size / 1000:,.0f}"]


def _startup_cells(contender: str, medians: Mapping[str, Any]) -> tuple[str, str, str]:
    own = medians.get(contender)
    if own is None:
        return ("", "", "")
    tool, kind = [*contender.split("-"), ""][:2]
    times = " / ".join(f"{own[visit]['ms']:,.0f}" for visit in ("cold", "warm"))
    others = (medians.get(f"{other}-{kind}") if other != tool else None for other in ("pyscript", "raw"))
    to_pyscript, alone = (_ratios(own, other) if other else "" for other in others)
    return (times, to_pyscript, alone)


def _ratios(own: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    return " / ".join(f"{own[visit]['ms'] / other[visit]['ms']:.2f}" for visit in ("cold", "warm"))


def worker_text(result: Mapping[str, Any]) -> str:
    """Write one table a browser."""
    parts = []
    for browser, medians in result["medians"].items():
        name = f"{_NAMES[browser]} {result['browsers'][browser]}"
        head = (f"{name}: a worker reads `{result['settings']['chain']}`, µs", "median", f"{TIMES} PyScript")
        rows = []
        for contender in medians_order(medians):
            other = medians.get(result["pairs"].get(contender, ""))
            way = _WAYS[contender.rpartition("-")[2]]
            times = f"{medians[contender] / other:.3f}" if other else ""
            rows.append((f"{title(contender)}, {way}", f"{medians[contender]:,.0f}", times))
        parts.append(rows_text([head, *rows]))
    return "\n\n".join(parts)


def dom_text(result: Mapping[str, Any]) -> str:
    """Write one table a browser: ratios to plain JavaScript, and milliseconds."""
    parts = []
    for browser, medians in result["medians"].items():
        name = f"{_NAMES[browser]} {result['browsers'][browser]}"
        head = (f"{name}: {TIMES} plain JavaScript (ms)", "rows", "create", "update", "swap", "clear")
        rows = [
            (f"{_dom_title(contender)}, {how}", count, *_dom_cells(both))
            for contender, by_count in medians.items()
            for count, by_how in by_count.items()
            if count != "error"
            for how, both in by_how.items()
        ]
        parts.append(rows_text([head, *rows]))
    return "\n\n".join(parts)


def _dom_title(contender: str) -> str:
    return title(contender.replace("many", "pagelet"))


def _dom_cells(both: Mapping[str, Any]) -> list[str]:
    steps = both["python"]
    return [f"{ms / max(both['vanilla'][step], 0.1):.2f} ({ms:,.1f})" for step, ms in steps.items()]


def provenance(result: Mapping[str, Any]) -> str:
    """Tell where numbers come from."""
    machine, packages = result["machine"], result["packages"]
    names = {
        "pagelet": "Pagelet",
        "@pyscript/core": "PyScript",
        "pyodide": "Pyodide",
        "@micropython/micropython-webassembly-pyscript": "MicroPython",
    }
    versions = ", ".join(f"{names[name]} {version}" for name, version in packages.items())
    place = f"{machine['cpus']} {TIMES} {machine['cpu']}, {machine['os']}"
    return f"{versions}; {place}; {result['date'][:10]}; medians of {result['settings']['reps']} alternating runs."


def packages_text(result: Mapping[str, Any]) -> str:
    """Write one table a browser: data pages, against the interpreter's own way to load the same wheels."""
    parts = []
    for browser, medians in result["medians"].items():
        name = f"{_NAMES[browser]} {result['browsers'][browser]}"
        rows = [(f"{name}: seen on the page, ms", "cold", "warm", f"{TIMES} stock", "kB", "answers")]
        for contender, own in medians.items():
            tool, what = contender.split("-")
            title, stock = _PACKED[tool], medians.get(f"raw-{what}")
            times = [f"{own[visit]['ms']:,.0f}" for visit in ("cold", "warm")]
            ratios = _ratios(own, stock) if stock and stock is not own else ""
            size, answers = f"{own['cold']['bytes'] / 1000:,.0f}", f"{own['cold']['requests']:.0f}"
            rows.append((f"{_PAGES[what]}, {title}", *times, ratios, size, answers))
        parts.append(rows_text(rows))
    return "\n\n".join(parts)


# Which tables stand where.
_PLACES: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "README.md": {"startup": startup_text, "slow": startup_text},
    "docs/benchmarks.md": {"packages": packages_text, "worker": worker_text, "dom": dom_text},
}


def tables(texts: Mapping[str, Callable[[Mapping[str, Any]], str]]) -> str:
    """Write the tables of what has been measured, each with where its numbers come from."""
    found = [(text, result) for name, text in texts.items() if (result := load(name)) is not None]
    return "\n\n".join(part for text, result in found for part in (text(result), provenance(result)))


def replaced(text: str, table: str) -> str | None:
    """Put tables between the marks, or return None where there are none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n\n{table}\n\n{end}{after}" if begin and end else None


def main() -> int:
    """Write the tables of the README and of the page about benchmarks."""
    for name, texts in _PLACES.items():
        path = ROOT / name
        new = replaced(path.read_text("utf-8"), tables(texts))
        if new is None:
            raise SystemExit(f"{name} has no place for tables: {BEGIN} and {END}")
        path.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
