"""Check the package as it ships: what is in the wheel, and that it works without the checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import metadata, version
from pathlib import Path

import pytest

import pagelet
import pagelet_cli
from pagelet_cli import assets

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def build(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


def test_the_version_is_in_one_place() -> None:
    assert version("pagelet") == pagelet.__version__ == pagelet_cli.__version__


def test_the_licence_is_stated_and_shipped(wheel: Path) -> None:
    assert metadata("pagelet")["License-Expression"] == "Apache-2.0"
    with zipfile.ZipFile(wheel) as files:
        for text in ("LICENSE", "NOTICE"):
            (name,) = (name for name in files.namelist() if name.endswith(f"/licenses/{text}"))
            assert files.read(name) == (ROOT / text).read_bytes()


def test_the_wheel_holds_the_files_for_the_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        for name in assets.NAMES:
            assert files.read(f"pagelet_cli/_assets/{name}") == assets.read(name), name


def test_the_wheel_holds_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        assert {"pagelet/py.typed", "js-stubs/__init__.pyi", "pyodide-stubs/ffi.pyi"} <= set(files.namelist())
        assert files.read("js-stubs/__init__.pyi") == (ROOT / "stubs" / "js-stubs" / "__init__.pyi").read_bytes()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        tops = {name.split("/")[0] for name in files.namelist()}
        stubs = {"js-stubs", "jsffi-stubs", "pyodide-stubs"}
        assert tops == {"pagelet", "pagelet_cli", *stubs, f"pagelet-{version('pagelet')}.dist-info"}
        assert not [name for name in files.namelist() if name.endswith(".pyc") or "__pycache__" in name]


def test_two_wheels_are_the_same(wheel: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_an_installed_wheel_has_its_files(wheel: Path, tmp_path: Path) -> None:
    # The dependencies are those of this environment: this is about what the wheel itself brings.
    venv.create(tmp_path / "env", system_site_packages=False, symlinks=True)
    site = next((tmp_path / "env").glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as files:
        files.extractall(site)
    code = (
        "import pagelet_cli.assets as a, pathlib;"
        "assert '_assets' in str(next(pathlib.Path(a.__file__).parent.glob('_assets')));"
        "print(sum(len(a.read(name)) for name in a.NAMES))"
    )
    python = tmp_path / "env" / "bin" / "python"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10_000


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment that has the wheel; all else it borrows from this environment."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, system_site_packages=False, symlinks=True)
    site = next(folder.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as files:
        files.extractall(site)
    # What lies there is found, but its .pth files are not read: the checkout is not.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin" / "python"


def run(python: Path, folder: Path, *command: str) -> str:
    done = subprocess.run([str(python), *command], capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_project_passes_its_own_test(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "-m", "pagelet_cli", "new", "hello")
    folder = tmp_path / "hello"
    assert "site-packages" in run(installed, folder, "-c", "import pagelet; print(pagelet.__file__)")
    assert "6 passed" in run(installed, folder, "-m", "pytest", "-p", "no:cacheprovider")


TYPED = """
from js import document
from pagelet import page, window

async def main() -> None:
    reveal_type(document.createElement("canvas").getContext("2d"))
    reveal_type(page["#x"])
    reveal_type(await window.fetch("x"))
"""


def test_an_installed_wheel_tells_its_types(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(TYPED)
    out = run(installed, tmp_path, "-m", "mypy", "--strict", "--config-file=", "code.py")
    for name in ("js.CanvasRenderingContext2D", "ElementCollection", "js.Response"):
        assert name in out, out


@pytest.mark.nightly
def test_the_oldest_dependencies_will_do(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", symlinks=True, with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    oldest = [requirement.partition(",")[0].replace(">=", "==") for requirement in PROJECT["project"]["dependencies"]]
    run(python, tmp_path, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), *oldest)
    run(python, tmp_path, "-m", "pip", "check")
    (tmp_path / "hello.py").write_text("from pagelet import page\npage.append('Hello')\n", "utf-8")
    run(python, tmp_path, "-m", "pagelet_cli", "check", "hello.py")
    run(python, tmp_path, "-m", "pagelet_cli", "build", "hello.py", "--no-ahead", "--explain")
    assert (tmp_path / "dist" / "index.html").is_file()


def test_every_requirement_has_a_range() -> None:
    for requirement in PROJECT["project"]["dependencies"]:
        assert ">=" in requirement, requirement


def test_every_pin_has_hashes() -> None:
    text = (ROOT / "requirements" / "dev.txt").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(lines) > 20
    for line in lines:
        assert "==" in line, line
        assert "--hash=sha256:" in line, line
