"""What of packages pages come to, and wheels without the rest."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.shelf import make_wheel

from pagelet_cli.build.wheels import Trimmed, trim_wheels
from pagelet_cli.packages import store
from pagelet_cli.packages.wheel import check

# More than a word in its place.
TEXT = "".join(f"{number * number * 7919}\n" for number in range(900))
BOX = {
    "box/__init__.py": "from .lid import close\n__all__ = ['starred']",
    "box/lid.py": f"def close():\n    from box import later\n'''{TEXT}'''",
    "box/later.py": "TABLE = {'Name': 'named', 'Other': '.deep.inner'}",
    "box/named.py": "",
    "box/starred.py": "",
    "box/deep/__init__.py": "",
    "box/deep/inner.py": "",
    "box/unused/__init__.py": f"'''{TEXT}'''",
    "box/unused/more.py": f"'''{TEXT}'''",
    "box/alone.py": f"'''{TEXT}'''",
    "box/data/__init__.py": "",
    "box/data/table.csv": TEXT,
    "box/data/loader.py": f"'''{TEXT}'''",
    "box/plugin.py": "",
    "box/tests/test_box.py": f"import box.unused\n'''{TEXT}'''",
    "box/tests/data.csv": TEXT,
    "box/latest/tests.csv": "1",
    "box/py.typed": "",
    "box/lid.pyi": TEXT,
    "box/fast.pyx": TEXT,
    "box-1.0.dist-info/entry_points.txt": "[console_scripts]\nx = box.alone:x\n\n[boxes]\none = box.plugin:run [x]\n",
}


def trimmed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    packages: dict[str, dict[str, str]],
    source: str,
    keep: list[str] | None = None,
    unknown: str = "",
) -> tuple[Trimmed, dict[str, dict[str, str]]]:
    """Trim wheels; return what was found, and what is in each of them now."""
    monkeypatch.setenv("PAGELET_CACHE", str(tmp_path / "cache"))
    files = {}
    for name, content in packages.items():
        requires = content.pop("requires", "").split()
        path = make_wheel(tmp_path / "wheels", name, files=content, requires=requires)
        files[store.keep(path.name, path.read_bytes())] = path
    found = trim_wheels(files, [source], keep or [], unknown)
    inside = {}
    for file, path in files.items():
        smaller = found.files.get(file)
        now = Path(smaller.sources[0]) if smaller else path
        check(now)
        with zipfile.ZipFile(now) as archive:
            texts = {name: archive.read(name).decode() for name in archive.namelist() if ".dist-info" not in name}
        inside[file.name.partition("-")[0]] = texts
    return found, inside


def lost(inside: dict[str, str]) -> set[str]:
    """Name the modules that have a word in their place."""
    return {name for name, text in inside.items() if "was left out of this build" in text}


def test_what_no_page_comes_to_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, inside = trimmed(tmp_path, monkeypatch, {"box": dict(BOX)}, "import box")
    assert lost(inside["box"]) == {
        "box/unused/__init__.py",
        "box/alone.py",
        "box/data/loader.py",
        "box/tests/__init__.py",
    }
    gone = {"box/unused/more.py", "box/tests/test_box.py", "box/tests/data.csv", "box/lid.pyi", "box/fast.pyx"}
    gone.add("box-1.0.dist-info/entry_points.txt")  # it is there, but not looked at
    assert inside["box"].keys() == BOX.keys() - gone | {"box/tests/__init__.py"}
    assert found.left_out == {
        "box.alone": "box: no page's Python comes to it",
        "box.data.loader": "box: no page's Python comes to it",
        "box.tests": "box: it is for work on the package (2 modules)",
        "box.unused": "box: no page's Python comes to it (2 modules)",
        "2 files of box (.pyi, .pyx)": "no Python can import them",
    }
    assert found.whole == {}


@pytest.mark.parametrize(
    ("source", "keep", "back"),
    [
        ("from box import unused", [], "box/unused/__init__.py"),
        ("x = 1; from box.data.loader import read", [], "box/data/loader.py"),
        ("import_module('box.alone')", [], "box/alone.py"),
        ("import box", ["box.alone"], "box/alone.py"),
        ("import box.tests.test_box", [], "box/tests/test_box.py"),
        ("import box", ["box"], "box/tests/test_box.py"),
    ],
)
def test_what_is_named_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, keep: list[str], back: str
) -> None:
    _, inside = trimmed(tmp_path, monkeypatch, {"box": dict(BOX)}, source, keep)
    assert inside["box"][back] == BOX[back]
    assert back not in lost(inside["box"])


@pytest.mark.parametrize(
    ("more", "source", "unknown", "why"),
    [
        ({"box/later.py": "\nimport_module(f'box.{name}')"}, "import box", "", "box/later.py:2 imports by names"),
        ({"box/later.py": "lazy_loader.attach_stub(__name__)"}, "import box", "", "box/later.py:1 imports by names"),
        ({"box/later.py": "list(map(__import__, names))"}, "import box", "", "box/later.py:1 imports by names"),
        ({"box/later.py": "from importlib import import_module as get"}, "import box", "", "box/later.py:1 imports by"),
        ({"box/fast.cpython.so": ""}, "", "", "it has compiled code"),
        ({}, "exec(text)", "exec() runs what is not known yet", "exec() runs"),
    ],
)
def test_where_nobody_can_tell_only_tests_and_sources_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, str], source: str, unknown: str, why: str
) -> None:
    found, inside = trimmed(tmp_path, monkeypatch, {"box": BOX | more}, source, unknown=unknown)
    assert lost(inside["box"]) == {"box/tests/__init__.py"}
    assert found.whole["box"].startswith(why)
    assert ("box/lid.pyi" in inside["box"]) == ("stub" in more.get("box/later.py", ""))
    assert "box/fast.pyx" not in inside["box"]


def test_imports_lead_from_one_package_into_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bag = {"bag/__init__.py": "", "bag/pocket.py": "from box import alone, \\\n  unused", "bag/x.so": ""}
    found, inside = trimmed(tmp_path, monkeypatch, {"box": dict(BOX), "bag": bag}, "")
    assert lost(inside["box"]) == {"box/data/loader.py", "box/tests/__init__.py", "box/unused/more.py"}
    assert list(found.whole) == ["bag"]
    found, inside = trimmed(tmp_path, monkeypatch, {"box": dict(BOX), "bag": bag | {"requires": "box>=1"}}, "")
    assert lost(inside["box"]) == {"box/tests/__init__.py"}
    assert found.whole["box"] == "the compiled code of bag may import anything of it"


def test_a_file_that_python_speaks_of_is_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = BOX | {"box/lid.py": "open(here / 'fast.pyx')"}
    _, inside = trimmed(tmp_path, monkeypatch, {"box": spoken}, "import box")
    assert "box/fast.pyx" in inside["box"]
    assert "box/lid.pyi" not in inside["box"]


def test_what_gains_nothing_stays_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = trimmed(tmp_path, monkeypatch, {"box": {"box/__init__.py": "", "box/small.py": ""}}, "import box")
    assert (found.files, found.left_out) == ({}, {})
