"""Each rule on a page that breaks it, and on one that does not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.shelf import Shelf

from pagelet_cli.check.registry import RULES, findings
from pagelet_cli.check.subject import project
from pagelet_cli.cli import pagelet
from pagelet_cli.errors import RuntimeUnavailable, codes
from pagelet_cli.packages import plan as plans
from pagelet_cli.packages.target import Target

GOOD = '<!doctype html>\n<html lang="en">\n<title>A page</title>\n'
INFO = {"abi_version": "2026_0", "arch": "wasm32", "platform": "emscripten_5_0_3", "python": "3.14.2"}
NUMPY = {
    "name": "numpy",
    "version": "2.4.2",
    "file_name": "numpy-2.4.2-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
    "install_dir": "site",
    "sha256": "0" * 64,
    "package_type": "package",
    "imports": ["numpy"],
    "depends": [],
    "unvendored_tests": False,
}
# Three pages that are too long for the table.
GONE = """<script type="mpy" src="gone.py"></script>
<link rel="icon" href="gone.svg">
<py-config>
[files]
"gone.csv" = ""
[js_modules.main]
"./gone.js" = "gone"
</py-config><a href=".env">x</a>"""
THERE = """<script src="pagelet.js"></script><a href="https://example.org/x#y">x</a><a href="#z">y</a>
<mpy-config src="conf/a.toml"></mpy-config>"""
READS = "from pagelet import document, window as win\n"
NAMED = """<label>x <input></label><label for="s">x</label><select id="s"></select>
<textarea aria-label="x"></textarea><input type="submit"><button><img alt="go"></button><button>go</button>"""


def py(source: str, more: str = "") -> str:
    return f'{GOOD}<script type="py"{more}>\n{source}\n</script>'


def mpy(source: str, more: str = "") -> str:
    return f'{GOOD}<script type="mpy"{more}>\n{source}\n</script>'


@pytest.fixture(autouse=True)
def described(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let interpreters be described and not fetched."""

    def target(name, version=None, **_):
        if name == "micropython":
            return Target(name, version, {"python": "3.14.0"}, {})
        return Target(name, version, INFO, {"numpy": NUMPY})

    monkeypatch.setattr(plans, "target", target)


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Check a folder of these files; give what is found as code and place."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def check(files: str | dict[str, str]) -> list[str]:
        for name, text in ({"index.html": files} if isinstance(files, str) else files).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return [f"{found.error.code} {found.error.where}" for found in findings(project(folder))]

    return check


