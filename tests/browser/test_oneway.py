"""Workers that cannot wait for the page: in one file that is opened from disk, or because their config says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pagelet_cli.browser import Context, Tab


def opened(context: Context, folder: Path, html: str) -> Tab:
    """Build one file of a page and open it from disk."""
    (folder / "page.html").write_text(f'<!doctype html><html lang="en"><title>From disk</title>{html}', "utf-8")
    out = folder / "out" / "one.html"
    command = [sys.executable, "-m", "pagelet_cli", "build", str(folder / "page.html"), "--single-file", "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    tab = context.open()
    tab.goto(out.as_uri())
    return tab


WORKER = """
import asyncio
from pagelet import display, document, page, sync, when, window, HTML
from pagelet.html import b, li, p

print("printed")
display("text", 42, [1, 2], HTML("<em class=name>rich</em>"), {"a": 1})
display(p("made"))
display("first", target="#place")
display("second", target="place", append=False)
display(document.title)

note = document.createElement("p")
note.textContent = "by hand"
note.id = "note"
note.style.color = "red"
note.dataset.seen = "yes"
document.body.append(note)

page["#list"].append(li("one ", b("two")), li("three"))
page["#list"].classes = "full"
page["#out"].text = "begun"

clicks = 0

@when("click", "#button")
async def clicked(event):
    global clicks
    clicks += 1
    page["#out"].text = "%d of %s" % (clicks, await event.target.textContent)

page["#dialog"].showModal()
window.open_now = await page["#dialog"].open
page["#dialog"].close()
document.getElementById("plain").addEventListener("click", lambda event: page["#out"].append("!"))
window.counted = len(await document.title)
items = document.querySelectorAll("li")
for index in range(await items.length):
    items[index].title = await items[index].textContent
window.nothing = await document.getElementById("nowhere") is None

def title(): return document.title
def given(element): element.textContent = "given back"; return element
async def doubled(): return await sync.double(21)
__export__ = ["title", "given", "doubled"]
"""
PAGE = """
<ul id="list"></ul><p id="place"></p><output id="out"></output>
<dialog id="dialog"></dialog><button id="button">Go</button><button id="plain">Plain</button>
<script type="mpy" worker name="disk">{worker}</script>
<script type="mpy">
from pagelet import document, window, workers
worker = await workers["disk"]
window.fetched = await worker.title()
worker.sync.double = lambda number: 2 * number
window.doubled = await worker.doubled()
window.same = await worker.given(document.getElementById("place")) is document.getElementById("place")
</script>"""


def test_a_worker_that_cannot_wait_shows_changes_and_awaits(context: Context, tmp_path: Path) -> None:
    tab = opened(context, tmp_path, PAGE.format(worker=WORKER))
    held(tab)


def held(tab: Tab) -> None:
    tab.wait_for("window.same !== undefined || document.querySelector('pagelet-error')", 40)
    assert tab.count("pagelet-error") == 0, tab.report()
    shown = tab.evaluate("document.querySelector('script-py, [id^=py-], [id^=mpy-]').innerText.split(/\\n+/)")
    assert shown == ["text", "42", "[1, 2]", "rich", "{'a': 1}", "made", "From disk"], shown
    assert tab.evaluate("place.textContent") == "given back"
    facts = "[note.textContent, note.style.color, note.dataset.seen, list.className, list.lastChild.title]"
    assert tab.evaluate(facts) == ["by hand", "red", "yes", "full", "three"]
    assert tab.evaluate("[counted, nothing, fetched, doubled, same, open_now]") == [
        9,
        True,
        "From disk",
        42,
        True,
        True,
    ]
    for _ in "12":
        tab.click("#button")
    tab.wait_for("out.textContent === '2 of Go'")
    tab.click("#plain")
    tab.wait_for("out.textContent === '2 of Go!'")
    assert tab.count("pagelet-error") == 0, tab.report()
    assert not tab.errors, tab.report()


READS = {
    "if document.title: pass": "document.title",
    "document.title + '!'": "document.title",
    "document.title == 'x'": "document.title",
    "print(document.body.id)": "document.body.id",
    "len(document.getElementById('a').children)": 'document.getElementById("a").children',
    "page['#a'].text += 'x'": 'document.querySelector("#a").textContent',
    "for item in document.querySelectorAll('p'): window.ran = item": 'document.querySelectorAll("p")',
    "[window.alert(item) for item in document.querySelectorAll('p')]": 'document.querySelectorAll("p")',
    "for n, item in enumerate(document.body.children): window.ran = n": "document.body.children",
    "first, second = document.querySelectorAll('p')": 'document.querySelectorAll("p")',
    "input('Name? ')": "no way to wait",
}


def test_what_needs_an_answer_says_what_to_write(context: Context, tmp_path: Path) -> None:
    scripts = "".join(
        f'<div><script type="mpy" worker>\nfrom pagelet import *\n{code}\n</script></div>' for code in READS
    )
    page = f'<p id="a">a</p>\n<p\nid="b">b</p>{scripts}'
    tab = opened(context, tmp_path, page)
    tab.wait_for(f"document.querySelectorAll('pagelet-error').length === {len(READS)}", 40)
    for (code, named), said in zip(READS.items(), boxes(tab), strict=True):
        asks = code.startswith("input")
        assert ("PGL-W03" if asks else "PGL-W07") in said, said
        assert named in said, said
        assert asks or "await" in said, said
        assert asks or f"page.html:{line_of(page, code)}" in said, said
    assert tab.evaluate("window.ran") is None


def line_of(text: str, part: str) -> int:
    """Return the line where something stands, as editors count."""
    return text[: text.index(part)].count("\n") + 1


def test_what_fails_in_the_page_is_shown_and_can_be_awaited(context: Context, tmp_path: Path) -> None:
    code = """
