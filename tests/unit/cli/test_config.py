from __future__ import annotations

from pathlib import Path

import pytest

from pagelet_cli.config import Settings, load
from pagelet_cli.errors import ConfigKey, ConfigProblem, ConfigSyntax, ConfigValue


def settings(folder: Path, text: str, name: str = "pagelet.toml") -> Settings:
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_values_are_read(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        'pyscript = true\ncsp = {"img-src" = ["https://x.example"]}\n[serve]\nport = 9\n'
        f'[runtimes."pyodide-9.9.9"]\nfiles = {{"pyodide.mjs" = "{"a" * 64}"}}\n',
    )
    assert (found.pyscript, found.serve.port) == (True, 9)
    assert found.csp == {"img-src": ["https://x.example"]}
    assert found.pins == {"pyodide-9.9.9": {"pyodide.mjs": "a" * 64}}


def test_pyproject_is_read_too(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n[tool.pagelet]\ncoop = true\n"
    assert settings(tmp_path, text, "pyproject.toml").coop


def test_pagelet_toml_wins(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.pagelet]\ncoop = true\n")
    assert not settings(tmp_path, "pyscript = true").coop


@pytest.mark.parametrize(
    ("text", "kind", "place", "message"),
    [
        ("a = ", ConfigSyntax, ":1:5", "value"),
        ("x = 1\ny = [1\n", ConfigSyntax, ":3:1", "TOML"),
        ("\npyscipt = true", ConfigKey, ":2:1", "Did you mean 'pyscript'?"),
        ("coop = true\n[serve]\n  prot = 1\n", ConfigKey, ":3:3", "Did you mean 'port'?"),
        ("serve = { prot = 1 }", ConfigKey, ":1:11", "Did you mean 'port'?"),
        ("[serv]\nport = 1", ConfigKey, ":1:2", "Did you mean 'serve'?"),
        ("[serve]\nport = '1'", ConfigValue, ":2:1", "expected"),
        ("[serve]\nport = 70000", ConfigValue, ":2:1", "65535"),
        ("coop = 1", ConfigValue, ":1:1", "true or false"),
        ("serve.open = 'yes'", ConfigValue, ":1:1", "true or false"),
        ("csp = 'no'", ConfigValue, ":1:1", "csp"),
        ("zzz = 1", ConfigKey, ":1:1", "Known here"),
        ("prerender = true", ConfigKey, ":1:1", "Write it under [build]."),
        ("[serve]\nkeep = []", ConfigKey, ":2:1", "Write it under [build]."),
        ('[runtimes."pyodide-1"]\nfiles = {"../x" = "aa"}', ConfigValue, "", "runtimes"),
        ('[runtimes."pyodide-1"]\nfiles = {"x" = "aa"}', ConfigValue, "", "runtimes"),
    ],
)
def test_mistakes_are_placed(tmp_path: Path, text: str, kind: type[ConfigProblem], place: str, message: str) -> None:
    with pytest.raises(kind) as caught:
        settings(tmp_path, text)
    assert message in str(caught.value)
    assert str(caught.value.where).startswith(str(tmp_path / "pagelet.toml") + place)


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "pagelet.toml").write_bytes(b"a = 1\nb = '\xff'")
    with pytest.raises(ConfigSyntax, match="UTF-8") as caught:
        load(tmp_path)
    assert caught.value.where is not None
    assert caught.value.where.line == 2


def test_mistakes_in_pyproject_are_placed(tmp_path: Path) -> None:
    with pytest.raises(ConfigKey) as caught:
        settings(tmp_path, "[tool.other]\ncop = 1\n[tool.pagelet]\ncop = 1\n", "pyproject.toml")
    assert str(caught.value.where).endswith("pyproject.toml:4:1")
    with pytest.raises(ConfigKey, match=r"Write it under \[tool\.pagelet\.serve\]"):
        settings(tmp_path, "[tool.pagelet]\nport = 1\n", "pyproject.toml")
