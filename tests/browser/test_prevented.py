"""What the browser does after an event: an option keeps it from that, and workers that come too late are told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.browser.test_plain import LOADER, laid_out

from pagelet_cli.browser.patience import patient

WHERE = [("mpy", ""), ("py", ""), ("mpy", "worker"), ("py", "worker")]

PAGE = """<body><form id=f><input id=i name=q value=1><button id=b>Send</button></form>
<a id=one href="#gone">1</a> <a id=two href="#gone">2</a> <a id=three href="#gone">3</a>"""

OPTION = """
from pagelet import document, page, when
said = []
def say(event):
    said.append(event.type)
    document.body.dataset.said = " ".join(said)
when("submit", "#f", prevent_default=True)(say)
when("keydown", "#i", prevent_default=True)(say)
page["#one"][0].on("click", say, prevent_default=True, once=True)
both = page["#two, #three"]
@both.on("click", prevent_default=True, capture=True)
def several(event): say(event)
document.body.dataset.said = "ready"
"""


@pytest.mark.parametrize(("kind", "where"), WHERE)
def test_an_option_prevents_what_the_browser_does(kit, live, kind: str, where: str) -> None:
    tab = live(PAGE + kit.python(kind, OPTION, where))
    tab.wait_for("document.body.dataset.said === 'ready'", 40)
    tab.click("#b")
    tab.wait_for("document.body.dataset.said === 'submit'")
    tab.click("#i")
    tab.type("#i", "2")
    for name in ("one", "two", "three"):
        tab.click(f"#{name}")
    tab.wait_for("document.body.dataset.said === 'submit keydown click click click'")
    assert tab.evaluate("[location.search, location.hash, i.value]") == ["", "", "1"]
    # "once" is for both.
    assert tab.evaluate("one.dispatchEvent(new Event('click', { cancelable: true }))")
    assert not tab.evaluate("two.dispatchEvent(new Event('click', { cancelable: true }))")


LATE = """<body><a id=one href="#one">1</a> <a id=two href="#two">2</a><input id=i>
<script type=KIND worker>
from pagelet import document, when
@when("click", "a")
def follow(event):
    document.body.dataset.said = document.body.dataset.said + event.target.id
    event.preventDefault()
@when("keydown", "#i", prevent_default=True)
def typed(event):
    event.preventDefault()
    document.body.dataset.said = document.body.dataset.said + event.key
document.body.dataset.said = "ready"
</script>"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_worker_that_comes_too_late_is_told_once(live, kind: str) -> None:
    html = LATE.replace("KIND", kind)
    tab = live(html, fails=True)
    tab.wait_for("document.body.dataset.said === 'ready'", 40)
    tab.type("#i", "x")
    tab.wait_for("document.body.dataset.said === 'readyx'")
    for name in ("one", "two"):
        tab.click(f"#{name}")
        tab.wait_for(f"document.body.dataset.said.endsWith('{name}') && location.hash === '#{name}'")
    tab.wait_for("document.querySelector('pagelet-error')")
    tab.evaluate("new Promise((done) => setTimeout(done, 100))")
    boxes = tab.evaluate(
        "[...document.querySelectorAll('pagelet-error')].map(({ shadowRoot }) => shadowRoot.textContent)"
    )
    assert len(boxes) == 1, boxes
    line = next(number for number, text in enumerate(html.splitlines(), 2) if "preventDefault" in text)
    for part in ("PGL-W11", 'too late for "click"', "prevent_default=True", f"index.html:{line}"):
        assert part in boxes[0]


def test_who_only_reads_the_page_is_shown_no_advice(host, context, tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "site", "mpy", "micropython")
    (folder / "index.html").write_text(f"{LOADER}\n{LATE.replace('KIND', 'mpy')}", "utf-8")
    tab = context.open()
    tab.goto(host(folder).base)
    tab.wait_for("document.body.dataset.said === 'ready'", 40)
    tab.click("#one")
    tab.wait_for("document.body.dataset.said === 'readyone'")
    deadline = time.monotonic() + patient(10)
    while time.monotonic() < deadline and not any("PGL-W11" in entry.text for entry in tab.console):
        tab.evaluate("1")
    assert any("PGL-W11" in entry.text and "index.html:" in entry.text for entry in tab.console)
    assert tab.count("pagelet-error") == 0
