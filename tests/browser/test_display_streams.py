"""What is displayed goes to the place of the script that started it, whatever else runs meanwhile."""

import json

import pytest

from pagelet_cli.browser import Tab

# Both loop at the same pace, so that their pauses end in the same turn of the event loop.
LOOP = """
import asyncio
from pagelet import display
for {0}_number in range(6):
    await asyncio.sleep(0.02)
    display("{0}%d" % {0}_number)
"""
TASKS = """
import asyncio
from pagelet import display, window
async def {0}_inner():
    await asyncio.sleep(0)
    display("{0}before")
    await window.fetch("data.txt")
    display("{0}inner")
async def {0}_work(name):
    for {0}_number in range(3):
        await asyncio.sleep(0.02)
        display("{0}" + name)
    await {0}_inner()
tasks = [asyncio.create_task({0}_work("x")), asyncio.create_task({0}_work("y"))]
await asyncio.gather(*tasks)
display("{0}end")
"""
PROMISES = """
import asyncio
from pagelet import display, window
for {0}_number in range(4):
    await window.fetch("data.txt")
    display("{0}%d" % {0}_number)
    await window.Promise.resolve(1)
    display("{0}%d" % {0}_number)
"""
HANDLER = """
import asyncio
from pagelet import display, when
@when("click", "#{0}-button")
async def clicked(event):
    for {0}_number in range(3):
        await asyncio.sleep(0.02)
        display("{0}clicked")
@when("click", "#{0}-button")
def sync(event):
    asyncio.create_task({0}_later())
async def {0}_later():
    await asyncio.sleep(0.03)
    display("{0}later")
"""
DONE = """() => addEventListener("py:all-done", () => (window.done = true), true)"""


def owners(tab: Tab, first: str, second: str) -> tuple[list[str], list[str]]:
    """Read what stands in two outputs."""
    texts = [
        tab.evaluate(f"[...document.querySelectorAll({json.dumps(css + ' > div')})].map((div) => div.textContent)")
        for css in (first, second)
    ]
    return texts[0], texts[1]


def two(kit, type_: str, code: str, attributes: str = "") -> str:
    return kit.python(type_, code.format("a"), attributes) + kit.python(type_, code.format("b"), attributes)


@pytest.mark.parametrize("where", ["page", "worker"])
@pytest.mark.parametrize("code", [LOOP, TASKS, PROMISES], ids=["loop", "tasks", "promises"])
@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_each_script_has_its_own_place(live, kit, type_: str, code: str, where: str) -> None:
    if where == "worker":
        html, count = two(kit, type_, code, "worker"), f"#{type_}-w{{}}-target"
    else:
        html, count = two(kit, type_, code), f"#{type_}-{{}}"
    tab = live(html, {"data.txt": "x"}, preload=DONE)
    tab.wait_for("window.done", 30)
    a, b = owners(tab, count.format(0), count.format(1))
    assert a, tab.report()
    assert b, tab.report()
    assert all(text.startswith("a") for text in a), (a, b)
    assert all(text.startswith("b") for text in b), (a, b)
    assert sorted(text[1:] for text in a) == sorted(text[1:] for text in b)


@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_handlers_and_their_tasks_keep_the_place(live, kit, type_: str) -> None:
    buttons = "".join(f'<button id="{name}-button">{name}</button>' for name in "ab")
    tab = live(buttons + two(kit, type_, HANDLER), preload=DONE)
    tab.wait_for("window.done", 30)
    tab.evaluate("document.querySelector('#a-button').click(), document.querySelector('#b-button').click(), 1")
    tab.wait_for("document.querySelectorAll('script-py > div').length === 8")
    a, b = owners(tab, f"#{type_}-0", f"#{type_}-1")
    assert sorted(a) == ["aclicked"] * 3 + ["alater"]
    assert sorted(b) == ["bclicked"] * 3 + ["blater"]


def test_code_that_blocks_keeps_its_place(live, kit) -> None:
    code = """
import time
from pagelet import display
for {0}_number in range(5):
    time.sleep(0.03)
    display("{0}%d" % {0}_number)
"""
    tab = live(two(kit, "py", code), preload=DONE)
    tab.wait_for("window.done", 30)
    a, b = owners(tab, "#py-0", "#py-1")
    assert a == [f"a{number}" for number in range(5)]
    assert b == [f"b{number}" for number in range(5)]


@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_a_script_in_a_shadow_root_displays_beside_itself(live, kit, type_: str) -> None:
    html = f"""<div id="host"><template shadowrootmode="open"><p>shadow</p>
<script type="{type_}">
import asyncio
from pagelet import display
display("one")
await asyncio.sleep(0.01)
display("two")
</script></template></div>{kit.python(type_, 'from pagelet import display; display("outside")')}"""
    tab = live(html, preload=DONE)
    tab.wait_for("window.done", 30)
    inside = (
        "[...document.querySelector('#host').shadowRoot.querySelectorAll('script-py > div')].map((d) => d.textContent)"
    )
    assert tab.evaluate(inside) == ["one", "two"]
    assert tab.evaluate("document.querySelector('body > script-py').textContent") == "outside"
