# ruff: noqa: E501 - one check a line
"""A page begins on MicroPython and hands work to CPython: values, functions, objects and exceptions, both ways."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from static_host import StaticHost
from tests.browser.test_build import build
from tests.browser.test_plain import LOADER, laid_out

from pagelet_cli.browser import Tab
from pagelet_cli.runtimes import DEFAULTS, runtime

WORK = """
from datetime import datetime, timezone
from pagelet import display, start

class Thing:
    def __init__(self, name):
        self.name = name

    def greets(self, word="hello"):
        return word + " " + self.name

def same(value):
    return value

def counts():
    yield from (1, 2, 3)

def total(numbers):
    return sum(numbers)

def kinds(values):
    return [type(value).__name__ for value in values]

def makes():
    return {"tuple": (1, 2), "set": {7}, "bytes": b"\\x00\\xff", "none": None, "large": 2**70, 3: "three"}

def when():
    return datetime(2024, 2, 29, 12, tzinfo=timezone.utc)

def holds(thing):
    return isinstance(thing, Thing)

async def calls(function, *args):
    return await function(*args)

def shown():
    display("from there")

def fail(text):
    raise ValueError(text)

class Own(Exception):
    pass

def own():
    raise Own("of its own")

def undecodable():
    b"\\xff".decode()

def several():
    raise ExceptionGroup("two", [ValueError("one"), ExceptionGroup("more", [KeyError("other")])])

def leave():
    raise SystemExit(3)

def interrupt():
    raise KeyboardInterrupt

async def asks():
    small = await start("mpy")
    return [await small.__main__.twice(4), await small.drawing.line(3)]

async def lets():
    small = await start("mpy")
    caught = []
    for call in small.__main__.leave, small.__main__.interrupt:
        try:
            await call()
        except Exception as error:
            caught.append(type(error).__name__)
    return caught

async def lacks():
    try:
        await (await start("mpy")).missing_module.run()
    except ImportError as error:
        return str(error)
"""

CHECKS = """
from pagelet import start
import asyncio

def twice(value):
    return value * 2

async def slowly(value):
    await asyncio.sleep(0)
    return value + 1

def wrong(value):
    return {}[value]

def leave():
    raise SystemExit(3)

def interrupt():
    raise KeyboardInterrupt

# Nothing of CPython is fetched before somebody asks for it.
entries = [entry.name for entry in window.performance.getEntriesByType("resource")]
check("nothing early", [name for name in entries if "pyodide" in name or "work.py" in name or "/made/" in name], [])
cpython = await start("py")
work = cpython.work
check("a module of Python's", await cpython.statistics.median([3, 1, 2]), 2)
check("a value", await cpython.math.pi > 3)
data = {"a": [1, 2.5, None, True, "ü", {"b": []}], "n": 10**12, "b": b"xyz"}
check("data", await work.same(data), data)
check("numbers as keys", await work.same({1: "one"}), {1: "one"})
cut = {"k\\0k": ["a\\0b", "\\0"], "n": "ü" * 20 + "\\0ü"}
check("texts with NUL", await work.same(cut), cut)
tuples = {(1, (2, "x")): {(3,): "y", None: b"z"}}
check("tuples as keys", await work.same(tuples), tuples)
check("a function with such", await work.calls(lambda given: given, tuples), tuples)
check("types", await work.kinds([1, 2.5, "x", None, b"x", 2**40, [], {}, True, 10**20]), ["int", "float", "str", "NoneType", "bytes", "int", "list", "dict", "bool", "int"])
made = await work.makes()
check("made there", [made["tuple"], made["set"], made["bytes"], made["none"], made["large"], made[3]], [[1, 2], [7], b"\\x00\\xff", None, 2**70, "three"])
check("a date", (await work.when()).isoformat(), "2024-02-29T12:00:00+00:00")
from array import array
numbers = await work.same(array("d", [0.5, 0.25]))
check("an array", list(numbers), [0.5, 0.25])
check("an element is itself", await work.same(document.body) is document.body or (await work.same(document.body)).isSameNode(document.body))
thing = await work.Thing("Ada")
check("an attribute", await thing.name, "Ada")
check("a method", await thing.greets(word="hi"), "hi Ada")
check("an object goes back as itself", await work.holds(thing))
check("a function", await work.calls(twice, 21), 42)
check("a coroutine function", await work.calls(slowly, 21), 22)
check("a generator", await work.total(await work.counts()), 6)
check("both at once", await asyncio.gather(work.same(1), work.same(2)), [1, 2])
await afails("an exception", ValueError, "bad", lambda: work.fail("bad"))
await afails("one of its own", RuntimeError, "of its own", work.own)
await afails("a group", RuntimeError, "two (2 sub-exceptions): ValueError: one; ExceptionGroup: more (1 sub-exception): KeyError: 'other'", work.several)
# They are caught here; nothing else is said of them.
await afails("an exit", Exception, "3", work.leave)
await afails("an interrupt", Exception, "", work.interrupt)
check("theirs there", await work.lets(), ["SystemExit", "KeyboardInterrupt"])
await afails("one that wants more than a text", RuntimeError, "invalid start byte", work.undecodable)
await afails("no such name", AttributeError, "nothing", lambda: work.nothing())
check("no such module", await work.lacks(), "no module named 'missing_module'")
await afails("there and back", KeyError, "gone", lambda: work.calls(wrong, "gone"))
await afails("no such type", ValueError, "takes", lambda: start("ruby"))
await afails("no module", TypeError, "modules", lambda: cpython())
check("CPython asks MicroPython", await work.asks(), [8, "___"])
await work.shown()
check("its output is the script's", "from there" in document.querySelector("script-py").textContent)

