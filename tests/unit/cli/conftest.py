"""Give the tests of the tool an empty world: no cache, no mirror, no network."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pagelet_cli.runtimes.pins import Pin, Runtime

# What the real cache holds is used by what builds; the other tests must not touch it.
_REAL = {name: os.environ.get(name) for name in ("PAGELET_CACHE", "PAGELET_MIRROR", "PAGELET_OFFLINE")}
CONTENT = {"micropython.mjs": b"export default 1;\n" * 100, "micropython.wasm": b"\0asm" * 1000}


@pytest.fixture(autouse=True)
def empty_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PAGELET_MIRROR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PAGELET_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PAGELET_OFFLINE", "1")


@pytest.fixture
def real_cache(empty_world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give back what the empty world took."""
    for name, value in _REAL.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)


@pytest.fixture
def wanted() -> Runtime:
    """A small runtime with true hashes."""
    pins = {name: Pin(hashlib.sha256(data).hexdigest(), len(data)) for name, data in CONTENT.items()}
    return Runtime("micropython", "9.9.9", pins)


@pytest.fixture
def mirror(tmp_path: Path, wanted: Runtime) -> Path:
    """A folder that has the runtime as files."""
    folder = tmp_path / "mirror" / wanted.label
    folder.mkdir(parents=True)
    for name, data in CONTENT.items():
        (folder / name).write_bytes(data)
    return folder.parent


@pytest.fixture
def pack(wanted: Runtime) -> Callable[[Path], Path]:
    """Write the tarball that npm would make."""

    def write(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / wanted.tarball
        with tarfile.open(path, "w:gz") as archive:
            for name, data in CONTENT.items():
                member = tarfile.TarInfo(f"package/{name}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return path

    return write
