"""What Pagelet promises about its speed, and whether a result keeps it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.files import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The limits are for one browser; the others are measured, and shown in the table.
_BROWSER = "chromium"


@dataclass(frozen=True, slots=True)
class Check:
    """Hold one promise, what was measured, and the most it may be."""

    what: str
    measured: float
    limit: float

    @property
    def kept(self) -> bool:
        """Tell whether the promise is kept."""
        return self.measured <= self.limit

    def __str__(self) -> str:
        return f"{'kept  ' if self.kept else 'BROKEN'} {self.what}: {self.measured:,.6g} of at most {self.limit:,.6g}"


def budgets() -> Mapping[str, Mapping[str, float]]:
    """Read the limits."""
    return tomllib.loads((ROOT / "budgets.toml").read_text("utf-8"))


def startup_checks(result: Mapping[str, Any], limits: Mapping[str, float]) -> list[Check]:
    """Compare the medians of a start with the limits; what was not measured is not checked."""
    medians = result["medians"].get(_BROWSER, {})
    return [*_size(medians, limits), *_ratios(medians, limits)]


def _size(medians: Mapping[str, Any], limits: Mapping[str, float]) -> Iterator[Check]:
    if (found := medians.get("pagelet-mpy")) is not None:
        yield Check("bytes of a MicroPython page", found["cold"]["bytes"], limits["micropython_bytes"])
    if {"pagelet-py-built", "pyscript-py"} <= medians.keys():
        sizes = [medians[name]["cold"]["bytes"] for name in ("pagelet-py-built", "pyscript-py")]
        yield Check("bytes of a built CPython page to PyScript's", round(sizes[0] / sizes[1], 3), limits["built_bytes"])


def _ratios(medians: Mapping[str, Any], limits: Mapping[str, float]) -> Iterator[Check]:
    wanted = (
        ("pagelet-mpy", "raw-mpy", limits["micropython_to_raw"]),
        ("pagelet-mpy", "pyscript-mpy", limits["micropython_to_pyscript"]),
        ("pagelet-py", "raw-py", limits["cpython_to_raw"] + limits["noise"]),
        ("prerendered-mpy", "plain", limits["prerendered_to_plain"]),
        ("prerendered-py", "plain", limits["prerendered_to_plain"]),
    )
    for name, other, limit in wanted:
        if name not in medians or other not in medians:
            continue
        for visit in ("cold", "warm"):
            ratio = medians[name][visit]["ms"] / medians[other][visit]["ms"]
            yield Check(f"{name} to {other}, {visit}", round(ratio, 3), limit)


def slow_checks(result: Mapping[str, Any], limits: Mapping[str, float]) -> list[Check]:
    """Compare a first visit over a slow line, for which nothing is cached, with PyScript's."""
    medians = result["medians"].get(_BROWSER, {})
    if not {"pagelet-py-built", "pyscript-py"} <= medians.keys():
        return []
    own, other = (medians[name]["cold"]["ms"] for name in ("pagelet-py-built", "pyscript-py"))
    return [Check("pagelet-py-built to pyscript-py, cold, slow", round(own / other, 3), limits["built_to_pyscript"])]


def worker_checks(result: Mapping[str, Any], limits: Mapping[str, float]) -> list[Check]:
    """Compare the medians of a worker's reads with the limits."""
    medians = result["medians"].get(_BROWSER, {})
    return [*_reads(medians, limits), *_advantages(medians, result["pairs"], limits)]


def _reads(medians: Mapping[str, float], limits: Mapping[str, float]) -> Iterator[Check]:
    for name, measured in medians.items():
        tool, _, rest = name.partition("-")
        way = rest.rpartition("-")[2]
        if tool == "pagelet" and f"{way}_us" in limits:
            yield Check(f"{name}, µs a chain", measured, limits[f"{way}_us"])


def _advantages(medians: Mapping[str, float], pairs: Mapping[str, str], limits: Mapping[str, float]) -> Iterator[Check]:
    for name, other in pairs.items():
        if name in medians and other in medians:
            yield Check(f"{name} to {other}", round(medians[name] / medians[other], 3), limits["to_pyscript"])


def dom_checks(result: Mapping[str, Any], limits: Mapping[str, float]) -> list[Check]:
    """Compare the ratios to plain JavaScript with the limits, and those to PyScript."""
    medians = result["medians"].get(_BROWSER, {})
    return [*_to_vanilla(medians, limits), *_dom_advantages(medians, limits)]


def _to_vanilla(medians: Mapping[str, Any], limits: Mapping[str, float]) -> Iterator[Check]:
    wanted = {
        ("layout", "create"): "layout_to_vanilla",
        ("layout", "update"): "layout_to_vanilla",
        ("layout", "clear"): "layout_to_vanilla",
        ("script", "create"): "create_{kind}_to_vanilla",
        ("script", "update"): "update_to_vanilla",
    }
    for kind in ("mpy", "py"):
        for count in ("1000", "10000"):
            for (how, step), limit in wanted.items():
                both = medians.get(f"pagelet-{kind}", {}).get(count, {}).get(how)
                if both is not None:
                    # The clock's steps are a tenth of a millisecond.
                    ratio = both["python"][step] / max(both["vanilla"][step], 0.1)
                    yield Check(f"{kind}, {step} {count}, {how}", round(ratio, 2), limits[limit.format(kind=kind)])


def _dom_advantages(medians: Mapping[str, Any], limits: Mapping[str, float]) -> Iterator[Check]:
    for kind in ("mpy", "py"):
        own, other = (
            medians.get(f"{tool}-{kind}", {}).get("1000", {}).get("script") for tool in ("pagelet", "pyscript")
        )
        if own and other:
            ratio = own["python"]["create"] / other["python"]["create"]
            yield Check(f"{kind}, create 1000 to PyScript", round(ratio, 3), limits["to_pyscript"])
    if "many-mpy" in medians:
        yield Check("mpy, 100,000 rows fail", float("error" in medians["many-mpy"]), 0)
