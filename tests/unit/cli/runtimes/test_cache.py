from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from pagelet_cli.runtimes.cache import cache_folder, sweep


def test_the_environment_names_the_cache(tmp_path: Path) -> None:
    assert cache_folder() == tmp_path / "cache"


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG rule")
def test_linux_uses_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAGELET_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/x/cache")
    assert cache_folder() == Path("/x/cache/pagelet")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/me")
    assert cache_folder() == Path("/home/me/.cache/pagelet")


def test_old_workspaces_are_swept(tmp_path: Path) -> None:
    base = cache_folder() / "runtimes"
    old, new, real = base / ".pyodide-1-x", base / ".pyodide-1-y", base / "pyodide-1"
    for folder in (old, new, real):
        folder.mkdir(parents=True)
    past = time.time() - 3 * 24 * 3600
    os.utime(old, (past, past))
    os.utime(real, (past, past))
    sweep(base)
    assert sorted(path.name for path in base.iterdir()) == [".pyodide-1-y", "pyodide-1"]
