from __future__ import annotations

import ast
import types
from pathlib import Path
from typing import Any

import pytest

import pagelet
from pagelet_cli import assets
from pagelet_cli.library import for_micropython, library, modules, strip

FOLDER = Path(pagelet.__file__).parent


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ('"""Doc."""\nx = 1', "x = 1\n"),
        ('"""Doc."""', ""),
        ('def f(a: int, *b: str, c: "x" = 1, **d: y) -> None:\n    """Doc."""', "def f(a, *b, c=1, **d):\n    pass\n"),
        ("async def f() -> int:\n    return 1", "async def f():\n    return 1\n"),
        ('class A:\n    """Doc."""', "class A:\n    pass\n"),
        ('class A:\n    x: int\n    """About x."""\n    y: int = 1', "class A:\n    y = 1\n"),
        ("def f():\n    self.x: int = 1\n    self.y: str", "def f():\n    self.x = 1\n"),
        ("from __future__ import annotations\nimport sys", "import sys\n"),
        ("from typing import TYPE_CHECKING, Any", "from typing import Any\n"),
        ("from typing import TYPE_CHECKING", ""),
        ("TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from typing import Any\nx = 1", "x = 1\n"),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", "import b\n"),
        ("if not TYPE_CHECKING:\n    import a\nelse:\n    import b", "import a\n"),
        ("if x:\n    1\nelif TYPE_CHECKING:\n    2\nelse:\n    3", "if x:\n    1\nelse:\n    3\n"),
        ("if x:\n    y: int", "if x:\n    pass\n"),
        ("for x in y:\n    if TYPE_CHECKING:\n        z", "for x in y:\n    pass\n"),
        ("try:\n    x: int\nexcept E:\n    'why'", "try:\n    pass\nexcept E:\n    pass\n"),
        ("try:\n    x\nfinally:\n    y: int", "try:\n    x\nfinally:\n    pass\n"),
        ("print(TYPE_CHECKING or x)", "print(False or x)\n"),
        ("__all__ = ['a', 'b']\na = 1", "a = 1\n"),
        ("__all__ = sorted(names)", "__all__ = sorted(names)\n"),
        ("f = lambda x: 'kept'", "f = lambda x: 'kept'\n"),
        ("x = 'kept'\ny['kept']: int = 1", "x = 'kept'\ny['kept'] = 1\n"),
        ("def f():\n    ...", "def f():\n    ...\n"),
    ],
)
def test_what_the_page_has_no_use_for_is_taken_out(given: str, left: str) -> None:
    assert strip(given) == left


def test_stripped_code_does_what_it_did() -> None:
    source = (FOLDER / "__init__.py").read_text("utf-8")
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    exec(source, before)
    exec(strip(source), after)
    assert before["__all__"] == after["__all__"]
    assert before["_HOMES"] == after["_HOMES"]
    assert len(strip(source)) < len(source) / 2


def test_stripping_twice_changes_nothing() -> None:
    for text in library(FOLDER).values():
        assert strip(text) == text


def test_only_what_the_page_needs_is_in_it(tmp_path: Path) -> None:
    package = tmp_path / "pagelet"
    for name in (
        "__init__.py",
        "host.py",
        "py.typed",
        "x.pyi",
        "tags/host.py",
        "_runtime/host.py",
        "_runtime/memory/a.py",
    ):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("x: int = 1")
    assert library(package) == {"pagelet/__init__.py": "x = 1\n", "pagelet/tags/host.py": "x = 1\n"}


def test_every_module_is_python_still() -> None:
    texts = library(FOLDER)
    assert {"pagelet/__init__.py", "pagelet/_runtime/micropython.py"} <= set(texts)
    assert "pagelet/_runtime/host.py" not in texts
    assert len(texts) == len(modules(FOLDER))
    for text in texts.values():
        for node in ast.walk(ast.parse(text)):
            assert not isinstance(node, (ast.AnnAssign, ast.Match, ast.NamedExpr))
            assert getattr(node, "annotation", None) is None
            assert not getattr(node, "posonlyargs", None)


def test_the_assets_carry_it() -> None:
    assert assets.library().items() >= library(FOLDER).items()


def test_micropythons_library_begins_with_one_module() -> None:
    files = for_micropython(library(FOLDER))
    first = files["pagelet/__init__.py"]
    assert "modules['pagelet.place']" in first
    assert "import js, _pagelet as kernel" in first
    assert "from .place" not in first
    assert len(first) < 2000
    assert {
        "pagelet/place.py",
        "pagelet/_runtime/pyodide.py",
        "pagelet/_runtime/micropython.py",
    } & files.keys() == set()
    assert "def is_js" in files["pagelet/_runtime/__init__.py"]


def test_micropythons_library_knows_the_same_names() -> None:
    code = (
        for_micropython(library(FOLDER))["pagelet/__init__.py"]
        .replace("from sys import modules", "modules = {__name__: None}")
        .replace("import js, _pagelet as kernel", "")
    )
    module: dict[str, Any] = {"__name__": "pagelet", "kernel": types.SimpleNamespace(worker=False), "js": None}
    exec(code, module)
    assert module["__all__"] == pagelet.__all__
    homes = module["_HOMES"].split()
    assert dict(home.split(":") for home in homes) == pagelet._HOMES


def test_a_name_in_two_joined_modules_is_refused() -> None:
    files = library(FOLDER)
    files["pagelet/place.py"] += "\ndef __dir__():\n    pass\n"
    with pytest.raises(ValueError, match="__dir__"):
        for_micropython(files)
