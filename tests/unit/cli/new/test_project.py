from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pagelet_cli.errors import NameRefused, WouldOverwrite
from pagelet_cli.new.project import FILES, write
from pagelet_cli.page.parse import parse
from pagelet_cli.page.scan import scan


def test_a_project_is_written(tmp_path: Path) -> None:
    assert [path.relative_to(tmp_path / "hello").as_posix() for path in write(tmp_path / "hello")] == list(FILES)
    page = parse((tmp_path / "hello" / "index.html").read_text("utf-8"))
    assert page.title == "hello"
    assert scan(page).kinds == {"mpy"}


def test_its_tests_run(tmp_path: Path) -> None:
    write(tmp_path / "hello")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:pagelet", "tests/test_page.py"]
    result = subprocess.run(command, cwd=tmp_path / "hello", capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert "2 passed" in result.stdout


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "hello").mkdir()
    (tmp_path / "hello" / "app.py").write_text("mine")
    with pytest.raises(WouldOverwrite, match=r"app\.py"):
        write(tmp_path / "hello")
    assert sorted(path.name for path in (tmp_path / "hello").iterdir()) == ["app.py"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(WouldOverwrite):
        write(tmp_path / "file")


@pytest.mark.parametrize("name", ["", "..", "-x", "<b>", "a&b", '"', ".hidden"])
def test_names_are_plain(tmp_path: Path, name: str) -> None:
    with pytest.raises(NameRefused):
        write(Path(f"{tmp_path}/{name}") if name else Path())
