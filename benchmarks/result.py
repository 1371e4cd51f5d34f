"""Keep what was measured: every value, the medians, and where they come from."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from typing import TYPE_CHECKING, Any

from benchmarks.files import HERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FOLDER = HERE / "results"

Run = dict[str, Any]


def medians(runs: Iterable[Run]) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """Return medians by browser, contender, visit and what was measured."""
    values: dict[tuple[str, str, str, str], list[float]] = {}
    for run in runs:
        for visit in ("cold", "warm"):
            for what, value in run[visit].items():
                values.setdefault((run["browser"], run["contender"], visit, what), []).append(value)
    found: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for (browser, contender, visit, what), several in values.items():
        place = found.setdefault(browser, {}).setdefault(contender, {}).setdefault(visit, {})
        place[what] = round(statistics.median(several), 1)
    return found


def added(before: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Pool the runs of two results of the same things in the same place: more runs of what two runs disagree about."""
    for key in ("machine", "packages"):
        if before[key] != more[key]:
            raise SystemExit(f"the runs before were with other {key}: {before[key]}, now {more[key]}")
    if before["settings"].get("line") != more["settings"].get("line"):
        raise SystemExit(f"the runs before were over another line: {before['settings'].get('line')}")
    if any(before["browsers"].get(name, version) != version for name, version in more["browsers"].items()):
        raise SystemExit(f"the runs before were in other browsers: {before['browsers']}")
    first = 1 + max(run["rep"] for run in before["runs"])
    runs = [*before["runs"], *({**run, "rep": first + run["rep"]} for run in more["runs"])]
    counts = Counter((run["browser"], run["contender"]) for run in runs).values()
    reps = " to ".join(str(count) for count in sorted({min(counts), max(counts)}))
    return {**before, "date": more["date"], "settings": {**before["settings"], "reps": reps}} | {
        "medians": medians(runs),
        "runs": runs,
    }


def save(result: Mapping[str, Any], path: Path) -> None:
    """Write a result file, one run a line, so that changes can be read."""
    head = {key: value for key, value in result.items() if key != "runs"}
    text = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    runs = ",\n  ".join(json.dumps(run, ensure_ascii=False) for run in result["runs"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'{text},\n "runs": [\n  {runs}\n ]\n}}\n', "utf-8")


def load(name: str) -> dict[str, Any] | None:
    """Read a result file of this repository, if it is there."""
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
