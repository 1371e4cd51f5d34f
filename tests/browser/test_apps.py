"""Apps of Panel's, and figures of Bokeh's with callbacks: what happens on the page happens in Python, and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import wheels
from tests.gallery import PANEL
from tests.shows import frame

from pagelet_cli.browser import Tab

PAGE = """<!doctype html><html lang="en"><title>Apps</title><button id="go">go</button><p id="said"></p>
<div id="app"></div><div id="bokeh"></div>
<script type="py" config="config.json">
import panel as pn
from bokeh.layouts import column
from bokeh.models import Slider
from bokeh.plotting import figure
from pagelet import display, document, page, when

count = pn.widgets.IntSlider(name="count", start=0, end=100, value=3)
kind = pn.widgets.Select(name="kind", options=["tea", "milk"])
name = pn.widgets.TextInput(name="name", value="Ada")
twice = pn.widgets.Button(name="twice")
twice.on_click(lambda event: setattr(count, "value", count.value * 2))

async def words(count, kind, name):
    return f"{name} has *{count}* of {kind}"

def chart(count):
    made = figure(width=200, height=100, title=f"{count} points")
    made.scatter(list(range(count)), list(range(count)))
    return made

app = pn.Column(count, kind, name, twice, pn.bind(words, count, kind, name), pn.bind(chart, count))
app.servable(target="app")
when("click", "#go")(lambda: setattr(kind, "value", "milk"))

slider = Slider(start=0, end=9, value=1)
plot = figure(width=200, height=100)
def moved(attr, old, new):
    page["#said"][0].text = f"{old} to {new}"
    plot.title.text = f"{new} of 9"
slider.on_change("value", moved)
display(column(slider, plot), target="bokeh")
</script></html>"""

# Widgets are in shadow roots, inside of one another.
DEEP = """(() => {
  const all = (root) => [...root.querySelectorAll("*")];
  const deep = (root) => all(root).flatMap((one) => [one, ...(one.shadowRoot ? deep(one.shadowRoot) : [])]);
  return deep(document);
})()"""
MODELS = "[...Bokeh.documents[0]._all_models.values()]"
COUNT = f"{MODELS}.find((one) => one.title === 'count')"


def test_apps(serve: Callable[..., str], tab: Tab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(wheels.mirror()))
    packages = ["numpy", "pandas"]
    for package in PANEL:
        shutil.copy(wheels.find(package), tmp_path)
        packages.append(f"./{wheels.find(package).name}")
    (tmp_path / "config.json").write_text(json.dumps({"interpreter": wheels.VERSION, "packages": packages}))
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    tab.goto(serve(tmp_path))
    frames = "[...document.querySelectorAll('iframe')]"
    there = f"{frames}.length === 2 && {frames}.every((frame) => frame.dataset.drawn)"
    tab.wait_for(f"({there}) || document.querySelector('pagelet-error')", 180)
    assert tab.count("pagelet-error") == 0, tab.report()
    assert tab.evaluate(f"{frames}.map((frame) => frame.dataset.error ?? '')") == ["", ""]
    # They are in the order in which they came to be.
    plot, app = frame(tab, 0, 0), frame(tab, 1, 0)
    if not app.evaluate(f"Boolean({COUNT})"):
        plot, app = app, plot

    app.wait_for(f"{DEEP}.some((one) => one.localName === 'em' && one.textContent === '3')")
    type_in = "((input) => (input.value = {}, input.dispatchEvent(new Event('change'))))"
    app.evaluate(f"{type_in.format('`Bob`')}({DEEP}.find((one) => one.localName === 'input' && one.value === 'Ada'))")
    app.wait_for(f"{DEEP}.some((one) => one.localName === 'p' && one.textContent === 'Bob has 3 of tea')")
    app.evaluate(f"{DEEP}.find((one) => one.localName === 'button' && one.textContent.trim() === 'twice').click()")
    app.wait_for(f"{DEEP}.some((one) => one.localName === 'p' && one.textContent === 'Bob has 6 of tea')")
    # The slider itself has moved, and the figure is another.
    assert app.evaluate(f"{COUNT}.value") == 6
    app.wait_for(f"{MODELS}.some((one) => one.text === '6 points')")
    tab.click("#go")
    app.wait_for(f"{DEEP}.some((one) => one.localName === 'p' && one.textContent === 'Bob has 6 of milk')")
    # Each value of a slider that is dragged takes Python a while: the last one is what counts.
    drag = "((one) => { for (let n = 10; n <= 40; n++) one.value = n })"
    app.evaluate(f"{drag}({COUNT})")
    app.wait_for(f"{DEEP}.some((one) => one.localName === 'p' && one.textContent === 'Bob has 40 of milk')")

    plot.evaluate(f"void ({MODELS}.find((one) => one.type === 'Slider').value = 7)")
    tab.wait_for("document.querySelector('#said').textContent === '1 to 7'")
    plot.wait_for(f"{MODELS}.some((one) => one.text === '7 of 9')")
    assert tab.count("pagelet-error") == 0, tab.report()
