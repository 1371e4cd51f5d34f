"""Make wheels and indexes to try the resolver on; an index here is a real server on loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pagelet_cli.packages import requirement
from pagelet_cli.packages.index import Indexes
from pagelet_cli.packages.resolve import Chosen, resolve
from pagelet_cli.packages.target import Target

INFO = {"314.0.7": ("2026_0", "emscripten_5_0_3", "3.14.2"), "0.27.7": ("2024_0", "emscripten_3_1_58", "3.12.7")}


def make_wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    tag: str = "py3-none-any",
    requires: Sequence[str] = (),
    extras: Sequence[str] = (),
    files: dict[str, str] | None = None,
    python: str | None = None,
    record: dict[str, str] | None = None,
) -> Path:
    """Write a wheel as a build backend would."""
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {need}" for need in requires] + [f"Provides-Extra: {extra}" for extra in extras]
    lines += [f"Requires-Python: {python}"] if python else []
    content = {
        **(files if files is not None else {f"{name.replace('-', '_')}/__init__.py": f"version = '{version}'\n"}),
        f"{info}/METADATA": "\n".join(lines) + "\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    rows = []
    for path, text in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={(record or {}).get(path, digest)},{len(text.encode())}")
    content[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,"]) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in content.items():
            archive.writestr(inside, text)
    return path


class Shelf:
    """An index: what it has, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, list[dict[str, Any]]] = {}
        self.asked: list[str] = []
        self.broken = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/simple/"

    def wheel(
        self, name: str, version: str = "1.0", *, yanked: str | None = None, sha256: str = "", **more: Any
    ) -> Path:
        path = make_wheel(self.folder, name, version, **more)
        self._add(name, path, yanked, sha256, more.get("python"))
        return path

    def sdist(self, name: str, version: str = "1.0") -> None:
        path = self.folder / f"{name}-{version}.tar.gz"
        path.write_bytes(b"source")
        self._add(name, path, None, "", None)

    def _add(self, name: str, path: Path, yanked: str | None, sha256: str, python: str | None) -> None:
        entry: dict[str, Any] = {
            "filename": path.name,
            "url": f"../../files/{path.name}",
            "hashes": {"sha256": sha256 or hashlib.sha256(path.read_bytes()).hexdigest()},
            "yanked": False if yanked is None else yanked,
        }
        self.files.setdefault(name, []).append({**entry, **({"requires-python": python} if python else {})})

    def _handler(shelf) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the request
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _, kind, name = self.path.strip("/").split("/")[0], *self.path.strip("/").split("/")[:2]
                shelf.asked.append(name)
                if shelf.broken:
                    return self.answer(500, b"broken")
                if kind == "files":
                    return self.answer(200, (shelf.folder / name).read_bytes())
                if name not in shelf.files:
                    return self.answer(404, b"none")
                page = {"meta": {"api-version": "1.0"}, "name": name, "files": shelf.files[name]}
                return self.answer(200, json.dumps(page).encode())

            def answer(self, status: int, data: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/vnd.pypi.simple.v1+json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Any]:
    """Return a function that opens an index."""
    opened: list[Shelf] = []

    def one() -> Shelf:
        folder = tmp_path / f"shelf{len(opened)}"
        folder.mkdir()
        opened.append(Shelf(folder))
        return opened[-1]

    yield one
    for shelf in opened:
        shelf.close()


@pytest.fixture
def shelf(shelves) -> Shelf:
    """Return one index."""
    return shelves()


def entry(name: str, version: str, depends: Sequence[str] = (), kind: str = "package") -> dict[str, Any]:
    """Write an entry of a distribution."""
    tag = "cp314-cp314-pyemscripten_2026_0_wasm32"
    return {
        "name": name,
        "version": version,
        "file_name": f"{name}-{version}-{tag}.whl",
        "install_dir": "site",
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "package_type": kind,
        "imports": [name.replace("-", "_")],
        "depends": list(depends),
        "unvendored_tests": False,
    }


@pytest.fixture
def kit(shelf: Shelf, tmp_path: Path):
    """Return what tests of the resolver use."""

    class Kit:
        wheel = staticmethod(make_wheel)
        entry = staticmethod(entry)

        @staticmethod
        def target(version: str = "314.0.7", *distribution: dict[str, Any], name: str = "pyodide") -> Target:
            if name == "micropython":
                return Target(name, "1.27.0", {"python": "3.14.0"}, {})
            year, platform, python = INFO[version]
            info = {"abi_version": year, "arch": "wasm32", "platform": platform, "python": python}
            return Target(name, version, info, {item["name"].lower(): item for item in distribution})

        @classmethod
        def resolve(
            cls,
            *texts: str,
            target: Target | None = None,
            urls: Sequence[str] = (),
            preferred: dict[str, str] | None = None,
        ) -> list[Chosen]:
            wishes = [requirement.read(text, tmp_path) for text in texts]
            indexes = Indexes(urls or [shelf.url])
            return resolve(wishes, target or cls.target(), indexes, preferred=preferred)

        @classmethod
        def versions(cls, *texts: str, **more: Any) -> dict[str, str]:
            return {item.name: item.version for item in cls.resolve(*texts, **more)}

    return Kit
