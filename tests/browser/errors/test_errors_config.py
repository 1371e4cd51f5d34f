"""Configs, files, modules and interpreters that are wrong: one box, at the place in the author's own file."""

# ruff: noqa: E501 - pages are written as their authors write them

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from pagelet_cli.runtimes import runtime

from .boxes import boxes, hold, line_of

OK = '<script type="mpy">ran = True</script>\n'


@dataclass(frozen=True)
class Row:
    """Say what is wrong, and what the box must show; LINE in a place is where the mark @@ stands in the page.

    Pages are written for MicroPython; those of CPython say "py" instead.
    """

    name: str
    code: str
    message: str
    place: str
    html: str
    files: dict[str, str | bytes] = field(default_factory=dict)
    hint: str = ""
    only: str = ""


ROWS = [
    Row(
        "toml",
        "PGL-C01",
        "config cannot be read",
        "index.html:LINE:9",
        '<mpy-config>\nname = "a"\nfiles @@= = 3\n</mpy-config>\n' + OK,
    ),
    Row(
        "json",
        "PGL-C01",
        "config cannot be read",
        "index.html:LINE:",
        '<mpy-config type="json">\n{\n  "name": "a",\n  "files": @@nothing\n}\n</mpy-config>\n' + OK,
    ),
    Row(
        "yaml",
        "PGL-C01",
        "config cannot be read",
        "index.html:LINE:",
        '<mpy-config type="yaml">\nname: a\npackages: @@[one, two\n</mpy-config>\n' + OK,
    ),
    Row(
        "type",
        "PGL-C02",
        "packages must be a list",
        "index.html:LINE:",
        '<mpy-config>\nname = "a"\n@@packages = "pandas"\n</mpy-config>\n' + OK,
        hint='Write ["pandas"].',
    ),
    Row(
        "attribute",
        "PGL-C02",
        "packages must be a list",
        "index.html:LINE:",
        '<p></p>\n<script type="mpy" @@config=\'{"packages": 3}\'>1</script>\n',
    ),
    Row(
        "entities",
        "PGL-C01",
        "config cannot be read",
        "index.html:LINE:",
        '<script type="mpy" config="{\n@@&quot;a&quot;: nothing}">1</script>\n',
    ),
    Row(
        "file",
        "PGL-C01",
        "config cannot be read",
        "app.toml:2:",
        '<script type="mpy" config="app.toml">1</script>\n',
        {"app.toml": "a = 1\nb = = 2\n"},
    ),
    Row(
        "workers text",
        "PGL-C01",
        "config cannot be read",
        "index.html:LINE:",
        '<script type="mpy" worker config=\'{"a": 1, "files":\n@@nothing}\'>1</script>\n',
    ),
    Row(
        "workers page",
        "PGL-C01",
        "config cannot be read",
        "index.html:LINE:9",
        '<mpy-config>\nname = "a"\nfiles @@= = 3\n</mpy-config>\n<script type="mpy" worker>1</script>\n',
    ),
    Row("gone", "PGL-C03", "gone.toml", "index.html:LINE", '@@<mpy-config src="gone.toml"></mpy-config>\n' + OK),
    Row(
        "named",
        "PGL-C03",
        "gone.toml",
        "index.html:LINE",
        OK + '\n@@<script type="mpy" config="gone.toml">1</script>',
    ),
    Row(
        "workers gone",
        "PGL-C03",
        "gone.toml",
        "index.html:LINE",
        OK + '\n@@<script type="mpy" worker config="gone.toml">1</script>',
    ),
    Row(
        "two",
        "PGL-C04",
        "2 configs",
        "index.html:LINE",
        "<mpy-config>a = 1</mpy-config>\n@@<mpy-config>b = 2</mpy-config>\n" + OK,
    ),
    Row(
        "files",
        "PGL-F01",
        "gone.csv",
        "index.html:LINE:1",
        '<mpy-config>[files]\n@@"gone.csv" = ""</mpy-config>\n' + OK,
    ),
    Row(
        "template",
        "PGL-F01",
        "data/gone.csv",
        "index.html:LINE:1",
        '<mpy-config>[files]\n"{DATA}" = "data"\n@@"{DATA}/gone.csv" = ""</mpy-config>\n' + OK,
    ),
    Row(
        "outside",
        "PGL-F01",
        "gone.csv",
        "set/app.json:2:",
        '<mpy-config src="set/app.json"></mpy-config>\n' + OK,
        {"set/app.json": '{"files": {\n"gone.csv": ""}}'},
    ),
    Row(
        "paths",
        "PGL-F01",
        "gone.py",
        "index.html:LINE:",
        '<mpy-config type="yaml">\npaths:\n@@  - gone.py\n</mpy-config>\n' + OK,
    ),
    Row(
        "handler",
        "PGL-F01",
        "gone.csv",
        "index.html:LINE:1",
        '<mpy-config>[files]\n@@"gone.csv" = ""</mpy-config>\n<button mpy-click="f">x</button>\n'
        "<script>addEventListener('load', () => setTimeout(() => document.querySelector('button').click(), 500))</script>",
    ),
    Row(
        "worker",
        "PGL-F01",
        "gone.csv",
        "index.html:LINE:1",
        '<mpy-config>[files]\n@@"gone.csv" = ""</mpy-config>\n<script type="mpy" worker>1</script>\n',
    ),
    Row(
        "workers own",
        "PGL-F01",
        "gone.csv",
        "index.html:LINE:",
        '<mpy-config>a = 1</mpy-config>\n<script type="mpy" worker config=\'{"a": 1, "files":\n@@{"gone.csv": ""}}\'>1</script>\n',
    ),
    Row(
        "workers module",
        "PGL-J01",
        "gone.js",
        "index.html:LINE:1",
        '<mpy-config>[js_modules.worker]\n@@"./gone.js" = "gone"</mpy-config>\n<script type="mpy" worker>1</script>\n',
    ),
    Row(
        "other type",
        "PGL-F01",
        "gone.csv",
        "index.html:LINE:1",
        '<py-config>[files]\n"gone.csv" = ""</py-config>\n<mpy-config>[files]\n@@"gone.csv" = ""</mpy-config>\n' + OK,
        only="mpy",
    ),
    Row(
        "slip",
        "PGL-C02",
        "no file name",
        "index.html:LINE:1",
        '<mpy-config>[files]\n@@"folder/" = ""</mpy-config>\n' + OK,
    ),
    Row(
        "archive",
        "PGL-F03",
        "broken.zip",
        "index.html:LINE:1",
        '<mpy-config>[files]\n@@"broken.zip" = "./*"</mpy-config>\n' + OK,
        {"broken.zip": b"PK\x03\x04 nonsense"},
    ),
    Row(
        "modules",
        "PGL-J01",
        "gone.js",
        "index.html:LINE:1",
        '<mpy-config>[js_modules.main]\n@@"./gone.js" = "gone"</mpy-config>\n' + OK,
    ),
    Row(
        "badmodule",
        "PGL-J01",
        "bad.js",
        "index.html:LINE:1",
        '<mpy-config>[js_modules.main]\n@@"./bad.js" = "bad"</mpy-config>\n' + OK,
        {"bad.js": "export const = 3;"},
    ),
    Row(
        "packages",
        "PGL-K111",
        "numpy",
        "index.html:LINE",
        '<mpy-config>\npackages = [\n  "six",\n@@  "numpy",\n]</mpy-config>\n' + OK,
        only="mpy",
    ),
    Row("unknown", "PGL-R01", "ruby", "index.html:LINE:1", '@@<mpy-config>interpreter = "ruby"</mpy-config>\n' + OK),
    Row(
        "workers unknown",
        "PGL-R01",
        "ruby",
        "index.html:LINE:1",
        '<mpy-config>\n@@interpreter = "ruby"</mpy-config>\n<script type="mpy" worker>1</script>\n',
    ),
    Row(
        "workers own unknown",
        "PGL-R01",
        "ruby",
        "index.html:LINE:",
        '<mpy-config>version = "latest"</mpy-config>\n<script type="mpy" worker config=\'{"a": 1,\n@@"interpreter": "ruby"}\'>1</script>\n',
    ),
    Row(
        "workers own version",
        "PGL-R02",
        "No hash is known for the interpreter micropython 9.9.9.",
        "index.html:LINE:",
        '<mpy-config>version = "latest"</mpy-config>\n<script type="mpy" worker config=\'{"a": 1,\n@@"version": "9.9.9"}\'>1</script>\n',
        hint='pin it in pagelet.toml: [runtimes."micropython-9.9.9"]',
        only="mpy",
    ),
    Row(
        "workers own version",
        "PGL-R02",
        "No hash is known for the interpreter pyodide 9.9.9.",
        "index.html:LINE:",
        '<mpy-config>version = "latest"</mpy-config>\n<script type="mpy" worker config=\'{"a": 1,\n@@"version": "9.9.9"}\'>1</script>\n',
        hint='pin it in pagelet.toml: [runtimes."pyodide-9.9.9"]',
        only="py",
    ),
    Row(
        "version",
        "PGL-R02",
        "No hash is known for the interpreter micropython 9.9.9.",
        "index.html:LINE:1",
        '<mpy-config>\n@@version = "9.9.9"</mpy-config>\n' + OK,
        hint='pin it in pagelet.toml: [runtimes."micropython-9.9.9"]',
        only="mpy",
    ),
    Row(
        "version",
        "PGL-R02",
        "No hash is known for the interpreter pyodide 9.9.9.",
        "index.html:LINE:1",
        '<mpy-config>\n@@version = "9.9.9"</mpy-config>\n' + OK,
        hint='pin it in pagelet.toml: [runtimes."pyodide-9.9.9"]',
        only="py",
    ),
    Row(
        "address",
        "PGL-R02",
        "/own/",
        "index.html:LINE:1",
        '@@<mpy-config>interpreter = "./own/mpy.mjs"</mpy-config>\n' + OK,
    ),
]


