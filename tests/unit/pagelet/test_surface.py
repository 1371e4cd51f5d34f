from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import pagelet

FOLDER = Path(pagelet.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_every_public_name_is_there() -> None:
    for name in pagelet.__all__:
        assert getattr(pagelet, name) is not None


def test_public_names_are_those_that_type_checkers_see() -> None:
    tree = ast.parse((FOLDER / "__init__.py").read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    shown = {
        (alias.asname, node.module or alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    assert shown == set(pagelet._HOMES.items())
    assert pagelet.__all__ == sorted([*pagelet._HOMES, "__version__"])
    assert dir(pagelet) == pagelet.__all__


@pytest.mark.parametrize("name", MODULES)
def test_what_a_module_lists_it_has(name: str) -> None:
    module = importlib.import_module(f"pagelet.{name}")
    for listed in getattr(module, "__all__", ()):
        assert hasattr(module, listed)


def test_no_module_hides_a_name() -> None:
    # Importing a module makes it an attribute of the package, in the place of the name. js_modules is both, and alike;
    # the others are the modules.
    assert set(MODULES) & set(pagelet.__all__) == {"arrays", "files", "fs", "js_modules", "media", "wasm"}
    assert pagelet.files is importlib.import_module("pagelet.files")


def test_names_do_not_depend_on_the_order_of_imports() -> None:
    code = "from pagelet import HTML, display, sync, workers, when, page; assert callable(display); workers['x']"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a part of the browser" in done.stderr


def test_document_loads_little() -> None:
    code = "import sys; from pagelet import document; print(*sorted(n for n in sys.modules if n.startswith('pagelet')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if "memory" not in name and not name.endswith(("host", "cpython"))}
    assert loaded == {"pagelet", "pagelet._runtime", "pagelet.place"}


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no name 'nonsense'"):
        pagelet.nonsense  # noqa: B018
