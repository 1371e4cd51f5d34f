"""Every way in which Python of the author's can fail on the main thread shows a box of its own."""

# ruff: noqa: E501 - pages are written as their authors write them

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

import pytest

from .boxes import Box, boxes, hold, line_of

HELPER = "\n\ndef run(value):\n    return int(value)  # fails here\n"
BAD = "fine = 1\nbroken = = 2\n"
APP = "# the first line\nnumbers = [1, 2]\n\nprint(numbers[7])\n"


@dataclass(frozen=True)
class Row:
    """Say how a script fails, and what its box must show."""

    name: str
    code: str
    message: str
    line: str  # the text of the line that is shown
    script: str = ""
    html: str = ""
    file: str = "index.html"
    via: str = ""  # a line that the way there must show
    only: str = ""


ROWS = [
    Row("syntax", "PGL-P01", "SyntaxError", "if True print(1)", "a = 1\nif True print(1)\n"),
    Row("indent", "PGL-P01", "IndentationError", "too_deep = 1", "def f():\n    a = 1\n      too_deep = 1\n"),
    Row(
        "top",
        "PGL-P02",
        "ZeroDivisionError: ",
        "return a / 0",
        "def top(a):\n    return a / 0\n\ntop(5)\n",
        via="top(5)",
    ),
    Row("name", "PGL-P02", "NameError: ", "not_defined_at_all", "x = 2\nnot_defined_at_all\n"),
    Row("assertion", "PGL-P02", "AssertionError", "assert 1 == 2", "assert 1 == 2\n"),
    Row(
        "late",
        "PGL-P02",
        "ValueError: ",
        'int("after a pause")',
        'import asyncio\nawait asyncio.sleep(0.01)\nint("after a pause")\n',
    ),
    Row(
        "chain",
        "PGL-P02",
        "ValueError: second",
        'raise ValueError("second")',
        'try:\n    [][0]\nexcept IndexError:\n    raise ValueError("second")\n',
    ),
    Row(
        "markup",
        "PGL-P02",
        "ValueError: <img src=x onerror=window.hacked=1>",
        "onerror=window",
        'raise ValueError("<img src=x onerror=window.hacked=1>")\n',
    ),
    Row(
        "javascript",
        "PGL-P02",
        "SyntaxError: ",
        "window.JSON.parse",
        "from pagelet import window\nwindow.JSON.parse('[nonsense')\n",
    ),
    Row(
        "javascript_late",
        "PGL-P02",
        "SyntaxError: ",
        "window.JSON.parse",
        "import asyncio\nfrom pagelet import window\nawait asyncio.sleep(0.01)\nwindow.JSON.parse('[nonsense')\n",
    ),
    Row(
        "forgotten_await",
        "PGL-P02",
        "not subscriptable",
        'data["a"]',
        'from pagelet import fetch\ndata = fetch("index.html")\ndata["a"]\n',
        only="py",
    ),
    Row(
        "called_back",
        "PGL-P02",
        "ValueError: ",
        'int("called back")',
        'from pagelet import create_proxy, window\ndef each(*values):\n    int("called back")\nwindow.Array.of(1).forEach(create_proxy(each))\n',
        via="window.Array.of(1).forEach(create_proxy(each))",
    ),
    Row(
        "group",
        "PGL-P02",
        "ValueError: ",
        'int("in a group")',
        'import asyncio\nasync def grouped():\n    int("in a group")\nasync with asyncio.TaskGroup() as tasks:\n    tasks.create_task(grouped())\n',
        only="py",
    ),
    Row(
        "deep",
        "PGL-P02",
        "maximum recursion depth",
        "return deeper(n + 1)",
        "def deeper(n):\n    return deeper(n + 1)\ndeeper(0)\n",
    ),
    Row(
        "notes",
        "PGL-P02",
        "more to say",
        "raise noted",
        'noted = ValueError("x")\nnoted.add_note("more to say")\nraise noted\n',
        only="py",
    ),
    Row(
        "when",
        "PGL-P03",
        "ValueError: ",
        'int("in when")',
        'from pagelet import when\n@when("click", "#b-when")\ndef f(event):\n    int("in when")\n',
        '<button id="b-when">x</button>',
    ),
    Row(
        "whenasync",
        "PGL-P03",
        "ValueError: ",
        'int("in async when")',
        'import asyncio\nfrom pagelet import when\n@when("click", "#b-whenasync")\nasync def f(event):\n    await asyncio.sleep(0.01)\n    int("in async when")\n',
        '<button id="b-whenasync">x</button>',
    ),
    Row(
        "attribute",
        "PGL-P03",
        "ValueError: ",
        'int("in py-click")',
        'def clicked(event):\n    int("in py-click")\n',
        '<button id="b-attribute" TYPE-click="clicked">x</button>',
    ),
    Row(
        "code",
        "PGL-P03",
        "ValueError: ",
        "int('in attribute code')",
        "",
        '<button id="b-code" TYPE-click="int(\'in attribute code\')">x</button>',
    ),
    Row(
        "nobody",
        "PGL-P06",
        "nobody_here",
        'click="nobody_here"',
        html='<button id="b-nobody" TYPE-click="nobody_here">x</button>',
    ),
    Row(
        "plain",
        "PGL-P03",
        "ValueError: ",
        'int("in plain")',
        'from pagelet import create_proxy, document\ndef f(event):\n    int("in plain")\ndocument.getElementById("b-plain").addEventListener("click", create_proxy(f))\n',
        '<button id="b-plain">x</button>',
    ),
    Row(
        "plainasync",
        "PGL-P04",
        "ValueError: ",
        'int("in async plain")',
        'import asyncio\nfrom pagelet import create_proxy, document\nasync def f(event):\n    await asyncio.sleep(0.01)\n    int("in async plain")\n'
        'document.getElementById("b-plainasync").addEventListener("click", create_proxy(f))\n',
        '<button id="b-plainasync">x</button>',
    ),
    Row(
        "timer",
        "PGL-P03",
        "ValueError: ",
        'int("in timer")',
        'from pagelet import create_proxy, window\ndef f():\n    int("in timer")\nwindow.setTimeout(create_proxy(f), 20)\n',
    ),
    Row(
        "task",
        "PGL-P04",
        "ValueError: ",
        'int("in task")',
        'import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    int("in task")\nasyncio.create_task(f())\n',
    ),
    Row(
        "module",
        "PGL-P02",
        "ValueError: ",
        "return int(value)",
        'import helper\nhelper.run("in module")\n',
        file="helper.py",
        via='helper.run("in module")',
    ),
    Row(
        "modulelater",
        "PGL-P03",
        "ValueError: ",
        "return int(value)",
        'from pagelet import when\nimport helper\n@when("click", "#b-modulelater")\ndef f(event):\n    helper.run("in later module")\n',
        '<button id="b-modulelater">x</button>',
        file="helper.py",
        via='helper.run("in later module")',
    ),
    Row("modulesyntax", "PGL-P01", "SyntaxError", "broken = = 2", "import badly_written\n", file="badly_written.py"),
    Row("missing", "PGL-P05", "no_such_module", "import no_such_module", "import sys\nimport no_such_module\n"),
    Row(
        "missingname", "PGL-P05", "ImportError", "from helper import no_such_name", "from helper import no_such_name\n"
    ),
    Row(
        "src",
        "PGL-P02",
        "IndexError: ",
        "print(numbers[7])",
        html='<script type="TYPE" src="app.py"></script>',
        file="app.py",
    ),
    Row("nosrc", "PGL-F02", "missing.py", 'src="missing.py"', html='<script type="TYPE" src="missing.py"></script>'),
    Row("twin", "PGL-P02", "KeyError", '{}["twins"]', '{}["twins"]\n', "<b>{}[&quot;twins&quot;]</b>"),
    Row("othertwin", "PGL-P02", "KeyError", '{}["twins"]', '{}["twins"]\n'),
    Row(
        "tag",
        "PGL-P02",
        "ZeroDivisionError: ",
        "if 1 < 2: 3 / 0",
        html="<TYPE-script>\n  x = 1\n  if 1 &lt; 2: 3 / 0\n</TYPE-script>",
    ),
]
FILES = {"helper.py": HELPER, "badly_written.py": BAD, "app.py": APP}
CONFIG = '<TYPE-config>{"files": {"helper.py": "", "badly_written.py": ""}}</TYPE-config>'