CASES = [(kind, row) for row in ROWS for kind in ("mpy", "py") if row.only in ("", kind)]


@pytest.mark.parametrize(("kind", "row"), CASES, ids=[f"{row.name}-{kind}" for kind, row in CASES])
def test_one_box_says_what_is_wrong(fail, echoed, kind: str, row: Row) -> None:
    html = f"<!doctype html>\n<title>{row.name}</title>\n<body>\n{row.html.replace('mpy', kind)}"
    line = html[: html.find("@@")].count("\n") + 1
    tab = fail(html.replace("@@", ""), row.files)
    [box] = boxes(tab, 1)
    assert box.code == row.code
    assert row.message in box.message
    assert row.hint in box.hint
    wanted = row.place.replace("LINE", str(line))
    assert wanted
    assert box.place.startswith(wanted), box
    # What is wrong in a text has a column; the tag that names what is not there has none.
    assert box.place == wanted or re.search(r":\d+:\d+$", box.place), box
    hold(box, tab)
    echoed(box)


def broken(name: str, version: str, wasm: str) -> dict[str, bytes]:
    """Copy an interpreter with a WebAssembly file that is cut off."""
    files = {
        f"broken/{path.name}": path.read_bytes() for path in runtime(name, version).iterdir() if path.suffix != ".br"
    }
    files[f"broken/{wasm}"] = files[f"broken/{wasm}"][:20_000]
    return files


