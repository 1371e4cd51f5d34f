"""Indexes and wheels for tests: real files, served by a real server on loopback."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


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
        self.pages: dict[str, bytes] = {}
        self._listed: list[dict[str, Any]] = []
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

    def put(self, path: Path) -> None:
        """Offer a wheel that is there already."""
        link = self.folder / path.name
        if not link.exists():
            link.symlink_to(path)
        self._add(path.name.split("-")[0].replace("_", "-"), link, None, "", None)

    def sdist(self, name: str, version: str = "1.0", files: dict[str, str] | None = None) -> None:
        path = self.folder / f"{name}-{version}.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            about = f"Metadata-Version: 1.0\nName: {name}\nVersion: {version}\n"
            info = f"{name.replace('-', '_')}.egg-info/PKG-INFO"
            for inside, text in {info: about, **(files or {"setup.py": ""})}.items():
                entry = tarfile.TarInfo(f"{name}-{version}/{inside}")
                entry.size = len(text.encode())
                archive.addfile(entry, io.BytesIO(text.encode()))
        self._add(name, path, None, "", None)

    @property
    def mip(self) -> str:
        return f"mip+http://127.0.0.1:{self._server.server_port}/mip"

    def mip_package(self, name: str, version: str, files: dict[str, str], deps: Sequence[Sequence[str]] = ()) -> None:
        """Publish files as micropython-lib's own tool does."""
        hashes = []
        for inside, text in files.items():
            short = hashlib.sha256(text.encode()).hexdigest()[:8]
            self.pages[f"/mip/file/{short[:2]}/{short}"] = text.encode()
            hashes.append([inside, short])
        listed = {"v": 1, "version": version, "hashes": hashes, "deps": deps}
        self.pages[f"/mip/package/py/{name}/{version}.json"] = json.dumps(listed).encode()
        self._listed.append({"name": name, "version": version, "versions": {"py": [version], "6": [version]}})
        self.pages["/mip/index.json"] = json.dumps({"v": 2, "updated": 0, "packages": self._listed}).encode()

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
                if self.path in shelf.pages:
                    return self.answer(200, shelf.pages[self.path])
                _, kind, name = self.path.strip("/").split("/")[0], *self.path.strip("/").split("/")[:2]
                shelf.asked.append(name)
                if shelf.broken:
                    return self.answer(500, b"broken")
                if kind == "files" and (shelf.folder / name).is_file():
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


def filled(folder: Path, requirements: Path, *, python: str, platform: str) -> list[Path]:
    """Download real wheels by pip, each checked against its hash; once, for they never change."""
    stamp = hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    place = folder / stamp
    if not place.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
            command += ["--only-binary=:all:", "--require-hashes", "--python-version", python, "--platform", platform]
            command += ["--dest", f"{scratch}/made", "--requirement", str(requirements)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
            with contextlib.suppress(FileExistsError, OSError):
                Path(scratch, "made").rename(place)
    return sorted(place.glob("*.whl"))
