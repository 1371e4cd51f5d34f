"""Python that fails in a worker shows a box on the page, beside the worker's own script."""

# ruff: noqa: E501 - pages are written as their authors write them

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .boxes import boxes, hold, line_of

HELPER = "\n\ndef run(value):\n    return int(value)  # fails here\n"
FILES = {"helper.py": HELPER, "badly_written.py": "fine = 1\nbroken = = 2\n"}

# Name, code, message, the line that is shown, and the script.
SCRIPTS = [
    ("syntax", "PGL-P01", "SyntaxError", "if True print(1)", "a = 1\nif True print(1)\n"),
    ("top", "PGL-P02", "ZeroDivisionError: ", "return a / 0", "def top(a):\n    return a / 0\n\ntop(5)\n"),
    ("missing", "PGL-P05", "no_such_module", "import no_such_module", "import sys\nimport no_such_module\n"),
    ("module", "PGL-P02", "ValueError: ", "return int(value)", 'import helper\nhelper.run("in module")\n'),
    ("modulesyntax", "PGL-P01", "SyntaxError", "broken = = 2", "import badly_written\n"),
    # Both Pythons have Emscripten's number for a file that is not there.
    ("open", "PGL-P02", "44", 'open("data/gone.txt")', 'x = 3\nopen("data/gone.txt")\n'),
    (
        "events",
        "PGL-P03",
        "ValueError: ",
        'int("in when")',
        'from pagelet import when\n@when("click", "#b-events")\ndef f(event):\n    int("in when")\n',
    ),
    (
        "async",
        "PGL-P03",
        "ValueError: ",
        'int("in async when")',
        'import asyncio\nfrom pagelet import when\n@when("click", "#b-async")\nasync def f(event):\n    await asyncio.sleep(0.01)\n    int("in async when")\n',
    ),
    (
        "task",
        "PGL-P04",
        "ValueError: ",
        'int("in task")',
        'import asyncio\nasync def f():\n    await asyncio.sleep(0.01)\n    int("in task")\nasyncio.create_task(f())\n',
    ),
    (
        "markup",
        "PGL-P02",
        "ValueError: <img src=x onerror=window.hacked=1>",
        "onerror=window",
        'raise ValueError("<img src=x onerror=window.hacked=1>")\n',
    ),
]
# Where the line is that fails, if not in the page.
ELSEWHERE = {"module": "helper.py", "modulesyntax": "badly_written.py"}
# CPython takes seconds to start: the ways that differ from the main thread's have to do.
OFTEN = {
    "mpy": {name for name, *_ in SCRIPTS},
    "py": {"syntax", "top", "open", "events", "async", "task", *ELSEWHERE},
}


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_every_failure_shows_one_box(fail, kind: str) -> None:
    rows = [row for row in SCRIPTS if row[0] in OFTEN[kind]]
    parts = [f"<!doctype html>\n<{kind}-config>{json.dumps({'files': dict.fromkeys(FILES, '')})}</{kind}-config>\n"]
    for name, _, _, _, script in rows:
        button = f'<button id="b-{name}">x</button>' if "when" in script else ""
        parts.append(
            f'<div id="at-{name}">{button}\n<script type="{kind}" worker id="{name}">\n{script}</script>\n</div>\n'
        )
    html = "".join(parts)
    tab = fail(html, FILES)
    clicked = [name for name, *_, script in rows if "when" in script]
    for name in clicked:
        tab.evaluate(
            f"document.getElementById('{name}').addEventListener('{kind}:done', () => document.getElementById('b-{name}').click())"
        )
    found = {box.inside: box for box in boxes(tab, len(rows), timeout=60, settle=0.4)}
    assert len(found) == len(rows) == tab.count("pagelet-error")
    for name, code, message, line, _ in rows:
        box = found[name]
        file = ELSEWHERE.get(name, "index.html")
        assert (box.code, box.place) == (code, f"{file}:{line_of(FILES.get(file, html), line)}"), box
        assert message in box.message
        assert line in box.source
        hold(box, tab)
    for name, place in (("top", "top(5)"), ("module", 'helper.run("in module")')):
        if name in found:
            assert place in found[name].traceback
            assert f"index.html:{line_of(html, place)}" in found[name].traceback
    assert 'name it under "files" in the config' in found["open"].hint
    assert tab.evaluate("window.hacked === undefined")


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_missing_script_is_reported(fail, echoed, kind: str) -> None:
    tab = fail(f'<!doctype html><body><div id="at-here"><script type="{kind}" worker src="gone.py"></script></div>')
    [box] = boxes(tab, 1)
    assert (box.code, box.inside, box.place) == ("PGL-F02", "here", "index.html:1")
    hold(box, tab)
    echoed(box)


NO_SERVICE = "() => { ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('no')) }"


def test_without_any_way_to_wait_the_error_says_what_is_needed(fail) -> None:
    html = '<!doctype html><body><script type="mpy" worker>\nfrom pagelet import document\nprint(document.title)\n</script>'
    tab = fail(html, preload=[NO_SERVICE])
    [box] = boxes(tab, 1)
    assert box.code == "PGL-W07"
    assert all(word in box.hint for word in ("await document.title", "sync_main_only", "JSPI", "https"))
    assert box.place == "index.html:3"