# Each starts and fails in a way of its own.
@pytest.mark.everywhere
@pytest.mark.parametrize(
    ("kind", "name", "version", "wasm", "where"),
    [
        ("mpy", "micropython", "1.27.0", "micropython.wasm", ""),
        ("mpy", "micropython", "1.27.0", "micropython.wasm", "worker"),
        ("py", "pyodide", "314.0.7", "pyodide.asm.wasm", ""),
        ("py", "pyodide", "314.0.7", "pyodide.asm.wasm", "worker"),
        ("py", "pyodide", "0.27.7", "pyodide.asm.wasm", ""),
    ],
)
def test_a_damaged_interpreter_is_reported_soon(
    fail, kind: str, name: str, version: str, wasm: str, where: str
) -> None:
    html = f'<!doctype html>\n<{kind}-config>interpreter = "./broken/{name}.mjs"</{kind}-config>\n<script type="{kind}" {where}>1</script>'
    tab = fail(html, broken(name, version, wasm))
    [box] = boxes(tab, 1, timeout=10)
    assert box.code == "PGL-R03"
    assert f"broken/{name}.mjs" in box.message


def test_a_library_that_is_not_there_is_reported(fail, tab) -> None:
    tab.block("*/pagelet.lib.*")
    fail('<!doctype html><script type="mpy">from pagelet import display</script>')
    [box] = boxes(tab, 1)
    assert box.code == "PGL-R04"
    hold(box, tab)


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        (
            "PGL-K102",
            "./no_such-1.0-py3-none-any.whl",
            "The package ./no_such-1.0-py3-none-any.whl cannot be used: there",
        ),
        ("PGL-K102", "./lib", "The package ./lib cannot be used: its pyproject.toml has no [project]"),
        ("PGL-K110", "zipfile", "'zipfile' is no package"),
    ],
)
@pytest.mark.parametrize("worker", ["", "worker"])
def test_a_package_that_is_not_there_is_reported_once(
    fail, echoed, code: str, name: str, said: str, worker: str
) -> None:
    config = f'<py-config>\npackages = [\n  "numpy",\n  "{name}",\n]\n</py-config>'
    html = f'<!doctype html>\n{config}\n<script type="py" {worker}>1</script>'
    tab = fail(html, {"lib/pyproject.toml": ""})
    [box] = boxes(tab, 1)
    assert (box.code, box.place) == (code, f"index.html:{line_of(html, name)}")
    assert box.message.startswith(said)
    hold(box, tab)
    echoed(box)


