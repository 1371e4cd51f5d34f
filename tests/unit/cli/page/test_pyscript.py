from __future__ import annotations

import pytest

from pagelet_cli.page.pyscript import CORE, STYLE, adopt, adopt_script

PYTHON = "<script type=mpy>1</script>"


@pytest.mark.parametrize(
    "address",
    [
        "https://pyscript.net/releases/2024.9.2/core.js",
        "https://cdn.example/npm/@pyscript/core@0.7.31/dist/core.js",
        "https://cdn.example/npm/@pyscript/core",
        "../node_modules/@pyscript/core/dist/core.js",
        "./pyscript/core.js",
        "dist/core.js?v=1",
    ],
)
def test_the_loader_is_replaced_whatever_its_address(address: str) -> None:
    source = f'<script type="module" src="{address}"></script>{PYTHON}'
    assert adopt(source) == f'<script type="module" src="{CORE}"></script>{PYTHON}'


@pytest.mark.parametrize(
    "source",
    [
        f"<script type=module src=core.js></script><script src=pagelet.js></script>{PYTHON}",
        "<script type=module src=core.js></script><p>pyscript",
        f"<script src=/pyscript/helper.js></script>{PYTHON}",
        '<link rel=stylesheet href="core.css"><script type=mpy src=pyscript/main.py></script>',
        "<script>const pyscript = 'the word pyscript in a text'</script>",
    ],
)
def test_other_files_stay(source: str) -> None:
    assert adopt(source) == source


def test_a_loader_of_2022_becomes_a_module() -> None:
    source = f'<script defer src="https://pyscript.net/alpha/pyscript.js"></script>{PYTHON}'
    assert adopt(source) == f'<script defer src="{CORE}?2022" type="module"></script>{PYTHON}'


def test_what_belongs_to_the_old_file_goes() -> None:
    source = f"<script type=module src=/pyscript/core.js integrity=x crossorigin></script>{PYTHON}"
    assert adopt(source) == f'<script type=module src="{CORE}"  ></script>{PYTHON}'


def test_one_loader_is_enough() -> None:
    source = '<script type=module src="/pyscript/core.js"></script><script src="a/pyscript.js"></script>\n<py-config>'
    assert adopt(source) == f'<script type=module src="{CORE}"></script>\n<py-config>'


@pytest.mark.parametrize(
    "address",
    [
        "https://pyscript.net/releases/2024.9.2/core.css",
        "https://cdn.example/npm/@pyscript/core@0.7.31/dist/core.css",
        "https://pyscript.net/alpha/pyscript.css",
    ],
)
def test_the_style_is_replaced(address: str) -> None:
    assert adopt(f'<link rel="stylesheet" href="{address}">') == f'<link rel="stylesheet" href="{STYLE}">'


def test_the_style_beside_a_local_loader_is_replaced() -> None:
    source = f'<link href="lib/core.css"><script type=module src="lib/core.js"></script>{PYTHON}'
    assert f'href="{STYLE}"' in adopt(source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('import { PyWorker } from "https://pyscript.net/x/core.js";', f'import {{ PyWorker }} from "{CORE}";'),
        ("await import('https://cdn.example/npm/@pyscript/core/dist/core.js')", f"await import('{CORE}')"),
        ('import { storage } from "../@pyscript/core/dist/storage.js"', f'import {{ storage }} from "{CORE}"'),
        ('import "@pyscript/core"', f'import "{CORE}"'),
        ('import "./pyscript-helper.js"', 'import "./pyscript-helper.js"'),
    ],
)
def test_imports_are_replaced(before: str, after: str) -> None:
    assert adopt_script(before) == after
    assert adopt(f"<script type=module>{before}</script>") == f"<script type=module>{after}</script>"


def test_an_import_map_is_adjusted() -> None:
    source = '<script type="importmap">{"imports": {"core": "https://pyscript.net/x/core.js"}}</script>'
    assert adopt(source) == source.replace("https://pyscript.net/x/core.js", CORE)
