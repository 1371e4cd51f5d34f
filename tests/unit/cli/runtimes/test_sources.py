from __future__ import annotations

import pytest

from pagelet_cli.runtimes.sources import Cdn, FolderMirror, HttpMirror, Npm, available


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/bin/npm")


def kinds() -> list[type]:
    return [type(source) for source in available()]


@pytest.mark.usefixtures("npm")
def test_the_order_is_mirror_npm_cdn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAGELET_OFFLINE")
    monkeypatch.setenv("PAGELET_MIRROR", "/somewhere")
    assert kinds() == [FolderMirror, Npm, Cdn]
    monkeypatch.setenv("PAGELET_MIRROR", "https://mirror.example/")
    assert kinds() == [HttpMirror, Npm, Cdn]


@pytest.mark.usefixtures("npm")
def test_offline_leaves_only_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kinds() == []
    monkeypatch.setenv("PAGELET_MIRROR", "https://mirror.example/")
    assert kinds() == []
    monkeypatch.setenv("PAGELET_MIRROR", "/somewhere")
    assert kinds() == [FolderMirror]


def test_without_npm_the_cdn_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAGELET_OFFLINE")
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert kinds() == [Cdn]
