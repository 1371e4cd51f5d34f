"""Files are kept whole, whoever else keeps them at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pagelet_cli.packages import compiled, store
from pagelet_cli.packages.store import PackageFile


def test_two_threads_keep_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGELET_CACHE", str(tmp_path))
    data = b"a wheel"
    both = threading.Barrier(2)
    # Each has written its own before either puts it in place.
    monkeypatch.setattr(store, "check", lambda _path: both.wait(20))
    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(lambda _: store.keep("kept-1.0-py3-none-any.whl", data), range(2)))
    assert kept[0] == kept[1]
    assert Path(kept[0].sources[0]).read_bytes() == data
    assert [path.name for path in tmp_path.glob("packages/*/*")] == ["kept-1.0-py3-none-any.whl"]
    assert not list(tmp_path.glob("packages/.*"))


def test_a_compiled_twin_that_is_damaged_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGELET_CACHE", str(tmp_path))
    file = PackageFile("mine-1.0-py3-none-any.whl", "0" * 64, ())
    made = tmp_path / "made.zip"
    made.write_bytes(b"what was made")
    compiled._keep(made, compiled._made(file, "pyodide-314.0.7"))
    twin = compiled.compiled(file, "pyodide-314.0.7")
    assert twin is not None
    assert compiled.sound(twin)
    Path(twin.sources[0]).write_bytes(b"what was mad")
    assert not compiled.sound(twin)
    assert compiled.compiled(file, "pyodide-314.0.7") is None
