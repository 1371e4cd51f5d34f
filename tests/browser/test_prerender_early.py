"""What people do on a prerendered page before Python is there: done again in its order, once, and to what was meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from static_host import StaticHost
from tests.browser.test_prerender import build, inside, opened

from pagelet_cli.browser import Context, Tab

# What is done to it while Python is not there; at a visit with a "?", its lists have another order, and other orders.
EARLY = """<!doctype html><meta charset="utf-8"><title>Early</title>
<form><input id="new" value="0"> <button>Add</button> <button type="reset">Reset</button></form>
<select><option>S<option>M<option>L</select> <button id="twice">twice</button>
<a href="large.html" target="_blank">out</a>
<note-box></note-box> <ul></ul> <ol><li contenteditable>rough</li><li contenteditable>tough</li></ol> <p>-</p>
<div style="height: 300vh"></div> <h2 id="far&amp;away">far</h2> <output></output>
<script type="mpy">
from pagelet import Component, component, document, page, when, window
from pagelet.html import button, form, input_, li
new, said = page["#new"][0], page["output"][0]
def say(*words):
    said.text += " ".join(words) + ";"
@when("submit", "form")
def send(event):
    event.preventDefault()
    say("sent", new.value)
@when("keydown", "#new")
def key(event):
    if event.key == "Escape":
        say("escaped", new.value)
        new.value = ""
@when("keydown", document)
def anywhere(event):
    if event.target is document.body or event.target.localName == "body":
        say("key", event.key)
when("change", "#new, select, ol li")(lambda event: say("changed", event.target.value))
when("dblclick", "#twice")(lambda event: say("twice"))
@when("click", "a")
def out(event):
    event.stopPropagation()
    say("out")
@component("note-box")
class Note(Component):
    def draw(self):
        text = input_(
            on_input=lambda event: say("noted", event.target.value),
            on_change=lambda event: say("changed", event.target.value),
        )
        return form(text, button("n", on_click=lambda: say("n")), on_submit=self.send)
    def send(self, event):
        event.preventDefault()
        say("sent the note")
names = ["Ann", "Bob", "Cy"]
if window.location.search:
    names.append(names.pop(0))
orders = (2001, 2002) if window.location.search else (1001, 1002)
def leave(event):
    row = event.target.closest("li")
    say("left", row.textContent)
    row.remove()
page["ul"][0].append(*[li(name, button("x", on_click=leave)) for name in names])
def order(event):
    say("ordered", event.target.value)
page["ol"][0].append(*[li(f"Order {number}", input_(on_input=order), button("x", on_click=leave)) for number in orders])
</script>"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a site whose pages were run when it was built."""
    folder = tmp_path_factory.mktemp("early")
    pages = {"early-mpy.html": EARLY, "early-py.html": EARLY.replace('"mpy"', '"py"')}
    done = build(folder, {**pages, "large.html": "<!doctype html><title>Large</title>"})
    assert done.returncode == 0, done.stdout + done.stderr
    # Both runs of the page showed the same, at two addresses.
    assert json.loads(done.stdout)["prerendered"] == dict.fromkeys(pages, "")
    return folder / "out"


def early(context: Context, running: StaticHost, kind: str, more: str = "") -> Tab:
    running.faults[{"mpy": "micropython.wasm", "py": "pyodide.asm.wasm"}[kind]] = ["held"]
    return opened(context, f"{running.base}early-{kind}.html{more}")


both = pytest.mark.parametrize("kind", ["mpy", "py"])


def said(tab: Tab) -> str:
    tab.wait_for("document.querySelector('output').textContent.endsWith('key q;')", 20)
    assert not tab.errors, tab.report()
    return tab.text("output").removesuffix("key q;")


@both
def test_what_people_do_early_is_done_again_in_its_order(
    context: Context, host: Callable[..., StaticHost], site: Path, kind: str
) -> None:
    running = host(site)
    tab = early(context, running, kind)
    inside(tab, "#new")
    tab._keys("1")
    inside(tab, "form button")
    inside(tab, "[type=reset]")
    inside(tab, "#new")
    tab._keys("2")
    tab.press("Escape")
    tab._keys("3")
    tab.press("Enter")
    inside(tab, "#twice", 2)
    inside(tab, "note-box", shadow="input")
    tab._keys("a word")
    inside(tab, "note-box", shadow="button")
    tab.evaluate("cover.querySelector('select').focus()")
    tab.press("ArrowDown")
    tab.evaluate("cover.activeElement.blur()")
    tab._keys("q")
    running.released.set()
    steps = [
        "changed 01",
        "sent 01",
        "escaped 02",
        "changed 023",
        "sent 023",
        "twice",
        "noted a word",
        "changed a word",
        "n",
        "sent the note",
        "changed M",
    ]
    # Firefox, too, has the field changed before the form is sent.
    assert said(tab).split(";")[:-1] == steps
    assert tab.evaluate("document.querySelector('note-box').shadowRoot.querySelector('input').value") == "a word"
    tab.close()
    # Who is still typing is asked later, as ever.
    running.released.clear()
    tab = early(context, running, kind)
    tab._keys("q")
    inside(tab, "#new")
    tab._keys("5")
    tab.press("ArrowLeft")
    running.released.set()
    tab.wait_for("document.activeElement.value === '05'")
    assert tab.evaluate("document.activeElement.selectionStart") == 1
    tab.press("Tab")
    tab.wait_for("document.querySelector('output').textContent === 'key q;changed 05;'")
    tab.close()
    # Of what is no field, browsers never say that it has changed.
    running.released.clear()
    tab = early(context, running, kind)
    inside(tab, "ol li:nth-child(2)")
    tab._keys("!")
    running.released.set()
    tab.wait_for("document.activeElement.localName === 'li'")
    rough, tough, *_ = tab.evaluate("[...document.querySelectorAll('ol li')].map((row) => row.textContent)")
    assert rough == "rough"
    assert sorted(tough) == sorted("tough!")
    tab.press("Tab")
    tab.wait_for("document.activeElement.localName !== 'li'")
    assert tab.text("output") == ""


@both
def test_nothing_is_done_twice_or_to_another(
    context: Context, host: Callable[..., StaticHost], site: Path, kind: str
) -> None:
    running = host(site)
    tab = early(context, running, kind, "?other")
    inside(tab, "ul li:first-child button")
    inside(tab, "ul li:first-child button")
    # Of orders that this visitor does not have.
    inside(tab, "ol li:last-child button")
    inside(tab, "ol li:last-child input")
    tab._keys("7")
    inside(tab, "a")
    tab.activate()
    tab.evaluate("cover.activeElement.blur()")
    tab._keys("q")
    running.released.set()
    assert said(tab) == "left Annx;out;"
    assert tab.evaluate("[...document.querySelectorAll('ul li')].map((row) => row.textContent)") == ["Bobx", "Cyx"]
    assert tab.evaluate("[...document.querySelectorAll('ol input')].map(({ value }) => value)") == ["", ""]
    assert tab.evaluate("document.querySelectorAll('ol button').length") == 2
    assert [path for path in running.asked if path == "large.html"] == ["large.html"]


def test_a_link_to_a_place_in_the_page_leads_there(
    context: Context, host: Callable[..., StaticHost], site: Path
) -> None:
    running = host(site)
    tab = early(context, running, "mpy", "#far&away")
    tab.wait_for("scrollY > 0")
    before = tab.evaluate("scrollY")
    tab._keys("q")
    running.released.set()
    assert said(tab) == ""
    assert tab.evaluate("scrollY") == before