def test_a_package_that_no_index_has_is_reported_once(fail, echoed, shelf) -> None:
    config = f'index_urls = ["{shelf.url}"]\npackages = [\n  "nobody-has-it",\n]'
    html = '<!doctype html>\n<py-config src="deep/py.toml"></py-config>\n<script type="py">1</script>'
    tab = fail(html, {"deep/py.toml": config})
    [box] = boxes(tab, 1)
    assert (box.code, box.place) == ("PGL-K103", "deep/py.toml:3")
    hold(box, tab)
    echoed(box)


def test_a_defect_of_ours_says_so(fail) -> None:
    sabotage = (
        "() => { globalThis.MutationObserver = class { constructor() { throw new Error('broken on purpose') } } }"
    )
    tab = fail('<!doctype html><body><script type="mpy">from pagelet import display</script>', preload=[sabotage])
    [box] = boxes(tab, 1)
    assert box.code == "PGL-X01"
    assert "broken on purpose" in box.message
    assert "defect of Pagelet" in box.hint


def test_one_error_for_scripts_that_share_it(fail) -> None:
    tab = fail("<!doctype html><mpy-config>a = = 1</mpy-config>" + OK * 3)
    found = boxes(tab, 1)
    assert [box.code for box in found] == ["PGL-C01"]
    assert len([entry for entry in tab.errors if "PGL-C01" in entry.text]) == 1


def test_an_error_that_repeats_is_counted_in_one_box(fail) -> None:
    html = """<!doctype html><button mpy-click="f">x</button><script type="mpy">
def f(event):
    1 / 0
</script>"""
    tab = fail(html)
    tab.wait_for("!document.querySelector('button').disabled")
    tab.evaluate("[1, 2, 3].forEach(() => document.querySelector('button').click())")
    tab.wait_for("document.querySelector('pagelet-error').shadowRoot.textContent.includes('3 times')")
    assert len(boxes(tab, 1)) == 1


def test_what_is_hidden_does_not_hide_its_error(fail) -> None:
    html = """<!doctype html><body><div hidden id="outer"><div id="at-inner"><script type="mpy">1 / 0</script></div></div>"""
    tab = fail(html)
    [box] = boxes(tab, 1)
    assert box.inside == ""
    assert tab.evaluate("document.querySelector('pagelet-error').checkVisibility()")


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_key_that_is_misspelt_is_said_and_the_page_goes_on(fail, echoed, kind: str) -> None:
    html = f'<!doctype html><body>\n<mpy-config>\npakages = ["x"]\n</mpy-config>\n{OK}'
    tab = fail(html.replace("mpy", kind))
    tab.wait_for(f"document.querySelector('script[type={kind}]').process")
    [box] = boxes(tab, 1)
    assert (box.code, box.message, box.place) == ("PGL-C02", "pakages is not a known key", "index.html:3:1")
    assert box.hint == 'Did you mean "packages"?'
    hold(box, tab)
    echoed(box)
