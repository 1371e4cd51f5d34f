"""The files that pages are made of: the npm packages, and Pagelet's own as a release ships them."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import tempfile
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from unittest.mock import patch

from benchmarks.server import File

from pagelet_cli import assets
from pagelet_cli.build.pipeline import build as made_of
from pagelet_cli.config import Build, Settings
from pagelet_cli.runtimes.pins import DEFAULTS, PACKAGES, pinned
from pagelet_cli.serve.site import site

HERE = Path(__file__).parent
ROOT = HERE.parent
MODULES = HERE / "node_modules"

# The kernel looks for interpreters there; all contenders get the very same files, from the very same addresses.
RESERVED = "_pagelet/"


def versions() -> dict[str, str]:
    """Tell which versions are compared."""
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    found = {name: lock[f"node_modules/{name}"]["version"] for name in ("@pyscript/core", *PACKAGES.values())}
    for name, package in PACKAGES.items():
        if found[package] != DEFAULTS[name]:
            raise SystemExit(f"benchmarks/package.json has {package} {found[package]}, Pagelet uses {DEFAULTS[name]}")
    return {"pagelet": _pagelet_version(), **found}


def _pagelet_version() -> str:
    text = (ROOT / "src" / "pagelet" / "__init__.py").read_text("utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


@cache
def interpreter(name: str) -> dict[str, File]:
    """Return the files of an interpreter, which must be those that Pagelet pins."""
    found = {}
    for file, pin in pinned(name).files.items():
        data = _read(MODULES / PACKAGES[name] / file)
        if hashlib.sha256(data).hexdigest() != pin.sha256:
            raise SystemExit(f"{PACKAGES[name]}/{file} is not the file that Pagelet pins")
        found[f"{folder(name)}{file}"] = File(file, data)
    return found


def folder(name: str) -> str:
    """Name the folder of an interpreter, as seen from a page."""
    return f"{RESERVED}runtimes/{name}-{DEFAULTS[name]}/"


@cache
def pyscript() -> dict[str, File]:
    """Return all that a browser may load of PyScript."""
    dist = MODULES / "@pyscript" / "core" / "dist"
    paths = [path for path in sorted(dist.glob("*")) if path.suffix in (".js", ".css")]
    return {f"pyscript/{path.name}": File(path.name, _read(path)) for path in paths}


@cache
def pagelet() -> dict[str, File]:
    """Return Pagelet's own files, minified as scripts/build does it."""
    loader = SourceFileLoader("pagelet_build", str(ROOT / "scripts" / "build"))
    spec = importlib.util.spec_from_loader("pagelet_build", loader)
    assert spec is not None
    build = importlib.util.module_from_spec(spec)
    loader.exec_module(build)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        build._write_assets(folder)  # noqa: SLF001 - the build is a script, not a library
        build._write_library(folder)  # noqa: SLF001
        if not (folder / "made").is_dir():
            raise SystemExit("CPython's library cannot be compiled: is there Node?")
        found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
        return {f"{RESERVED}{name.as_posix()}": File(path.name, path.read_bytes()) for name, path in found.items()}


@cache
def built(page: bytes, *, config: str = "", prerender: bool = False) -> dict[str, File]:
    """Return what `pagelet build` makes of a page and its config, with Pagelet's own files as a release ships them."""
    shipped, read = pagelet(), assets.read

    def small(name: str) -> bytes:
        return shipped[path].data if (path := f"{RESERVED}{name}") in shipped else read(name)

    with tempfile.TemporaryDirectory() as folder, patch.object(assets, "read", small):
        Path(folder, "index.html").write_bytes(page)
        if config:
            Path(folder, "config.json").write_text(config, "utf-8")
        # Its service worker would fetch while the page starts; the others have none.
        settings = Settings(build=Build(offline=False, app=False, prerender=prerender))
        made = made_of(site(Path(folder)), settings)
    return {name: File(name.rpartition("/")[2], file.data) for name, file in made.output.files.items()}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SystemExit(f"{path} is missing: run scripts/bench, or npm ci in benchmarks/") from None