def rows(kind: str) -> list[Row]:
    return [row for row in ROWS if row.only in ("", kind)]


def write_page(kind: str) -> str:
    parts = ["<!doctype html>\n<meta charset=utf-8><title>errors</title>\n<body>\n", CONFIG, "\n"]
    for row in rows(kind):
        script = f'<script type="TYPE">\n{row.script}</script>\n' if row.script else ""
        parts.append(f'<div id="at-{row.name}">\n{row.html}\n{script}</div>\n')
    return "".join(parts).replace("TYPE", kind)


@pytest.fixture(params=["mpy", "py"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def check(row: Row, found: list[Box], html: str) -> list[str]:
    """Say what is wrong with the boxes of one row."""
    if len(found) != 1:
        return [f"{len(found)} boxes"]
    [box] = found
    problems = []
    if box.code != row.code:
        problems.append(f"code {box.code}")
    if row.message not in box.message:
        problems.append(f"message {box.message!r}")
    if row.line and row.line not in box.source:
        problems.append(f"source {box.source!r}")
    if row.via and row.via not in box.traceback:
        problems.append(f"way there {box.traceback!r}")
    if row.line:
        plain = unescape(html)
        start = plain.rfind(row.line, 0, plain.find("</div>", plain.find(f'id="at-{row.name}"')))
        line = plain[:start].count("\n") + 1 if row.file == "index.html" else line_of(FILES[row.file], row.line)
        if box.place.split(" ")[0] != f"{row.file}:{line}":
            problems.append(f"place {box.place!r}, not {row.file}:{line}")
    return problems


def test_every_failure_shows_one_box(fail, kind: str) -> None:
    html = write_page(kind)
    tab = fail(html, FILES)
    wanted = rows(kind)
    clicked = [row for row in wanted if "b-" in row.html]
    # First everything that fails by itself, then what fails when it is asked to.
    boxes(tab, len(wanted) - len(clicked))
    tab.wait_for("document.querySelectorAll('button:disabled').length === 0")
    for row in clicked:
        tab.evaluate(f"document.getElementById('b-{row.name}').click()")
    found = boxes(tab, len(wanted), settle=0.4)
    problems = {}
    for row in wanted:
        own = [box for box in found if box.inside == row.name]
        if wrong := check(row, own, html):
            problems[row.name] = wrong
    assert problems == {}
    assert [box for box in found if not box.inside] == []
    assert len(found) == len(wanted)
    assert tab.evaluate("window.hacked === undefined")
    for box in found:
        hold(box, tab)
    # Each error is one line of the console, and nothing else is in it but the browser's own word on the missing file.
    others = [entry.text for entry in tab.errors if not entry.text.startswith("PGL-")]
    # Firefox logs a rejection that somebody has dealt with all the same, to its driver only.
    known = ("missing.py", "404", "in async plain")
    assert [text for text in others if not any(part in text for part in known)] == []


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_file_that_is_not_there_says_where_files_come_from(fail, kind: str) -> None:
    tab = fail(f'<!doctype html><body>\n<script type="{kind}">\nopen("data/gone.txt")\n</script>')
    [box] = boxes(tab, 1, timeout=60)
    assert (box.code, box.place) == ("PGL-P02", "index.html:3")
    assert 'name it under "files" in the config' in box.hint


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_forgotten_await_is_said(fail, kind: str) -> None:
    code = "async def late():\n    return [1]\nlate()[0]"
    tab = fail(f'<!doctype html><body>\n<script type="{kind}">\n{code}\n</script>')
    [box] = boxes(tab, 1, timeout=60)
    assert (box.code, box.place) == ("PGL-P02", "index.html:5")
    assert 'write "await" before' in box.hint


def test_time_zones_that_are_not_there_say_which_package_has_them(fail) -> None:
    # The tool sees an import, and would bring the package.
    tab = fail(
        '<!doctype html><body>\n<script type="py">\nload = __import__\nload("zoneinfo").ZoneInfo("Europe/Berlin")\n</script>'
    )
    [box] = boxes(tab, 1, timeout=60)
    assert box.place == "index.html:4"
    assert "Europe/Berlin" in box.message
    assert "loadPackage" not in box.message
    assert 'The time zones are a package: write <py-config>packages = ["tzdata"]</py-config> into the page.' in box.hint


ENDING = """
import sys
from pagelet import window
window.begun = True
sys.exit({})
window.wrong = True
"""
PAUSE = "new Promise((done) => setTimeout(done, 300, true))"
PLACES = ["", "worker", "terminal", "worker terminal"]


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("kind", ["py", "mpy"])
@pytest.mark.parametrize("status", ["", "0", "None"])
def test_a_program_may_end_itself(live, kit, kind: str, where: str, status: str) -> None:
    tab = live(kit.python(kind, ENDING.format(status), where))
    tab.wait_for("window.begun", 20)
    tab.wait_for(PAUSE)
    assert tab.evaluate("window.wrong") is None


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_how_a_program_ended_is_said_once(live, kit, kind: str, where: str) -> None:
    tab = live(kit.python(kind, ENDING.format("3"), where), fails=True)
    tab.wait_for("document.querySelector('pagelet-error')", 20)
    assert "SystemExit: 3" in tab.report()
    tab.wait_for(PAUSE)
    assert tab.count("pagelet-error") == 1, tab.report()
