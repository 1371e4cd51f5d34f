"""Interpreters come out of the real cache, which the other tests of the tool must not touch."""

from __future__ import annotations

import os

import pytest

_REAL = {name: os.environ.get(name) for name in ("PAGELET_CACHE", "PAGELET_MIRROR", "PAGELET_OFFLINE")}


@pytest.fixture
def real_cache(empty_world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give back what the empty world took."""
    for name, value in _REAL.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
