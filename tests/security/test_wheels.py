"""Wheels that are not what they say, one row each: refused before anything of them is kept.

Peers: pip accepts a wrong record and unlisted files; Pyodide's own unpacking skips `../` without a word and takes the
rest.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.shelf import make_wheel

from pagelet_cli.errors import WheelInvalid
from pagelet_cli.packages import store
from pagelet_cli.packages.wheel import check

Change = Callable[[zipfile.ZipFile], None]


def link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("bad/link.py")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def twice(archive: zipfile.ZipFile) -> None:
    archive.writestr("bad/__init__.py", "import evil")


def unlisted(archive: zipfile.ZipFile) -> None:
    archive.writestr("bad/evil.py", "import evil")


def bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("bad/zeros.bin", bytes(32 * 1024**2), zipfile.ZIP_DEFLATED)


def nothing(archive: zipfile.ZipFile) -> None:
    pass


ATTACKS: list[tuple[dict[str, str], Change, str]] = [
    ({"../evil.py": ""}, nothing, "outside"),
    ({"bad/../../evil.py": ""}, nothing, "outside"),
    ({"/etc/evil": ""}, nothing, "outside"),
    ({"..\\evil.py": ""}, nothing, "outside"),
    ({"C:/evil.py": ""}, nothing, "outside"),
    ({"C:evil.py": ""}, nothing, "outside"),
    ({"bad/__init__.py": ""}, link, "link"),
    ({"bad/__init__.py": ""}, twice, "twice"),
    ({"bad/__init__.py": ""}, unlisted, "evil.py"),
    ({"bad/__init__.py": ""}, bomb, "32 MB"),
]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("files", "change", "fault"), ATTACKS)
def test_a_wheel_that_is_not_what_it_says_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], change: Change, fault: str
) -> None:
    monkeypatch.setenv("PAGELET_CACHE", str(tmp_path / "cache"))
    path = make_wheel(tmp_path, "bad", files=files)
    with zipfile.ZipFile(path, "a") as archive:
        change(archive)
    with pytest.raises(WheelInvalid, match=fault):
        check(path)
    with pytest.raises(WheelInvalid, match=fault):
        store.keep(path.name, path.read_bytes())
    assert not [kept for kept in tmp_path.glob("cache/**/*") if kept.is_file()]


@pytest.mark.parametrize("name", ["RECORD", "METADATA"])
def test_a_record_that_is_not_true_is_refused(tmp_path: Path, name: str) -> None:
    path = make_wheel(tmp_path, "bad", record={"bad/__init__.py": "A" * 43, "bad-1.0.dist-info/METADATA": "B" * 43})
    with pytest.raises(WheelInvalid):
        check(path)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / f"{name}-1-py3-none-any.whl", "w") as made:
        for entry in whole.infolist():
            if not entry.filename.endswith(name):
                made.writestr(entry, whole.read(entry))
    with pytest.raises(WheelInvalid):
        check(tmp_path / f"{name}-1-py3-none-any.whl")