async def fails_later(event):
    cpython.work.fail("by nobody awaited")
    await cpython.work.fail("by somebody")
"""

FILES = {"work.py": WORK, "drawing.py": "def line(length):\n    return '_' * length\n"}


def test_micropython_hands_work_to_cpython(live, kit) -> None:
    tab = live(
        f"<title>Grows</title><main><button mpy-click='fails_later'>go</button></main>{kit.checks('mpy', CHECKS)}",
        FILES,
        fails=True,
    )
    kit.verdict(tab, 60)
    assert tab.count("pagelet-error") == 0
    tab.click("button")
    tab.wait_for("document.querySelectorAll('pagelet-error').length === 2", 20)
    boxes = tab.evaluate(
        "[...document.querySelectorAll('pagelet-error')].map((box) => (box.shadowRoot ?? box).textContent)"
    )
    awaited = next(text for text in boxes if "by somebody" in text)
    line = WORK.splitlines().index("    raise ValueError(text)") + 1
    assert f"work.py:{line}" in awaited
    assert "raise ValueError(text)" in awaited
    assert "index.html:" in awaited
    assert "await cpython.work.fail" in awaited
    assert "ValueError: by nobody awaited" in next(text for text in boxes if text != awaited)


TRIES = """<!doctype html><title>Tries</title>LOADER<button>go</button><ol></ol>
<script type="mpy">
from pagelet import page, start, when
from pagelet.html import li

@when("click", "button")
async def go(event):
    try:
        said = await (await start("py")).statistics.median([3, 1, 2])
    except Exception as error:
        said = type(error).__name__ + " " + str(error)
    page["ol"][0].append(li(said))
page["ol"][0].append(li("ready"))
</script>"""


@pytest.mark.parametrize("built", [True, False])
@pytest.mark.parametrize("lost", ["pyodide.mjs", "pyodide.asm.wasm", ""])
def test_who_starts_it_once_more_has_it_when_the_network_is_back(
    tab: Tab, host: Callable[..., StaticHost], tmp_path: Path, lost: str, *, built: bool
) -> None:
    if built:
        site = host(build(tmp_path, {"index.html": TRIES.replace("LOADER", "")}, "--no-offline"))
    else:
        folder = laid_out(tmp_path / "site", "mpy", "micropython")
        shutil.copytree(runtime("pyodide"), folder / "kernel" / "runtimes" / f"pyodide-{DEFAULTS['pyodide']}")
        (folder / "index.html").write_text(TRIES.replace("LOADER", LOADER))
        site = host(folder)
    tab.goto(site.base)
    tab.wait_for("document.querySelector('li')")
    tab.evaluate("new Promise((done) => setTimeout(done, 1200))")
    if lost:
        site.faults[lost] = ["missing"] * 99
    else:
        site.gone = True
    tab.click("button")
    failed = tab.wait_for("document.querySelector('li + li')?.textContent", 60)
    assert failed.startswith("RuntimeError PGL-R0"), failed
    site.faults.clear()
    site.gone = False
    tab.click("button")
    assert tab.wait_for("document.querySelector('li + li + li')?.textContent", 60) == "2", tab.report()
    assert tab.count("pagelet-error") == 0


def test_a_worker_says_where_to_start_another(live, kit) -> None:
    code = "await afails('start', RuntimeError, 'create_named_worker', lambda: start('py'))"
    tab = live(kit.checks("mpy", f"from pagelet import start\n{code}", "worker"))
    kit.verdict(tab)


def test_a_module_that_the_other_lacks_is_for_the_config_of_the_other(live, kit) -> None:
    code = "from pagelet import start\nother = await start('py')\nawait other.nobody_has_this.x()"
    tab = live(kit.python("mpy", code), fails=True)
    tab.wait_for("document.querySelector('pagelet-error')", 60)
    assert '<py-config>packages = ["nobody_has_this"]</py-config>' in tab.report()
