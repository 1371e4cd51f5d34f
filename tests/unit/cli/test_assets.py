from __future__ import annotations

import json
from pathlib import Path

import pytest

from pagelet_cli import assets
from pagelet_cli.errors import AssetMissing


def test_the_library_is_there() -> None:
    library = json.loads(assets.read("pagelet.lib.json"))
    assert "pagelet/__init__.py" in library
    assert not [name for name in library if name.startswith(("/", "..")) or not name.endswith(".py")]


def test_the_frame_is_empty() -> None:
    assert assets.read("pagelet.frame.html") == b"<!doctype html><title>Pagelet</title>"


def test_other_names_are_refused() -> None:
    with pytest.raises(AssetMissing):
        assets.read("../report.py")


def test_ready_made_assets_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_assets").mkdir()
    (tmp_path / "_assets" / "pagelet.js").write_bytes(b"ready")
    monkeypatch.setattr(assets, "_HERE", tmp_path)
    assert assets.read("pagelet.js") == b"ready"


def test_a_change_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = tmp_path / "kernel"
    (kernel / "bridge").mkdir(parents=True)
    worker = kernel / "bridge" / "serviceworker.js"
    worker.write_text("1;\n")
    monkeypatch.setattr(assets, "_KERNEL", kernel)
    monkeypatch.setattr(assets, "_made", {})
    assert b"1;" in assets.read("pagelet.sync.js")
    worker.write_text("22;\n")
    assert b"22;" in assets.read("pagelet.sync.js")


def test_a_missing_source_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_KERNEL", tmp_path)
    monkeypatch.setattr(assets, "_made", {})
    with pytest.raises(AssetMissing, match=r"pagelet\.js"):
        assets.read("pagelet.js")
