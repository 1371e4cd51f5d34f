"""A property that an element does not have, but whose name is like one that it has: JavaScript says nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.browser.test_plain import LOADER, laid_out

from pagelet_cli.browser.patience import patient

WHERE = [("mpy", ""), ("py", ""), ("mpy", "worker"), ("py", "worker")]

SLIPS = """
from pagelet import batch, document, page
from pagelet.html import div, p
note = page["#note"][0]
with batch():
    note.titel = "said on the page"
    note.inner_text = "whole"
page["#note"].hiden = True
note.onclik = lambda event: None
new = p("new")
new.color = "red"
new.colour = "red"
page.append(new)
note.text = "went on"
note.state, note.count, note.page, note.x = "own", 1, 7, 2
note.node.tabindx = 1
wide = document.createElement("my-tag")
page.append(wide)
page["my-tag"][0].titel = "later"
document.body.dataset.own = f"{note.state} {note.count} {note.titel}"
"""
HINTS = {
    "titel": 'Did you mean "title"?',
    "inner_text": 'Did you mean "innerText"?',
    "hiden": 'Did you mean "hidden"?',
    "onclik": 'Did you mean "onclick"?',
    "color": 'It is a style: element.style["color"] = "red".',
    "colour": 'Did you mean the style element.style["color"]?',
}

FIND = """(name) => [...document.querySelectorAll("pagelet-error")].map(({ shadowRoot }) => shadowRoot.textContent)
  .find((text) => text.includes(`no property "${name}"`))"""


@pytest.mark.parametrize(("kind", "where"), WHERE)
def test_slips_in_the_names_of_properties_are_said_with_their_line(live, kind: str, where: str) -> None:
    html = f"<body><p id=note></p>\n<script type={kind} {where}>{SLIPS}</script>"
    tab = live(html, options=("--coop",), fails=True)
    tab.wait_for(f"document.body.dataset.own && document.querySelectorAll('pagelet-error').length == {len(HINTS)}", 40)
    assert tab.evaluate("[document.body.dataset.own, document.querySelector('#note').textContent]") == [
        "own 1 said on the page",
        "went on",
    ]
    assert tab.count("pagelet-error") == len(HINTS), tab.report()  # each once, and nothing of the author's own
    lines = f"<!doctype html>\n{html}".splitlines()
    for name, hint in HINTS.items():
        line = next(number for number, text in enumerate(lines, 1) if f".{name} = " in text)
        said = tab.call(FIND, name)
        assert "PGL-P09" in said
        assert hint in said
        assert f"index.html:{line}{line} \u2502" in said


def test_who_only_reads_the_page_is_shown_nothing(host, context, tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "site", "mpy", "micropython")
    code = f'{SLIPS}\nnote.titel = "again"'
    (folder / "index.html").write_text(f"{LOADER}\n<p id=note></p><script type=mpy>{code}</script>", "utf-8")
    tab = context.open()
    tab.goto(host(folder).base)
    told = "index.html:7)"
    tab.wait_for("document.body.dataset.own")
    deadline = time.monotonic() + patient(10)
    while time.monotonic() < deadline and not any(told in entry.text for entry in tab.console):
        tab.evaluate("1")
    said = [entry.text for entry in tab.console if "PGL-P09" in entry.text]
    assert any("titel" in text and told in text for text in said), said
    assert len(said) == len(HINTS)
    assert tab.count("pagelet-error") == 0


HEARD = """
from pagelet import page, when, window
from pagelet.html import button

def pressed(event):
    pass

page["#note"][0].append(button("Go", on_clik=pressed, on_changed=pressed))
when("keydwon", "#note")(pressed)
when("Click", "#note")(pressed)
when("resise", window)(pressed)
when("saved", "#note")(pressed)
when("click", "#note")(pressed)
"""

UNHEARD = {
    '<button> has no event "clik"': "click",
    '<p> has no event "keydwon"': "keydown",
    '<p> has no event "Click"': "click",
    'Window has no event "resise"': "resize",
}


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_slips_in_the_names_of_events_are_said_with_their_line(live, kind: str) -> None:
    html = f"<body><p id=note></p>\n<script type={kind}>{HEARD}</script>"
    tab = live(html, fails=True)
    tab.wait_for(f"document.querySelectorAll('pagelet-error').length == {len(UNHEARD)}", 40)
    boxes = tab.evaluate(
        "[...document.querySelectorAll('pagelet-error')].map(({ shadowRoot }) => shadowRoot.textContent)"
    )
    lines = f"<!doctype html>\n{html}".splitlines()
    for said, meant in UNHEARD.items():
        (box,) = [text for text in boxes if said in text]
        name = said.split('"')[1]
        line = next(number for number, text in enumerate(lines, 1) if name in text)
        assert f'Did you mean "{meant}"?' in box
        assert f"index.html:{line}{line} \u2502" in box


def test_a_slip_in_a_button_of_2022_and_a_place_that_is_not_there_are_said(live) -> None:
    code = 'print("on the way")'
    html = f"""<body><mpy-button label="Go">def on_clik(event): pass</mpy-button>
<script type=mpy std-out=nowhere>{code}</script>"""
    tab = live(html, fails=True)
    tab.wait_for("document.querySelectorAll('pagelet-error').length == 2", 40)
    said = tab.evaluate(
        "[...document.querySelectorAll('pagelet-error')].map(({ shadowRoot }) => shadowRoot.textContent).join()"
    )
    assert '<button> has no event "clik"' in said
    assert "PGL-P11" in said
    assert 'the id "nowhere"' in said
    assert any("on the way" in entry.text for entry in tab.console)
