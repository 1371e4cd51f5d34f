"""What the scientific stack makes is displayed without a line of glue: real packages, real libraries."""

import json
from collections.abc import Callable

import pytest
from tests import wheels

from pagelet_cli.browser import Tab

# Pyodide's own by name; the others are wheels beside the page.
PLOTLY = ("plotly", "narwhals", "packaging")
ALTAIR = ("altair", "attrs", "jinja2", "jsonschema", "markupsafe", "pyrsistent", "typing_extensions")
BOKEH = ("numpy", "bokeh", "contourpy", "pillow", "pyyaml", "xyzservices")

# Options of its own are a server of its own, started with the mirror.
MIRRORED = ("--port", "0")

WHERE = ["", pytest.param("worker", marks=pytest.mark.nightly)]

Open = Callable[..., Tab]


@pytest.fixture
def science(live, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Return a function that opens a page whose Python has packages, by name or as wheels beside it."""
    monkeypatch.setenv("PAGELET_MIRROR", str(wheels.mirror()))

    def show(
        code: str, names: tuple[str, ...], attributes: str = "", beside: tuple[str, ...] = (), preload: str = ""
    ) -> Tab:
        found = [wheels.find(name) for name in dict.fromkeys(beside)]
        packages = [*names, *[f"./{wheel.name}" for wheel in found]]
        config = {"interpreter": wheels.VERSION, "packages": packages}
        files = {wheel.name: wheel.read_bytes() for wheel in found}
        html = f"<div id='out'></div><script type='py' {attributes} config='config.json'>{code}</script>"
        # Matplotlib tells the console that it looks for fonts, as an error.
        tab = live(html, {"config.json": json.dumps(config), **files}, MIRRORED, fails=True, preload=preload)
        tab.wait_for("document.querySelector('#out').dataset.done || document.querySelector('pagelet-error')", 90)
        assert tab.count("pagelet-error") == 0, tab.report()
        return tab

    return show


DONE = '\npage["#out"][0].setAttribute("data-done", "1")\n'

FIGURES = """
import matplotlib.pyplot as plt
from pagelet import display, page
figure, axes = plt.subplots(figsize=(4, 3))
axes.plot([1, 3, 2])
axes.set_title("A <line>")
display(figure, target="out")
plt.close(figure)
plt.plot([1, 2])
plt.show()
from PIL import Image
display(Image.new("RGB", (30, 20), "red"), target="out")

# One that changes, and one that moves.
plt.ion()
changing, axes = plt.subplots(figsize=(2, 1))
display(changing, target="out")
axes.set_title("changed")
from matplotlib.animation import FuncAnimation
moving, ground = plt.subplots(figsize=(2, 1))
def step(number): ground.set_title("frame %d" % number)
animation = FuncAnimation(moving, step, frames=3, interval=20, repeat=False)
plt.show()
"""
# A screen that has two dots for each of the page's.
SHARP = "() => Object.defineProperty(window, 'devicePixelRatio', { value: 2 })"


@pytest.mark.parametrize("where", ["", "worker"])
def test_figures_and_images(science, where: str) -> None:
    tab = science(FIGURES + DONE, ("matplotlib",), where, preload=SHARP)
    images = "[...document.querySelectorAll('img')]"
    tab.wait_for(f"{images}.length === 5 && {images}.every((image) => image.complete && image.naturalWidth)")
    first = tab.evaluate("(({alt, width, naturalWidth}) => ({alt, width, naturalWidth}))(document.images[0])")
    assert first["alt"] == "A <line>"
    assert first["naturalWidth"] == pytest.approx(first["width"] * 2, abs=2)
    assert 300 < first["width"] < 420
    # plt.show() shows the others where the script's output is.
    own = "script-py" if not where else "script-py, [id$=-target]"
    assert tab.evaluate(f"document.querySelector({json.dumps(own)}).querySelectorAll('img').length") == 2
    tab.wait_for(f"{images}.some(({{ alt }}) => alt === 'changed')")
    tab.wait_for(f"{images}.some(({{ alt }}) => alt === 'frame 2')")
    assert tab.evaluate(f"{images}.some((image) => image.naturalWidth === 30)")


MODES = """
from PIL import Image
from pagelet import display, page
grey = Image.new("F", (2, 1))
grey.putpixel((0, 0), 0.25)
grey.putpixel((1, 0), 0.5)
loud = Image.new("F", (2, 1))
loud.putpixel((0, 0), -1000)
loud.putpixel((1, 0), 1000)
for picture in (
    grey, loud, Image.new("F", (2, 1), 128), Image.new("HSV", (2, 1), (0, 255, 255)),
    Image.new("LAB", (2, 1), (200, 0, 0)),
    Image.new("La", (2, 1), (100, 255)), Image.new("RGBa", (2, 1), (255, 0, 0, 255)), Image.new("CMYK", (2, 1)),
):
    display(picture, target="out")
"""
# The first and the last pixel of each picture.
PIXELS = """[...document.images].map((image) => {
  const context = Object.assign(document.createElement("canvas"), { width: 2, height: 1 }).getContext("2d");
  context.drawImage(image, 0, 0);
  return [0, 1].map((x) => [...context.getImageData(x, 0, 1, 1).data.slice(0, 3)]);
})"""


def test_pictures_in_modes_that_browsers_lack_are_shown(science) -> None:
    tab = science(MODES + DONE, ("pillow",))
    tab.wait_for("document.images.length === 8 && [...document.images].every((image) => image.naturalWidth)")
    stretched = [[0, 0, 0], [255, 255, 255]]
    plain = [[128] * 3, [255, 0, 0], [200] * 3, [100] * 3, [255, 0, 0], [255, 255, 255]]
    assert tab.evaluate(PIXELS) == [stretched, stretched, *[[colour, colour] for colour in plain]]


FRAMES = """
import pandas
from pagelet import display, page
frame = pandas.DataFrame({"name": ["b<i>", "a", "c"], "value": [2.5, 1.25, float("nan")]}, index=["x", "y", "z"])
display(frame, target="out")
display(frame["value"], target="out")
numbers = pandas.DataFrame({"n": range(1_000_000), "half": [number / 2 for number in range(1_000_000)]})
display(numbers, target="out")
"""

CELLS = "[...document.querySelectorAll('#out table')[{}].querySelectorAll('tbody td')].map((cell) => cell.textContent)"


@pytest.mark.parametrize("where", WHERE)
def test_frames_scroll_and_sort(science, where: str) -> None:
    tab = science(FRAMES + DONE, ("pandas",), where)
    assert tab.evaluate(CELLS.format(0)) == ["b<i>", "2.5", "a", "1.25", "c", "nan"]
    assert tab.evaluate(CELLS.format(1)) == ["2.5", "1.25", "nan"]
    assert tab.evaluate("document.querySelectorAll('#out table')[2].rows.length") < 30
    said = ["3 rows \u00d7 2 columns", "3 rows \u00d7 1 column", "1,000,000 rows \u00d7 2 columns"]
    groups = "[...document.querySelectorAll('#out [role=group]')]"
    assert tab.evaluate(f"{groups}.map((group) => group.nextElementSibling.textContent)") == said
    assert tab.evaluate(f"{groups}.map((group) => group.getAttribute('aria-label'))") == said
    rows = "document.querySelectorAll('#out table')[2]"
    assert tab.evaluate(f"{rows}.getAttribute('aria-rowcount')") == "1000001"
    assert tab.evaluate(f"{rows}.tBodies[0].rows[0].getAttribute('aria-rowindex')") == "2"
    head = "document.querySelectorAll('#out table')[0].querySelectorAll('th[data-column]')[0]"
    tab.evaluate(f"{head}.click(), 1")
    tab.wait_for(f"{CELLS.format(0)}[0] === 'a'")
    assert tab.evaluate(f"{head}.getAttribute('aria-sort')") == "ascending"
    tab.evaluate(f"{head}.click(), 1")
    tab.wait_for(f"{CELLS.format(0)}[0] === 'c'")
    tab.evaluate(f"{head}.click(), 1")
    tab.wait_for(f"{CELLS.format(0)}[0] === 'b<i>'")
    # By keys, too, and who has pressed one goes on from there.
    tab.evaluate("(document.querySelectorAll('#out table')[0].parentElement.parentElement.focus(), 1)")
    tab.press("Tab", "Enter")
    tab.wait_for(f"{CELLS.format(0)}[0] === 'a'")
    focused = "document.activeElement.closest('th[data-column=\"1\"]').getAttribute('aria-sort')"
    tab.press("Tab", "Space")
    tab.wait_for(f"{focused} === 'ascending'")
    tab.press("Space")
    tab.wait_for(f"{focused} === 'descending' && {CELLS.format(0)}[0] === 'b<i>'")
    scroller = "document.querySelectorAll('#out table')[2].parentElement.parentElement"
    tab.evaluate(f"({scroller}.scrollTop = {scroller}.scrollHeight, 1)")
    tab.wait_for(f"{CELLS.format(2)}.includes('999999')")
    assert tab.evaluate(f"[...{rows}.rows].at(-1).getAttribute('aria-rowindex')") == "1000001"
    half = "document.querySelectorAll('#out table')[2].querySelectorAll('th[data-column]')[1]"
    tab.evaluate(f"({half}.click(), 1)")
    tab.wait_for(f"{CELLS.format(2)}[0] === '0'")
    tab.evaluate(f"({half}.click(), 1)")
    tab.wait_for(f"{CELLS.format(2)}[0] === '999999'")


SHORT = """
import pandas
from pagelet import display, page
for rows, columns in ((2, 2), (12, 1), (12, 40), (13, 1)):
    display(pandas.DataFrame({"column %d" % number: range(rows) for number in range(columns)}), target="out")
"""
BORDERS_INSIDE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { box-sizing: border-box }");
  document.adoptedStyleSheets.push(sheet);
}"""


def test_a_bar_stands_beside_frames_only_where_rows_are_hidden(science) -> None:
    tab = science(SHORT + DONE, ("pandas",))
    barred = "[...document.querySelectorAll('#out [role=group]')].map((e) => e.scrollHeight > e.clientHeight)"
    assert tab.evaluate(barred) == [False, False, False, True]
    tab.call(BORDERS_INSIDE)
    assert tab.evaluate(barred) == [False, False, False, True]


CHARTS = """
import altair
from bokeh.plotting import figure
import plotly.graph_objects as go
from pagelet import display, page
data = altair.Data(values=[{"x": 1, "y": 2}, {"x": 2, "y": 3}])
display(altair.Chart(data).mark_bar().encode(x="x:O", y="y:Q"), target="out")
plot = figure(width=300, height=200, title="A <b>line</b>")
plot.line([1, 2, 3], [3, 1, 2])
display(plot, target="out")
display(go.Figure(go.Scatter(x=[1, 2, 3], y=[3, 1, 2])), target="out")
"""


@pytest.mark.parametrize("where", WHERE)
def test_charts_of_altair_bokeh_and_plotly(science, where: str) -> None:
    tab = science(CHARTS + DONE, (), where, (*ALTAIR, *BOKEH, *PLOTLY))
    frames = "[...document.querySelectorAll('#out iframe')]"
    tab.wait_for(f"{frames}.length === 3 && {frames}.every((frame) => frame.dataset.drawn)", 60)
    assert tab.evaluate(f"{frames}.map((frame) => frame.dataset.error ?? '')") == ["", "", ""]
    assert tab.evaluate(f"{frames}.every((frame) => frame.getBoundingClientRect().height > 100)")
    drawn = [
        "frame.contentDocument.querySelectorAll('svg .mark-rect path').length",
        "frame.contentDocument.querySelector('.bk-Figure').shadowRoot.querySelectorAll('div').length",
        "frame.contentDocument.querySelectorAll('.scatterlayer .js-line').length",
    ]
    for at, count in enumerate(drawn):
        assert tab.evaluate(f"((frame) => {count})({frames}[{at}])") > 0


STYLED = "import pandas\npandas.DataFrame({'a': [1]}).style"


def test_what_only_a_method_of_pandas_wants_is_a_package_to_add(live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(wheels.mirror()))
    config = f'<py-config>interpreter = "{wheels.VERSION}"</py-config>'
    tab = live(f'{config}<script type="py">{STYLED}</script>', options=MIRRORED, fails=True)
    tab.wait_for("document.querySelector('pagelet-error')", 90)
    assert 'add "Jinja2" to packages in the page\'s <py-config>' in tab.report()
