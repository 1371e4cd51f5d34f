from __future__ import annotations

import pytest

from pagelet_cli.errors import RuntimeUnknown
from pagelet_cli.runtimes.pins import DEFAULTS, NEEDED, pinned, split, versions


@pytest.mark.parametrize("name", list(DEFAULTS))
def test_the_default_is_pinned(name: str) -> None:
    runtime = pinned(name)
    assert runtime.version == DEFAULTS[name]
    assert set(runtime.files) <= set(NEEDED[name])
    assert runtime.size is not None


@pytest.mark.parametrize(("name", "version"), [(n, v) for n in DEFAULTS for v in versions(n)])
def test_every_pin_is_complete(name: str, version: str) -> None:
    runtime = pinned(name, version)
    assert all(len(pin.sha256) == 64 and pin.size for pin in runtime.files.values())
    assert len(runtime.files) == {"micropython": 2, "pyodide": 5}[name]


def test_the_old_default_of_pyodide_is_there() -> None:
    assert "pyodide.asm.js" in pinned("pyodide", "0.27.7").files
    assert "pyodide.asm.mjs" in pinned("pyodide").files


def test_an_unknown_version_names_what_to_write() -> None:
    with pytest.raises(RuntimeUnknown, match=r'\[runtimes\."pyodide-9\.9\.9"\]'):
        pinned("pyodide", "9.9.9")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(RuntimeUnknown):
        pinned("jython")


def test_the_users_pin_wins() -> None:
    runtime = pinned("pyodide", "9.9.9", {"pyodide-9.9.9": {"pyodide.mjs": "AB" * 32}})
    assert runtime.files["pyodide.mjs"].sha256 == "ab" * 32
    assert runtime.size is None


@pytest.mark.parametrize(
    ("folder", "parts"),
    [
        ("pyodide-314.0.7", ("pyodide", "314.0.7")),
        ("micropython-1.29.0-6", ("micropython", "1.29.0-6")),
        ("pyodide-", None),
        ("pyodide-..", None),
        ("ruby-1", None),
        ("pyodide-1/2", None),
    ],
)
def test_folder_names_are_read(folder: str, parts: tuple[str, str] | None) -> None:
    assert split(folder) == parts
