"""Check what becomes of a benchmark's numbers; measuring itself is for scripts/bench."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
# The benchmarks are no part of what is installed.
sys.path.insert(0, str(ROOT))

from benchmarks import budgets, options, result, table  # noqa: E402
from benchmarks.server import File, Server  # noqa: E402
from benchmarks.table import TIMES  # noqa: E402
from benchmarks.throttle import Throttle  # noqa: E402

LIMITS = {
    "micropython_bytes": 260_000,
    "micropython_to_raw": 1.15,
    "micropython_to_pyscript": 0.6,
    "cpython_to_raw": 1.0,
    "built_bytes": 1.0,
    "prerendered_to_plain": 1.15,
    "noise": 0.03,
}


def visits(cold: float, warm: float, size: int = 200_000) -> dict[str, dict[str, float]]:
    return {"cold": {"ms": cold, "bytes": size, "requests": 5}, "warm": {"ms": warm, "bytes": 500, "requests": 1}}


MEASURED = {
    "floor": (60, 50),
    "raw-mpy": (100, 80),
    "pyscript-mpy": (240, 200),
    "pagelet-mpy": (110, 90),
    "raw-py": (2000, 1800),
    "pyscript-py": (2600, 2400),
    "pagelet-py": (2050, 1700),
    "pagelet-py-built": (600, 500),
}


@pytest.fixture
def startup() -> dict[str, Any]:
    runs = [
        {"browser": "chromium", "contender": name, "rep": rep, **visits(cold + shift, warm + shift)}
        for name, (cold, warm) in MEASURED.items()
        for rep, shift in enumerate((-1, 0, 30))
    ]
    return {
        "date": "2030-02-03T04:05:06+00:00",
        "machine": {"os": "Linux", "cpus": 2, "cpu": "a processor"},
        "packages": {"pagelet": "1.0", "@pyscript/core": "2.0", "pyodide": "3.0"},
        "browsers": {"chromium": "99.0"},
        "settings": {"reps": 3, "line": "loopback"},
        "medians": result.medians(runs),
        "runs": runs,
    }


@pytest.fixture
def worker() -> dict[str, Any]:
    return {
        "date": "2030-02-03T04:05:06+00:00",
        "machine": {"os": "Linux", "cpus": 2, "cpu": "a processor"},
        "packages": {"pagelet": "1.0"},
        "browsers": {"chromium": "99.0"},
        "settings": {"reps": 3, "chain": "a.b"},
        "pairs": {"pagelet-py-shared": "pyscript-py-shared", "pagelet-py-jspi": "pyscript-py-service"},
        "medians": {"chromium": {"pyscript-py-shared": 5000.0, "pagelet-py-shared": 200.0, "pagelet-py-jspi": 900.0}},
        "runs": [],
    }


def test_medians_leave_outliers_out(startup: dict[str, Any]) -> None:
    assert startup["medians"]["chromium"]["raw-mpy"]["cold"]["ms"] == 100


def test_more_runs_are_added_to_those_of_the_same_place(startup: dict[str, Any]) -> None:
    more = {**startup, "runs": [{**run, **visits(101, 90)} for run in startup["runs"] if run["contender"] == "raw-mpy"]}
    pooled = result.added(startup, more)
    assert pooled["medians"]["chromium"]["raw-mpy"]["cold"]["ms"] == 101
    assert pooled["medians"]["chromium"]["raw-py"] == startup["medians"]["chromium"]["raw-py"]
    assert "medians of 3 to 6 alternating runs" in table.provenance(pooled)
    assert len({run["rep"] for run in pooled["runs"] if run["contender"] == "raw-mpy"}) == 6
    with pytest.raises(SystemExit, match="other browsers"):
        result.added(startup, {**more, "browsers": {"chromium": "100.0"}})
    with pytest.raises(SystemExit, match="another line"):
        result.added(startup, {**more, "settings": {"reps": 3, "line": "20 Mbit/s, 40 ms"}})


def test_a_result_within_its_limits_is_kept(startup: dict[str, Any]) -> None:
    checks = budgets.startup_checks(startup, LIMITS)
    assert len(checks) == 8
    assert all(check.kept for check in checks)


@pytest.mark.parametrize(
    ("contender", "cold", "warm", "size", "broken"),
    [
        ("pagelet-mpy", 116, 90, 200_000, ["pagelet-mpy to raw-mpy, cold"]),
        ("pagelet-mpy", 110, 125, 200_000, ["pagelet-mpy to raw-mpy, warm", "pagelet-mpy to pyscript-mpy, warm"]),
        ("pagelet-mpy", 110, 90, 260_001, ["bytes of a MicroPython page"]),
        ("pagelet-py", 2070, 1700, 200_000, ["pagelet-py to raw-py, cold"]),
        ("pagelet-py-built", 600, 500, 200_200, ["bytes of a built CPython page to PyScript's"]),
    ],
)
def test_a_result_over_a_limit_is_named(
    startup: dict[str, Any], contender: str, cold: float, warm: float, size: int, broken: list[str]
) -> None:
    startup["medians"]["chromium"][contender] = visits(cold, warm, size)
    assert [check.what for check in budgets.startup_checks(startup, LIMITS) if not check.kept] == broken


def test_what_was_not_measured_is_not_checked(startup: dict[str, Any]) -> None:
    del startup["medians"]["chromium"]["raw-mpy"], startup["medians"]["chromium"]["pyscript-mpy"]
    assert len(budgets.startup_checks(startup, LIMITS)) == 4
    assert budgets.startup_checks({"medians": {}}, LIMITS) == []


def test_workers_are_checked_by_the_way_they_wait(worker: dict[str, Any]) -> None:
    checks = budgets.worker_checks(worker, {"shared_us": 300, "jspi_us": 800, "to_pyscript": 0.1})
    assert [(check.what, check.kept) for check in checks] == [
        ("pagelet-py-shared, µs a chain", True),
        ("pagelet-py-jspi, µs a chain", False),
        ("pagelet-py-shared to pyscript-py-shared", True),
    ]


def test_the_budgets_of_this_repository_are_complete() -> None:
    limits = budgets.budgets()
    assert set(limits["startup"]) == set(LIMITS)
    assert set(limits["worker"]) == {"shared_us", "jspi_us", "to_pyscript"}


def test_results_survive_a_file(startup: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "new" / "startup.json"
    result.save(startup, path)
    assert json.loads(path.read_text("utf-8")) == startup


@pytest.mark.parametrize("name", ["startup", "slow", "worker"])
def test_a_stored_result_can_be_read_and_shown(name: str) -> None:
    stored = result.load(name)
    if stored is None:
        pytest.skip(f"there is no benchmarks/results/{name}.json")
    checks, text = {
        "startup": (budgets.startup_checks, table.startup_text),
        "slow": (budgets.slow_checks, table.startup_text),
        "worker": (budgets.worker_checks, table.worker_text),
    }[name]
    assert checks(stored, budgets.budgets()[name])
    assert table.provenance(stored) in table.tables({name: text})


def test_the_startup_table(startup: dict[str, Any]) -> None:
    startup["medians"]["firefox"] = {"floor": visits(40, 20)}
    startup["browsers"]["firefox"] = "98.0"
    lines = table.startup_text(startup).splitlines()
    chromium, firefox = (f"{name}, ms | {TIMES} PyScript | {TIMES} alone" for name in ("Chromium 99", "Firefox 98"))
    assert lines[0] == f"| First text, cold / warm | {chromium} | {firefox} | kB |"
    assert lines[2] == "| empty page | 60 / 50 |  |  | 40 / 20 |  |  | 200 |"
    assert lines[5] == "| **Pagelet**, MicroPython | 110 / 90 | 0.46 / 0.45 | 1.10 / 1.12 |  |  |  | 200 |"
    assert len(lines) == 2 + len(MEASURED)
    startup["settings"]["line"] = "20 Mbit/s, 40 ms"
    assert table.startup_text(startup).startswith("| First text, cold / warm, over 20 Mbit/s, 40 ms | Chromium")


def test_a_slow_line_has_a_limit_of_its_own(startup: dict[str, Any]) -> None:
    kept, broken = (budgets.slow_checks(startup, {"built_to_pyscript": limit})[0] for limit in (0.25, 0.2))
    assert (kept.measured, kept.kept, broken.kept) == (0.231, True, False)
    assert budgets.slow_checks({"medians": {}}, {"built_to_pyscript": 0.5}) == []


def test_the_worker_table(worker: dict[str, Any]) -> None:
    lines = table.worker_text(worker).splitlines()
    assert lines[0] == f"| Chromium 99.0: a worker reads `a.b`, µs | median | {TIMES} PyScript |"
    assert lines[2:] == [
        "| PyScript, CPython, SharedArrayBuffer | 5,000 |  |",
        "| **Pagelet**, CPython, SharedArrayBuffer | 200 | 0.040 |",
        "| **Pagelet**, CPython, no headers, JSPI | 900 |  |",
    ]


def test_the_table_names_versions_and_machine(startup: dict[str, Any]) -> None:
    assert table.provenance(startup) == (
        f"Pagelet 1.0, PyScript 2.0, Pyodide 3.0; 2 {TIMES} a processor, Linux; 2030-02-03; "
        "medians of 3 alternating runs."
    )


def test_the_table_goes_between_its_marks() -> None:
    text = f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n"
    new = table.replaced(text, "TABLE")
    assert new == f"before\n{table.BEGIN}\n\nTABLE\n\n{table.END}\nafter\n"
    assert table.replaced(new, "TABLE") == new
    assert table.replaced("no marks", "TABLE") is None
    assert table.replaced(f"{table.END} {table.BEGIN}", "TABLE") is None


def test_contenders_are_chosen_by_pattern() -> None:
    names = ["raw-py", "pagelet-py", "pagelet-mpy"]
    assert options.chosen(names, None) == names
    assert options.chosen(names, ["pagelet-*"]) == ["pagelet-py", "pagelet-mpy"]
    with pytest.raises(SystemExit, match="nothing to measure is called none; there are raw-py"):
        options.chosen(names, ["none"])


# ------------------------------------------------------------------------------------------------------------- server


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("PAGELET_CACHE", str(tmp_path))
    with Server() as server:
        yield server


FILES = {"index.html": File("index.html", b"<p>" * 500), "a/b.js": File("b.js", b"f()\n" * 500)}


def fetch(url: str, **headers: str) -> Any:
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5)


def test_the_server_compresses_caches_and_counts(server: Server) -> None:
    mount = server.mount(FILES, isolated=True)
    with fetch(f"{mount.base}a/b.js", **{"Accept-Encoding": "gzip, br"}) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        size = len(answer.read())
    assert size < 100
    assert size < mount.bytes_sent < size + 700
    mount.forget()
    with fetch(f"{mount.base}index.html") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.read() == FILES["index.html"].data
    assert [(item.name, item.status) for item in mount.sent] == [("index.html", 200)]


def test_the_server_confirms_what_a_browser_has(server: Server) -> None:
    mount = server.mount(FILES)
    with pytest.raises(urllib.error.HTTPError) as caught:
        fetch(f"{mount.base}index.html", **{"If-None-Match": FILES["index.html"].tag})
    caught.value.close()
    assert caught.value.code == 304


def test_mounts_have_addresses_and_files_of_their_own(server: Server) -> None:
    first, second = server.mount(FILES), server.mount({})
    assert first.base != second.base
    for url in (f"{second.base}index.html", f"{first.base}../../etc/passwd", f"{first.base}nothing"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            fetch(url)
        caught.value.close()
        assert caught.value.code == 404


def test_a_page_reports_to_its_mount(server: Server) -> None:
    mount = server.mount(FILES)
    request = urllib.request.Request(f"{mount.base}report", data=b'{"time": 1.5, "text": "hello"}', method="POST")
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert answer.status == 204
    assert mount.report(5) == {"time": 1.5, "text": "hello"}
    assert mount.report(0.01) is None


def test_a_throttle_shares_its_line() -> None:
    throttle = Throttle(bytes_per_second=1e6, delay=0)
    pieces = throttle.pieces(bytes(40_000))
    assert [len(piece) for piece in pieces] == [16384, 16384, 7232]
    throttle.take(1000)
    before = throttle._free_at
    throttle.take(2000)
    assert throttle._free_at == pytest.approx(before + 0.002, abs=0.05)