# What the page's own policy says.
POLICIES = {
    "frame": "frame-src 'none'",
    "default": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
}


def under(policy: str, kind: str) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    script = f'<script type="{kind}" worker>\nfrom pagelet import document\ndocument.title = "ran"\n</script>'
    return f'<!doctype html>\n{meta}\n<body>\n<div id="at-here">\n{script}</div>'


@pytest.mark.parametrize("kind", ["mpy", "py"])
@pytest.mark.parametrize("policy", POLICIES)
def test_a_worker_that_the_policy_does_not_allow_says_so(fail, echoed, server, policy: str, kind: str) -> None:
    html = under(POLICIES[policy], kind)
    tab = fail(html)
    [box] = boxes(tab, 1)
    assert (box.code, box.inside, box.place) == ("PGL-W10", "here", f"index.html:{line_of(html, '<script')}")
    assert box.message == "The page's security policy lets no worker start: it allows no frame of Pagelet's."
    assert "pagelet.frame.html" in box.hint
    hold(box, tab)
    echoed(box)
    assert not any(line.startswith("/_pagelet/") for line in server.terminal())
    # To JavaScript, the browser's own words go with it.
    assert re.match(r"\w*Error: .", tab.evaluate(WHY))


WHY = """import("/_pagelet/pagelet.js").then(({ MPWorker }) => MPWorker("late.py", { code: "1" }))
  .catch(({ cause }) => String(cause))"""


def test_without_trusted_types_only_the_worker_itself_must_be_allowed(serve, tab, tmp_path: Path) -> None:
    (tmp_path / "pagelet.toml").write_text("trusted_types = false")
    (tmp_path / "frame.html").write_text(under("frame-src 'none'", "mpy"))
    (tmp_path / "both.html").write_text(under("frame-src 'none'; worker-src 'none'", "mpy"))
    base = serve(tmp_path)
    tab.goto(f"{base}frame.html")
    tab.wait_for("document.title === 'ran'")
    assert tab.count("pagelet-error") == 0
    tab.goto(f"{base}both.html")
    [box] = boxes(tab, 1)
    assert (box.code, box.place) == ("PGL-W10", "both.html:5")
    assert "(worker-src)" in box.message
    hold(box, tab)


NO_FILE = """() => {
  const Real = globalThis.Worker;
  globalThis.Worker = class extends Real { constructor(url, options) { super(`${url}.gone`, options) } };
}"""


def test_a_worker_file_that_is_not_there_is_reported(fail) -> None:
    html = '<!doctype html><body>\n<div id="at-here"><script type="mpy" worker name="lost">1</script></div>'
    tab = fail(html, preload=[NO_FILE])
    [box] = boxes(tab, 1)
    # Nobody waits for it by its name: that must not show the error anywhere else than at its script.
    assert (box.code, box.inside, box.place) == ("PGL-W02", "here", "index.html:2")
    assert '"lost"' in box.message
    assert box.message.endswith(".")


BREAKS_DOWN = """() => {
  const Real = globalThis.Worker;
  globalThis.Worker = class extends Real {
    constructor(url, options) {
      super(url, options);
      setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })), 300);
    }
  };
}"""


def test_a_worker_that_breaks_down_later_is_reported(fail) -> None:
    html = '<!doctype html><body>\n<div id="at-here"><script type="mpy" worker name="frail">x = 1</script></div>'
    [box] = boxes(fail(html, preload=[BREAKS_DOWN]), 1)
    assert (box.code, box.inside, box.place) == ("PGL-W02", "here", "index.html:2")
    assert "out of memory" in box.message


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_worker_whose_interpreter_is_not_there_is_reported(fail, kind: str) -> None:
    html = f"""<!doctype html><body><script type="{kind}" worker config='{{"interpreter": "9.9.9"}}'>1</script>"""
    [box] = boxes(fail(html), 1)
    assert box.code == "PGL-R02"


NAMED = '<script type="mpy" worker name="adder">\ndef add(a, b):\n    return a + b\n__export__ = ["add"]\n</script>\n'


def asking(line: str) -> str:
    return f'<div id="at-asking"><script type="mpy">\nfrom pagelet import workers\nadder = await workers["adder"]\n{line}\n</script></div>'


def test_a_function_that_a_worker_does_not_export(fail) -> None:
    html = f"<!doctype html><body>\n{NAMED}{asking('await adder.subtract(1, 2)')}"
    tab = fail(html)
    found = boxes(tab, 1)
    assert len(found) == 1, found
    [box] = found
    assert (box.code, box.inside) == ("PGL-W04", "asking")
    assert "add" in box.message
    assert box.place == f"index.html:{line_of(html, 'adder.subtract')}"
    hold(box, tab)


def test_an_export_that_is_not_defined(fail) -> None:
    tab = fail('<!doctype html><body><script type="mpy" worker name="w">\n__export__ = ["nothing_here"]\n</script>')
    [box] = boxes(tab, 1)
    assert box.code == "PGL-W04"
    assert "nothing_here" in box.message


