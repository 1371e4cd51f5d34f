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
