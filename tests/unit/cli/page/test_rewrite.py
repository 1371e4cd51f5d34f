from __future__ import annotations

import re

import pytest

from pagelet_cli.page.parse import parse
from pagelet_cli.page.rewrite import SERVED, Edit, Places, apply, inline_scripts, loader_edits, preloads
from pagelet_cli.page.scan import scan
from pagelet_cli.serve.headers import page_policy, script_hash

LOADER = SERVED.loader
TAG = f'<script type="module" src="{LOADER}"></script>'


def rewritten(source: str, *, missing: bool = True) -> str:
    page = parse(source)
    return apply(source, loader_edits(page, scan(page), lambda _: missing))


def test_edits_leave_the_rest_alone() -> None:
    assert apply("abcdef", [Edit(4, 5, "X"), Edit(1, 1, "1"), Edit(1, 1, "2")]) == "a12bcdXf"


def test_a_page_without_python_stays() -> None:
    source = "<!DOCTYPE html>\r\n<P CLASS=a>x<script>1</script>"
    assert rewritten(source) == source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html>\n<html><head>", "<title>x</title></head><script type=py>\r\n1</script>"),
        ("<!doctype html>", "\n<script type=py>1</script>"),
        ("", "<script type=py>1</script>"),
    ],
)
def test_the_loader_comes_first(before: str, after: str) -> None:
    result = rewritten(before + after)
    assert result.startswith(before + TAG)
    assert result.endswith(after)


def test_an_import_map_stays_before_the_modules() -> None:
    source = '<head><script type="importmap">{}</script><script type=mpy>1</script>'
    assert rewritten(source).index("importmap") < rewritten(source).index("modulepreload")


def test_downloads_begin_with_the_page() -> None:
    assert "/_pagelet/runtimes/micropython-1.27.0/micropython.mjs" in rewritten("<script type=mpy>")
    assert "/_pagelet/runtimes/pyodide-314.0.7/python_stdlib.zip" in rewritten("<script type=py>")


def test_what_is_written_into_a_page_is_what_its_policy_allows() -> None:
    found = scan(parse("<script type=mpy>"))
    (text,) = inline_scripts(found, Places())
    assert f'micropython.wasm">{text}</script>' in rewritten("<script type=mpy>")
    assert script_hash(text) in page_policy(found, inline=[text])
    assert inline_scripts(scan(parse("<script type=py>")), Places()) == []


def test_nothing_is_downloaded_in_vain() -> None:
    assert "runtimes" not in rewritten("<script type=py worker>")
    assert TAG in rewritten("<script type=py worker>")


@pytest.mark.parametrize(("version", "files"), [("0.27.7", ["pyodide.mjs", "pyodide.asm.js"]), ("", [])])
def test_it_is_the_pages_own_interpreter_that_is_downloaded(version: str, files: list[str]) -> None:
    found = preloads(scan(parse("<script type=py>")), Places(versions={"py": version}))
    assert re.findall(r'modulepreload" href="/_pagelet/runtimes/pyodide-([^"]*)"', found) == [
        f"{version}/{file}" for file in files
    ]


def test_a_missing_loader_is_pointed_to_the_kernel() -> None:
    source = "<script type=module src='../pagelet.js' integrity=x></script><script type=py worker>"
    result = rewritten(source)
    assert result == f'<script type=module src="{LOADER}" ></script><script type=py worker>'
    assert rewritten(source, missing=False) == source


def test_pyscript_stays() -> None:
    source = '<head><script type="module" src="https://pyscript.net/x/core.js"></script><script type=py worker>'
    assert rewritten(source) == source