from pagelet import display, document, window
try: await document.getElementById("gone").remove()
except AttributeError as error: display("caught " + str(error))
try: await document.body.nothing
except AttributeError as error: display("caught " + str(error))
box = document.getElementById("missing")
box.append("x")
"""
    page = f'<script type="mpy" worker>{code}</script>'
    tab = opened(context, tmp_path, page)
    tab.wait_for("document.querySelector('pagelet-error')", 40)
    said = str(tab.evaluate("document.querySelector('pagelet-error').shadowRoot.textContent"))
    assert f"page.html:{line_of(page, 'box.append')}" in said, said
    assert "PGL-W08" in said, said
    assert 'document.getElementById("missing").append("x"): null has no attribute "append"' in said, said
    assert tab.count("pagelet-error") == 1
    text = str(tab.evaluate("document.body.innerText"))
    assert 'caught null has no attribute "remove"' in text, text
    assert 'caught HTMLBodyElement has no attribute "nothing"' in text, text


LOST = {
    """page["#gone"].text = "x" """: 'document.querySelector("#gone")',
    """document.getElementById("gone").title = "long" """: 'document.getElementById("gone").title = "long"',
    """window.gone.call()""": "gone.call()",
    """document.body.append(document.getElementById("gone").firstChild)""": "null has no attribute",
}


def test_what_the_page_could_not_do_has_its_line(context: Context, tmp_path: Path) -> None:
    scripts = "".join(
        f'<div><script type="mpy" worker>\nfrom pagelet import *\nwindow.title\n{code}\n</script></div>\n'
        for code in LOST
    )
    tab = opened(context, tmp_path, scripts)
    tab.wait_for(f"document.querySelectorAll('pagelet-error').length === {len(LOST)}", 40)
    for (code, named), said in zip(LOST.items(), boxes(tab), strict=True):
        assert "PGL-W08" in said, said
        assert named in said, said
        assert f"page.html:{line_of(scripts, code)}" in said, said


def boxes(tab: Tab) -> list[str]:
    """Return what the error of each script says, in their order."""
    found = "box.querySelector('pagelet-error').shadowRoot.textContent"
    return list(tab.evaluate(f"[...document.querySelectorAll('body > div')].map((box) => {found})"))


def test_errors_of_one_file_name_what_its_author_wrote(context: Context, tmp_path: Path) -> None:
    page = """
