"""What of Python's own library pages come to, and archives without the rest."""

from __future__ import annotations

import io
import zipfile
from dataclasses import fields
from pathlib import Path

import pytest

from pagelet_cli.build.kernel import Uses
from pagelet_cli.build.standard import Standard, left_out, standard, trimmed, trimmed_rest
from pagelet_cli.build.trim import Sources, python_of

FILES = {
    "io.py": "import abc",
    "abc.py": "def hidden():\n    import hub_only",
    "hub_only.py": "",
    "encodings/__init__.py": "",
    "encodings/cp1250.py": "",
    "box/__init__.py": "from . import lid",
    "box/lid.py": "from ..other import (  # more\n    thing,\n)\nif __name__ == '__main__':\n    import never",
    "box/deep/__init__.py": "",
    "other/__init__.py": "def later():\n    import lazy, other.inner as inner",
    "other/inner.py": "",
    "other/thing.py": "",
    "lazy.py": "",
    "never.py": "",
    "site-packages/": "",
    "box/": "",
}
START = {"io", "abc", "encodings", "encodings.cp1250"}


def archive(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def library() -> Standard:
    return standard(archive(FILES))


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("", set()),
        ("import box", {"box", "box.lid", "other", "other.thing", "lazy", "other.inner"}),
        (
            "x = 1; from box.deep import nothing",
            {"box", "box.lid", "box.deep", "other", "other.thing", "lazy", "other.inner"},
        ),
        ("import abc", {"hub_only"}),
        ("import_module('never')", {"never"}),
        ("load('other.inner')", {"other", "other.inner", "lazy"}),
        ("# import never\nprint('import never')", set()),
    ],
)
def test_what_is_imported_stays(library: Standard, source: str, more: set[str]) -> None:
    assert library.reached(library.named([source])) == START | more


def test_what_is_kept_stays_with_all_that_is_in_it(library: Standard) -> None:
    assert library.reached([], ["box"]) >= {"box", "box.lid", "box.deep"}


def test_archives_lose_what_is_left_out(library: Standard) -> None:
    kept = library.reached(library.named(["import lazy"]))
    small = trimmed(archive(FILES), library, kept)
    with zipfile.ZipFile(io.BytesIO(small)) as made:
        names = set(made.namelist())
        assert "never" in made.read("sitecustomize.py").decode()
    assert names == {
        "io.py",
        "abc.py",
        "encodings/__init__.py",
        "encodings/cp1250.py",
        "lazy.py",
        "site-packages/",
        "sitecustomize.py",
    }
    assert left_out(library, kept) == {"box": 3, "hub_only": 1, "never": 1, "other": 3}
    first = archive({"io.pyc": "1"})
    whole = archive({"io.pyc": "1", "lazy.pyc": "2", "never.pyc": "3"})
    same = int.from_bytes(first[-6:-2], "little")
    assert whole[:same] == first[:same]
    rest = trimmed_rest(first, whole[same:], library, kept)
    with zipfile.ZipFile(io.BytesIO(first[:same] + rest)) as made:
        assert made.namelist() == ["io.pyc", "lazy.pyc", "sitecustomize.py"]
        assert made.testzip() is None


def uses(**more: bool) -> Uses:
    none = {field.name: False for field in fields(Uses) if field.name not in ("kinds", "reach")}
    return Uses(frozenset(), frozenset(), **{**none, **more})


@pytest.mark.parametrize(
    ("sources", "used", "why"),
    [
        (Sources(["import json"], []), uses(), ""),
        (Sources([], []), uses(editors=True), "visitors can type Python"),
        (Sources(["exec(text)"], []), uses(), "exec() runs what is not known yet"),
        (Sources(["import_module('json')"], []), uses(), ""),
        (Sources([], [], "numpy"), uses(), "numpy has compiled code, and what that imports cannot be seen"),
    ],
)
def test_nothing_is_left_out_where_nobody_can_tell(sources: Sources, used: Uses, why: str) -> None:
    assert sources.unknown(used) == why


def test_the_python_of_wheels_is_read(tmp_path: Path) -> None:
    for name, files in {"a-1.whl": {"a.py": "import box"}, "b-1.whl": {"b.cpython.so": ""}}.items():
        (tmp_path / name).write_bytes(archive(files))
    assert python_of(sorted(tmp_path.iterdir())) == (["import box"], "b")