RAISES = """<!doctype html>
<script type="WORKER" worker name="teller" config='{"files": {"deep.py": ""}}'>
import deep

class Own(Exception):
    pass

def ask(what):
    return deep.look(what)

async def own():
    raise Own("as asked")

__export__ = ["ask", "own"]
</script>
"""
DEEP = "def look(what):\n    return {}[what]\n"

ASKS = """<script type="PAGE">
from pagelet import document, workers
teller = await workers["teller"]
caught = []
for call in (lambda: teller.ask("key"), teller.own):
    try:
        await call()
    except Exception as error:
        caught.append(type(error).__name__ + " " + str(error.args[0]))
document.title = ", ".join(caught)
await teller.ask("key")
</script>
"""

ASKS_BY_JAVASCRIPT = """<script type="module">
import { worker } from "/_pagelet/pagelet.js";
const teller = await worker("teller");
await teller.own().catch(({ message, code, file, line }) => (document.title = [message, code, `${file}:${line}`].join(", ")));
teller.ask("key");
</script>
"""


@pytest.mark.parametrize(("page", "worker"), [("mpy", "mpy"), ("py", "py"), ("mpy", "py"), ("py", "mpy")])
def test_an_exception_of_an_exported_function_is_raised_where_it_is_awaited(
    fail, echoed, page: str, worker: str
) -> None:
    html = RAISES.replace("WORKER", worker) + ASKS.replace("PAGE", page)
    tab = fail(html, {"deep.py": DEEP})
    [box] = boxes(tab, 1, timeout=60)
    assert tab.evaluate("document.title") == "KeyError key, Own as asked"
    assert (box.code, box.place) == ("PGL-P02", "deep.py:2")
    assert box.message.replace("'", "") == "KeyError: key"
    assert "return {}[what]" in box.source
    places = [line for line in box.traceback.splitlines() if not line.startswith(" ")]
    asked, passed = (f"index.html:{line_of(html, part)}" for part in ('await teller.ask("key")', "deep.look"))
    # MicroPython's own tracebacks leave calls out that end a function.
    assert places[0] == asked
    assert places[-1] == "deep.py:2, in look"
    assert worker == "mpy" or places[1:-1] == [f"{passed}, in ask"]
    hold(box, tab)
    echoed(box)


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_an_exception_of_an_exported_function_reaches_javascript(fail, echoed, kind: str) -> None:
    html = RAISES.replace("WORKER", kind) + ASKS_BY_JAVASCRIPT
    tab = fail(html, {"deep.py": DEEP})
    [box] = boxes(tab, 1, timeout=60)
    own = line_of(html, "raise Own")
    assert tab.evaluate("document.title") == f"Own: as asked, PGL-P03, index.html:{own}"
    assert (box.code, box.place) == ("PGL-P03", "deep.py:2")
    assert box.message.replace("'", "") == "KeyError: key"
    hold(box, tab)
    echoed(box)


def test_two_workers_of_one_name(fail) -> None:
    html = "<!doctype html><body>" + NAMED + f'<div id="at-second">{NAMED}</div>'
    [box] = boxes(fail(html), 1)
    assert (box.code, box.inside) == ("PGL-W05", "second")
    assert "adder" in box.message


def test_an_object_that_cannot_be_given_to_the_page(fail) -> None:
    html = '<!doctype html><body>\n<script type="mpy" worker>\nfrom pagelet import document\ndocument.title = object()\n</script>'
    tab = fail(html)
    [box] = boxes(tab, 1)
    assert box.code == "PGL-W06", box
    assert box.place == f"index.html:{line_of(html, 'document.title')}"
    hold(box, tab)


MISSED = """<!doctype html>
<script type="mpy" worker name="adder">
__export__ = ["add"]
def add(a, b): return a + b
</script>
<script type="KIND">
from pagelet import document, workers, create_named_worker
document.body.title = "addr"
adder = await workers["adder"]
document.title = str(await adder.add(1, 2))
late = await workers["addr"]
document.title = "late"
</script>
<script type="KIND">
async def begin(event):
    await create_named_worker("late.py", "addr", type="mpy")
</script>
<button KIND-click="begin">x</button>
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_worker_that_the_page_lacks_is_said_until_it_comes(fail, echoed, kind: str) -> None:
    html = MISSED.replace("KIND", kind)
    tab = fail(html, {"late.py": "__export__ = []"})
    tab.wait_for("document.title === '3'")
    [box] = boxes(tab, 1, timeout=3)
    assert (box.code, box.place) == ("PGL-W09", f"index.html:{line_of(html, 'addr' + chr(34) + ']')}")
    assert 'no worker "addr"; those that there are: "adder"' in box.message
    assert box.hint == 'Did you mean "adder"?'
    hold(box, tab)
    echoed(box)
    assert tab.evaluate("document.title") == "3"
    tab.evaluate("document.querySelector('button').click()")
    tab.wait_for("document.title === 'late' && !document.querySelector('pagelet-error')")