CASES = {
    "a script that Python cannot read": (
        py("    x = 1\n    def f(:\n        pass"),
        py("    x = 1\n    await f(x)"),
        ["PGL-C201 index.html:6:11"],
    ),
    "a return outside of functions": (py("return 1"), py("def f():\n  return 1"), ["PGL-C201 index.html:5:1"]),
    "what MicroPython's grammar lacks": (
        mpy("match 1:\n  case 1: pass\ndef f(a, /): pass\ntry: pass\nexcept* ValueError: pass"),
        py("match 1:\n  case 1: pass\ndef f(a, /): pass"),
        ["PGL-C201 index.html:5:1", "PGL-C201 index.html:7:7", "PGL-C201 index.html:8:1"],
    ),
    "a module of the author's that cannot be read": (
        {"index.html": mpy("import own"), "own.py": "x = 1\nif x\n"},
        {"index.html": mpy("import own"), "own.py": "x = 1\n"},
        ["PGL-C201 own.py:2:5"],
    ),
    "a package that there is not": (
        f'{GOOD}<py-config>\npackages = ["numpy",\n"tkinter"]\n</py-config>\n<script type="py">1</script>',
        f'{GOOD}<py-config>\npackages = ["numpy"]\n</py-config>\n<script type="py">import numpy</script>',
        ["PGL-K110 index.html:6"],
    ),
    "modules that MicroPython lacks": (
        mpy("import csv\nimport numpy as np\nimport no_such"),
        mpy("import json, asyncio, hashlib\ntry:\n  import csv\nexcept ImportError:\n  csv = None"),
        ["PGL-C202 index.html:5:1", "PGL-C202 index.html:6:1", "PGL-C202 index.html:7:1"],
    ),
    "modules that the config brings": (
        f'{GOOD}<mpy-config>[files]\n"x.py" = "other.py"</mpy-config>\n<script type="mpy">import x</script>',
        f'{GOOD}<mpy-config>[files]\n"//a.example/x.zip" = "/*"\n</mpy-config><script type="mpy">import x</script>',
        ["PGL-C207 index.html:5", "PGL-C202 index.html:6:20"],
    ),
    "modules that CPython in a page lacks": (
        py("import tkinter\nimport numpy\nimport nobody_has_this"),
        py("import csv, hashlib, sqlite3, ssl, lzma\nimport numpy\nfrom js import window"),
        ["PGL-C202 index.html:5:1", "PGL-C202 index.html:7:1"],
    ),
    "modules of an interpreter that is started later": (
        mpy("from pagelet import start\nother = await start('py')\nawait other.nobody_has_this.x()"),
        mpy("from pagelet import start\nother = await start('py')\nawait other.csv.x(other.__main__.y, other.numpy.x)"),
        ["PGL-C202 index.html:7:7"],
    ),
    "modules in a folder": (
        {"index.html": mpy("from our_tools import saw"), "saw.py": ""},
        {"index.html": mpy("from our_tools import saw\nimport our_tools.saw"), "our_tools/saw.py": ""},
        ["PGL-C202 index.html:5:1"],
    ),
    "names that Pagelet does not have": (
        mpy("from pagelet import displai\nfrom pagelet.html import dvi\nimport pagelet.hmtl\npagelet.pag"),
        mpy("from pagelet import html, Element\nfrom pagelet.html import div, del_, annotation_xml\nimport pagelet"),
        [
            "PGL-C203 index.html:5:1",
            "PGL-C203 index.html:6:1",
            "PGL-C203 index.html:7:1",
            "PGL-C203 index.html:8:1",
        ],
    ),
    "calls that stop the page": (
        mpy("from time import sleep as nap\nimport time\nnap(1)\ntime.sleep(1)\ninput()"),
        mpy("import time\ntime.sleep(1)\ninput()", " worker"),
        ["PGL-C204 index.html:7:1", "PGL-C204 index.html:8:1", "PGL-C204 index.html:9:1"],
    ),
    "calls of the author's own that have such a name": (
        mpy("input()"),
        mpy("from pagelet.html import input\ninput()"),
        ["PGL-C204 index.html:5:1"],
    ),
    "secrets": (
        {
            "index.html": GOOD,
            "notes.txt": "a\n key " + "AKIA" + "ABCDEFGHIJKLMNOP",
            "k.js": "-----BEGIN RSA PRIVATE" + " KEY-----",
        },
        {"index.html": GOOD, ".env": "AKIA" + "ABCDEFGHIJKLMNOP", "notes.txt": "https://example.org:8000/@me AKIA"},
        ["PGL-C205 k.js:1:1", "PGL-C205 notes.txt:2:6"],
    ),
    "addresses out of the root": (
        f'{GOOD}<img alt="" src="../up.png"><a href="file:///x">x</a>',
        {"index.html": f'{GOOD}<img alt="" src="/up.png"><a href="sub/">x</a>', "up.png": "", "sub/x.txt": ""},
        ["PGL-C206 index.html:4", "PGL-C206 index.html:4"],
    ),
    "links to files that are not there": (
        GOOD + GONE,
        {
            "index.html": GOOD + THERE,
            "conf/a.toml": '[files]\n"{D}" = "./data"\n"{D}/a%20b.csv" = ""\n',
            "conf/data/a b.csv": "",
        },
        [
            "PGL-C207 index.html:4",
            "PGL-C207 index.html:5",
            "PGL-C207 index.html:8",
            "PGL-C207 index.html:10",
            "PGL-C207 index.html:11",
        ],
    ),
    "a page without a language": ("<title>x</title>", GOOD, ["PGL-C208 index.html:1"]),
    "a page without a title": ('<html lang="en"><p>x', GOOD, ["PGL-C209 index.html:1"]),
    "images without a text": (
        f'{GOOD}<img src="data:,"><iframe srcdoc="x"></iframe>',
        f'{GOOD}<img src="data:," alt=""><iframe title="x" srcdoc="x"></iframe><img role="presentation">',
        ["PGL-C210 index.html:4:1", "PGL-C210 index.html:4:19"],
    ),
    "fields without a name": (
        f'{GOOD}<input placeholder="x">\n<select id="s"></select>\n<button> <b></b> </button>',
        GOOD + NAMED,
        ["PGL-C211 index.html:4:1", "PGL-C211 index.html:5:1", "PGL-C211 index.html:6:1"],
    ),
    "a page that is too large": (
        {
            "index.html": f'{GOOD}<img alt="" src="x.png">',
            "x.png": "x" * 3000,
            "pagelet.toml": "check = { budget = 2 }",
        },
        {"index.html": f'{GOOD}<a href="x.png">x</a>', "x.png": "x" * 3000, "pagelet.toml": "check = { budget = 2 }"},
        ["PGL-C212 index.html"],
    ),
    "a config of the page's that cannot be read": (
        f'{GOOD}<py-config>\na = = 1\n</py-config><mpy-config>\nfiles = []\npackages = "x"\n</mpy-config>',
        f"{GOOD}<py-config>\npaths:\n  - ./x.py\n</py-config><mpy-config>a = 1</mpy-config>",
        ["PGL-C213 index.html:5", "PGL-C213 index.html:7", "PGL-C213 index.html:8"],
    ),
    "what a worker reads that cannot wait from disk": (
        mpy(
            f"{READS}if document.title == 'x': pass\nf'{{win.name}}'\nfor p in document.body.children: pass", " worker"
        ),
        mpy(f"{READS}await document.title + 'x'\ndocument.title = 'x'\np = document.body is None\nlen(p)", " worker"),
        ["PGL-C214 index.html:6:4", "PGL-C214 index.html:7:4", "PGL-C214 index.html:8:10"],
    ),
    "names that nothing answers to": (
        f'{GOOD}<script type="pyy">1</script>\n<p mpy-clik="f"></p>',
        f'{GOOD}<script type="py">1</script>\n<p mpy-click="f"></p>',
        ["PGL-C215 index.html:4", "PGL-C215 index.html:5"],
    ),
    "addresses that start elsewhere": (
        f'{GOOD}<base href="/other/"><base href=".">',
        f'{GOOD}<base target="_blank"><base href="./#top"><base href="/other/">',
        ["PGL-C216 index.html:4"],
    ),
    "settings that cannot be used": (
        {"index.html": GOOD, "pagelet.toml": "opne = 1"},
        {"index.html": GOOD, "pagelet.toml": "coop = true"},
        ["PGL-C102 pagelet.toml:1:1"],
    ),
    "settings of the command that cannot be used": (
        {"index.html": GOOD, "pagelet.toml": '[check]\nbudget = "x"'},
        {"index.html": GOOD, "pagelet.toml": "[check]\nbudget = 1"},
        ["PGL-C103 pagelet.toml:2:1"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds_what_breaks_it(look, case):
    assert look(CASES[case][0]) == CASES[case][2]


@pytest.mark.parametrize("case", CASES)
def test_a_rule_leaves_the_rest_alone(look, case):
    assert look(CASES[case][1]) == []


def test_every_code_has_a_case():
    tried = {found.split()[0] for case in CASES.values() for found in case[2]}
    assert {code for code in codes() if code.startswith("PGL-C2")} <= tried


def test_every_rule_is_a_file_of_its_own():
    folder = Path(project.__code__.co_filename).parent
    assert all((folder / f"{rule.name}.py").is_file() for rule in RULES)


@pytest.mark.parametrize("written", [[], ["--json"], ["--github"]])
def test_a_folder_without_a_page_is_an_error(tmp_path, written):
    (tmp_path / "notes.txt").write_text("x")
    done = CliRunner().invoke(pagelet, ["check", str(tmp_path), *written], standalone_mode=False)
    assert done.return_value == 1
    assert "PGL-B106" in done.output
    assert str(tmp_path) in done.output


def test_a_source_that_does_not_answer_is_a_warning(look, monkeypatch):
    def target(*_, **__):
        raise RuntimeUnavailable("pyodide", [], offline=True)

    monkeypatch.setattr(plans, "target", target)
    assert look(py("import numpy")) == ["PGL-R102 index.html"]
    assert [found.level for found in findings(project(Path()))] == ["warning"]


def test_packages_are_looked_for_where_the_page_would_look(look, tmp_path):
    (tmp_path / "shelf").mkdir()
    shelf = Shelf(tmp_path / "shelf")
    try:
        shelf.sdist("ancient", "0.1")
        shelf.wheel("linux", tag="cp314-cp314-manylinux_2_28_x86_64")
        shelf.wheel("other-name", files={"hidden.py": ""})
        config = '<py-config>\nindex_urls = ["%s"]\npackages = [\n"%s"\n]\n</py-config>'
        found = [
            look(f"{py('import hidden')}{config % (shelf.url, name)}") for name in ("ancient", "linux", "other-name")
        ]
    finally:
        shelf.close()
    assert found == [["PGL-K105 index.html:9"], ["PGL-K106 index.html:9"], []]


def test_what_cannot_be_had_is_said_where_it_is_asked_for(look, tmp_path):
    (tmp_path / "shelf").mkdir()
    shelf = Shelf(tmp_path / "shelf")
    try:
        shelf.sdist("cowsay", "0.1")
        shelf.wheel("nobody")
        index = f'index_urls = ["{shelf.url}"]\n'
        config = f"<py-config>\n{index}</py-config>"
        # The longer of two names, of the right type; an import, in a module; the project's settings.
        names = f'<mpy-config>\npackages = ["nobody-has-it"]\n</mpy-config>\n{py("1")}<py-config>\n{index}'
        page = f'{GOOD}{names}packages = [\n"nobody",\n"nobody-has-it"\n]\n</py-config>'
        line = page[: page.rindex("nobody-has-it")].count("\n") + 1
        assert f"PGL-K103 index.html:{line}" in look(page)
        assert look({"index.html": f"{GOOD}{py('import own')}{config}", "own.py": "import csv\nimport cowsay"}) == [
            "PGL-K105 own.py:2"
        ]
        settings = f'[project]\nname = "x"\n\n[tool.pagelet]\n{index}packages = ["nobody-has-it"]\n'
        assert look({"index.html": f"{GOOD}{py('1')}", "pyproject.toml": settings}) == ["PGL-K103 pyproject.toml:6"]
    finally:
        shelf.close()


def test_links_of_the_file_system_do_not_lead_out(look, tmp_path):
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "site" / "near.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(tmp_path / "site" / "pipe.html")  # which nobody waits for
    assert look(f'{GOOD}<a href="near.txt">x</a>') == ["PGL-C206 index.html:4"]


def test_what_pages_share_is_reported_once(look):
    assert look({"a.html": mpy("import own"), "b.html": mpy("import own"), "own.py": "import csv"}) == [
        "PGL-C202 own.py:1:1"
    ]


def test_what_is_built_of_it_is_left_out(look):
    assert look({"index.html": GOOD, "dist/index.html": "<img>", "node_modules/x/index.html": "<img>"}) == []
    out = {"index.html": GOOD, "public/index.html": GOOD + "<img>", "pagelet.toml": 'build = { out = "public" }'}
    assert look({**out, "dist/index.html": GOOD}) == []


def test_codes_can_be_ignored_for_files(look):
    page = f"{GOOD}<img>"
    ignored = '[check.ignore]\n"old/*" = ["PGL-C210"]'
    assert look({"old/index.html": page, "new/index.html": page, "pagelet.toml": ignored}) == [
        "PGL-C210 new/index.html:4:1"
    ]


def test_a_lone_script_is_checked_as_it_is_served(tmp_path):
    (tmp_path / "app.py").write_text("# runtime: mpy\nimport time\ntime.sleep(1)\n")
    (tmp_path / "other.html").write_text("<img>")
    found = findings(project(tmp_path / "app.py"))
    assert [(item.error.code, item.error.where.line) for item in found] == [("PGL-C204", 3)]


def run(*arguments: str):
    return CliRunner().invoke(pagelet, ["check", *arguments], standalone_mode=False)


def test_the_command_says_how_it_ended(look):
    look(f"{GOOD}<img>")
    done = run()
    assert done.return_value == 0
    assert "1 page checked: 0 errors, 1 warning" in done.output
    assert run("--strict").return_value == 1
    look(mpy("input()"))
    assert run().return_value == 1
    look(GOOD)
    assert run("--strict").return_value == 0


def test_json_is_for_programs(look):
    look(mpy("input()"))
    done = run("--json")
    assert done.return_value == 1
    found = json.loads(done.stdout)
    assert (found["pages"], found["errors"], found["warnings"]) == (1, 1, 0)
    assert found["findings"][0] | {"message": "", "hint": ""} == {
        "code": "PGL-C204",
        "rule": "blocking",
        "level": "error",
        "file": "index.html",
        "line": 5,
        "column": 1,
        "message": "",
        "hint": "",
        "details": [],
        "docs": "docs/check.md#pgl-c204",
    }


def test_github_is_told_the_line(look):
    look({"a,b.html": f"{GOOD}<img>"})
    lines = run("--github").stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("::warning file=a%2Cb.html,line=4,col=1,title=PGL-C210::This <img> has no text")
    assert "%0AWrite alt=" in lines[0]


SLIPS = [
    ('<script type="pyy">1</script>', ['Did you mean type="py"?']),
    ('<script type="mpyy">1</script>', ['Did you mean type="mpy"?']),
    ('<script type=" py">1</script>', ['Did you mean type="py"?']),
    ('<script type="python">1</script>', ['Did you mean type="py"?']),
    ('<script type="py-editr">1</script>', ['Did you mean type="py-editor"?']),
    ('<script type="py" wroker>1</script>', ["Did you mean worker?"]),
    ('<mpy-script conifg="a = 1">1</mpy-script>', ["Did you mean config?"]),
    ('<button mpy-clik="f">x</button>', ["Did you mean mpy-click?"]),
    ('<button pys-onClik="f">x</button>', ["Did you mean pys-onclick?"]),
    ("<py-scrpt>1</py-scrpt>", ["Did you mean <py-script>?"]),
    ("<mpy-config>pakages = []</mpy-config>", ["Did you mean packages?"]),
    # What is known, an author's own, or another project's.
    ('<script type="text/python">1</script><script src="https://x.example/brython.js"></script>', []),
    ('<script type="text/template"></script><script type="json"></script><script type="PY">1</script>', []),
    ('<script type="py" data-wroker aria-nmae="x" x-anything crossorigin>1</script>', []),
    ('<button mpy-clik="f">x</button><script>dispatchEvent(new Event("clik"))</script>', []),
    ('<button mpy-rolled="f" py-onclick="g" pys-onKeyDown="h">x</button>', []),
    ('<py-lst></py-lst><script type="py">component("py-lst")</script><py-gauge></py-gauge>', []),
    ("<mpy-config>mine = []</mpy-config>", []),
]


@pytest.mark.parametrize(("html", "hints"), SLIPS)
def test_names_that_are_one_slip_away_are_said(look, tmp_path, html, hints):
    (tmp_path / "site" / "index.html").write_text(f"{GOOD}\n\n{html}", "utf-8")
    found = [each.error for each in findings(project(tmp_path / "site")) if each.error.code == "PGL-C215"]
    assert [error.todo for error in found] == hints
    assert all(error.where.line == f"{GOOD}\n\n".count("\n") + 1 for error in found)