<p
  class="long">
</p>
<div><script type="mpy">
from pagelet import *
int("in a script")
</script></div>
<div><button
  mpy-click="
int('in a handler')">x</button></div>
<div><script type="mpy" worker>
int("in a worker")
</script></div>
<div><script type="mpy" worker>
int("in a worker")
</script></div>
<div><script type="mpy" src="beside.py"></script></div>"""
    (tmp_path / "beside.py").write_text('\nint("beside")', "utf-8")
    tab = opened(context, tmp_path, page)
    tab.wait_for("document.querySelectorAll('pagelet-error').length === 4", 40)
    tab.click("button")
    tab.wait_for("document.querySelectorAll('pagelet-error').length === 5", 40)
    said = boxes(tab)
    first, second, third = (line_of(page, f"in a {place}") for place in ("script", "handler", "worker"))
    places = [f"page.html:{line}" for line in (first, second, third, third + 3)]
    for place, text in zip([*places, "beside.py:2"], said, strict=True):
        assert place in text, said
    assert "page.html#" not in "".join(said), said


def test_formulas_in_a_text_ask_nothing(live) -> None:
    code = """
from pagelet import display
class Text:
    def _repr_markdown_(self): return "Of $a < b$ and\\n\\n$$c$$\\n"
display(Text())
"""
    tab = live(f"<script type='mpy' worker config='{{\"sync_main_only\": true}}'>{code}</script>")
    tab.wait_for(
        "document.querySelectorAll('iframe[data-kind]').length === 2 || document.querySelector('pagelet-error')"
    )
    drawn = "[...document.querySelectorAll('[data-math]')].map((box) => box.innerText + box.firstChild.dataset.text)"
    assert tab.evaluate(drawn) == ["a < b", "$$c$$"], tab.report()


def test_one_file_has_the_parts_of_the_kernel_that_its_python_comes_to(context: Context, tmp_path: Path) -> None:
    page = """
<x-note></x-note><script type="mpy">
from pagelet import Component, component, display, start
@component("x-note")
class Note(Component):
    def draw(self): return "a note"
python = await start("mpy")
display("same: " + str(await python.math.sqrt(4)))
</script>"""
    tab = opened(context, tmp_path, page)
    tab.wait_for("document.body.innerText.includes('same: 2') || document.querySelector('pagelet-error')", 40)
    assert tab.evaluate("document.querySelector('x-note').shadowRoot.textContent") == "a note", tab.report()


@pytest.mark.parametrize("worker", ["", "worker"])
def test_what_needs_a_host_to_be_drawn_says_so(context: Context, tmp_path: Path, worker: str) -> None:
    page = f"""
<div><script type="mpy" {worker}>
from pagelet import display, Markdown
display(Markdown("Of $a < b$"))
display({{"$schema": "https://vega.github.io/schema/vega-lite/v6.json"}})
</script></div>"""
    tab = opened(context, tmp_path, page)
    tab.wait_for("document.querySelector('pagelet-error')", 40)
    (said,) = boxes(tab)
    assert "This chart is drawn by JavaScript" in said, said
    assert "PGL-D04" in said, said
    assert f"page.html:{line_of(page, 'display({')}" in said, said
    assert "Of a < b" in str(tab.evaluate("document.body.innerText"))


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_worker_whose_config_says_so_does_the_same(live, kind: str) -> None:
    html = PAGE.format(worker=WORKER).replace("worker name", "worker config='{\"sync_main_only\": true}' name")
    html = html.replace('type="mpy" worker', f'type="{kind}" worker')
    tab = live(f"<title>From disk</title>{html}")
    held(tab)
