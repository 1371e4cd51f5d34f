"""Pages that show what Python will show before Python is there, and what becomes of what people do meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from static_host import StaticHost

from pagelet_cli.browser import Context, Tab

SMALL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Shop</title><style>
:root { --ink: rgb(10, 20, 30) }
body { max-width: 40rem; margin: 2rem auto; font: 1.2em/1.5 serif; color: var(--ink) }
body > main > p { border-left: 3px solid } body::before { content: "ad" }
div { height: 60px; overflow: auto }
</style></head><body>
<main>
<p id="hello"></p> <section id="late"></section> <ul></ul> <table></table>
<canvas id="chart" width="200" height="80"></canvas>
<form><input name="name"> <textarea></textarea> <label><input type="checkbox"> gift</label>
<select><option>S<option>M</select> <button>Send</button></form>
<button id="count">0</button> <button id="again" mpy-click="again">again</button>
<details><summary>More</summary>inside</details> <div><p>1</p><p>2</p><p>3</p></div> <output></output>
<input type="checkbox" id="some">
</main>
<script type="mpy">
from pagelet import display, document, page, when
import asyncio
said = page["output"][0]
page["#hello"][0].text = "Hello"
document.querySelector("#some").indeterminate = True
for name in ("apples", "pears"):
    item = document.createElement("li")
    item.textContent = name
    item.style.color = "rgb(0, 128, 0)"
    page["ul"][0].append(item)
for number in range(3):
    document.querySelector("table").insertRow().insertCell().textContent = str(number)
context = document.querySelector("canvas").getContext("2d")
context.fillRect(10, 10, 100, 50)
@when("click", "#count")
def count(event):
    event.target.textContent = str(int(event.target.textContent) + 1)
def again(event):
    said.text += "again;"
@when("submit", "form")
def send(event):
    event.preventDefault()
    said.text += "sent " + page["input"][0].value + ";"
@when("change", "[type=checkbox]")
def gift(event):
    said.text += "gift %s;" % event.target.checked
@when("input", "textarea")
def note(event):
    said.text += "note " + event.target.value + ";"
async def later():
    await asyncio.sleep(0.05)
    display("shown later", target="late")
asyncio.create_task(later())
</script></body></html>"""
# No html, head or body; no style in the HTML is allowed, but Python may style.
LARGE = """<!doctype html><meta charset="utf-8"><title>Large</title>
<meta http-equiv="Content-Security-Policy" content="style-src 'self'"><link rel="stylesheet" href="style.css">
<h1 id="hello">Wait</h1><input id="field"> <p id="place"></p>
<py-config>name = "large"</py-config>
<script type="py">
from pagelet import document, page, when, window
page["#hello"][0].text = "Hello"
page["#hello"][0].style.color = "rgb(0, 0, 128)"
document.title = "Made"
link = document.createElement("a")
link.href = window.location.href
link.textContent = "Here, not " + window.location.origin
picture = document.createElement("img")
picture.id = "picture"
picture.width = picture.height = 9
picture.src = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>%s</svg>" % (" " * 2000)
page["#place"][0].append(picture, link)
@when("input", "#field")
def typed(event):
    document.title = event.target.value
</script>"""
# A chart is drawn in a frame, by a library that comes when Python has ended; a figure is a picture of no said size.
CHART = """<!doctype html><meta charset="utf-8"><title>Chart</title>
<div id="figure"></div> <div id="chart"></div> <p id="below">below</p>
<script type="mpy">
from pagelet import display, document, page
canvas = document.createElement("canvas")
context = canvas.getContext("2d")
for number in range(600):
    context.fillStyle = "hsl(%d 90%% %d%%)" % (number * 7, number % 90)
    context.fillRect(number % 30 * 10, number // 30 * 7, 9, 5)
figure = document.createElement("img")
figure.src = canvas.toDataURL()
page["#figure"][0].append(figure)
class Bars:
    def _repr_mimebundle_(self, include=None, exclude=None):
        rows = [{"x": x, "y": x * x} for x in range(5)]
        fields = {axis: {"field": axis, "type": "quantitative"} for axis in ("x", "y")}
        spec = {"mark": "bar", "data": {"values": rows}, "encoding": fields, "height": 200}
        return {"application/vnd.vegalite.v6+json": spec}
display(Bars(), target="chart")
</script>"""
# What Python gives html and body: it toggles. The theme is a script's in the head, and another at a later visit.
DARK = """<!doctype html><html lang="en" style="--gap: 1px"><head><meta charset="utf-8"><title>Dark</title>
<script>document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "plain"</script><style>
html { transition: background-color 20s; background: rgb(255, 250, 240); --ink: rgb(1, 2, 3) }
html.dark { background: rgb(10, 10, 10); --ink: rgb(200, 210, 220); font-size: 22px }
body { transition: padding 20s }
body.wide { padding: 40px; display: flow-root } body.wide::before { content: "wide"; color: red }
body.wide > p { color: var(--ink); margin-left: var(--gap) }
</style></head><body class="small" mpy-keydown="key"><p>there</p>
<script type="mpy">
from pagelet import document, page
html, body = document.documentElement, document.body
html.dataset.found = html.className + body.className + html.getAttribute("style") + html.dataset.theme
html.classList.toggle("dark")
body.classList.toggle("wide")
body.classList.toggle("small")
html.style.setProperty("--gap", "30px")
def key(event):
    html.dataset.key = event.key
</script></body></html>"""
# Looks at every frame, from the first one on: at what is in the page, and at what lies before it.
LOOKS = """() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    if (this === document.body) window.cover = root;
    return root;
  };
  window.looks = new Set();
  window.violations = [];
  addEventListener("securitypolicyviolation", ({ violatedDirective }) => violations.push(violatedDirective));
  const shown = (css) => {
    const places = [window.cover, document].map((place) => place?.querySelector(css));
    const found = places.find((node) => node?.checkVisibility({ checkOpacity: true }));
    if (!found) return "gone";
    const [{ x, y, width, height }, style] = [found.getBoundingClientRect(), getComputedStyle(found)];
    const words = found.contains(document.body) ? "" : found.textContent;
    const colors = [style.color, style.fontSize, style.borderLeft, style.backgroundColor];
    return [words, x, y, width, height, ...colors].join();
  };
  const look = () => {
    if (document.readyState !== "loading") looks.add(WATCHED.map(shown).join("|"));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def build(folder: Path, files: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Write files and build them, prerendered."""
    for name, content in files.items():
        (folder / "site").mkdir(exist_ok=True)
        (folder / "site" / name).write_text(content, "utf-8")
    command = [sys.executable, "-m", "pagelet_cli", "build", str(folder / "site"), "-o", str(folder / "out")]
    return subprocess.run([*command, "--prerender", "--json", *options], capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a site whose pages were run when it was built."""
    folder = tmp_path_factory.mktemp("prerendered")
    pages = {"index.html": SMALL, "large.html": LARGE, "chart.html": CHART, "dark.html": DARK}
    done = build(folder, {**pages, "style.css": "h1 { font-size: 40px }"})
    assert done.returncode == 0, done.stdout + done.stderr
    # Both runs of a page showed the same, at two addresses.
    assert json.loads(done.stdout)["prerendered"] == dict.fromkeys(pages, "")
    return folder / "out"


def opened(context: Context, address: str, *watched: str) -> Tab:
    tab = context.open()
    tab.preload(LOOKS.replace("WATCHED", json.dumps(watched)))
    tab.goto(address, wait="interactive")
    tab.wait_for("window.cover")
    return tab


def inside(tab: Tab, css: str, times: int = 1, shadow: str = "") -> None:
    """Click something that lies before the page: where it is, as a person would."""
    middle = "({ x, y, width, height }) => [x + width / 2, y + height / 2]"
    found = f"cover.querySelector({css!r})" + (f".shadowRoot.querySelector({shadow!r})" if shadow else "")
    x, y = tab.evaluate(f"({middle})({found}.getBoundingClientRect())")
    actions = [{"type": "pointerMove", "x": round(x), "y": round(y)}]
    actions += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}] * times
    tab._perform([{"type": "pointer", "id": "mouse", "actions": actions}])


def test_a_page_is_there_before_python_and_keeps_what_people_do(
    context: Context, host: Callable[..., StaticHost], site: Path
) -> None:
    running = host(site)
    running.faults["micropython.wasm"] = ["held"]
    tab = opened(context, running.base, "#hello", "li:last-child", "tr:last-child td", "#chart", "#count")
    assert tab.evaluate("cover.querySelector('img#chart').naturalWidth") == 200
    assert tab.evaluate("document.querySelectorAll('li').length") == 0
    # What HTML has no word for.
    assert tab.evaluate("cover.querySelector('#some').indeterminate")
    inside(tab, "[name=name]")
    tab._keys("Ann")
    inside(tab, "#count")
    inside(tab, "#again")
    inside(tab, "[type=checkbox]")
    inside(tab, "summary")
    inside(tab, "form button")
    tab.evaluate("cover.querySelector('main > div').scrollTop = 30")
    inside(tab, "textarea")
    tab._keys("hi there")
    tab.press("ArrowLeft", "ArrowLeft")
    tab.wait_for("cover.querySelector('[type=checkbox]').checked && cover.querySelector('details').open")
    assert tab.text("output") == ""
    running.released.set()
    tab.wait_for("document.activeElement.localName === 'textarea'")
    tab.wait_for("document.querySelector('output').textContent.includes('sent')")
    assert tab.text("output") == "again;gift True;sent Ann;note hi there;"
    assert tab.text("#count") == "1"
    assert tab.evaluate("document.activeElement.selectionStart") == len("hi the")
    assert tab.evaluate("document.querySelector('details').open && document.querySelector('[type=checkbox]').checked")
    assert tab.evaluate("document.querySelector('main > div').scrollTop") == 30
    assert tab.evaluate("document.querySelectorAll('li').length") == 2
    assert tab.text("#late") == "shown later"
    # In no frame was anything gone, elsewhere or otherwise; but for what was clicked, at the end.
    looks = tab.evaluate("[...looks]")
    assert len({look.rpartition("|")[0] for look in looks}) == 1, looks
    assert not any("gone" in look for look in looks), looks
    # It is a page like any other now.
    tab.click("#count")
    tab.wait_for("document.querySelector('#count').textContent === '2'")
    assert tab.evaluate("window.violations") == []
    assert not tab.errors, tab.report()
    tab.close()
    # Where Python cannot start, what it once showed stays, beside what is wrong.
    running = host(site)
    running.faults["micropython.wasm"] = ["missing"] * 9
    tab = opened(context, running.base, "#hello")
    tab.wait_for("document.querySelector('pagelet-error')?.checkVisibility({ checkOpacity: true })")
    assert "gone" not in tab.evaluate("[...looks].join()")


def test_a_chart_is_a_picture_until_python_draws_it(
    context: Context, host: Callable[..., StaticHost], site: Path
) -> None:
    running = host(site)
    running.faults["micropython.wasm"] = ["held"]
    tab = opened(context, f"{running.base}chart.html", "#below")
    tab.wait_for("cover.querySelector('#chart img')?.complete")
    assert tab.evaluate("cover.querySelector('#chart img').naturalHeight") > 200
    # The other one has its place before its file is there.
    image = "cover.querySelector('#figure img')"
    place = f"[{image}.getAttribute('width'), getComputedStyle({image}).aspectRatio]"
    assert tab.evaluate(place) == ["300", "auto 300 / 150"]
    tab.evaluate("looks.clear()")
    running.released.set()
    tab.wait_for("!cover.querySelector('pagelet-author')")
    assert tab.evaluate("document.querySelector('#chart iframe').dataset.drawn") == "vega"
    # What lies below stays where it was.
    assert len(tab.evaluate("[...looks]")) == 1, tab.evaluate("[...looks]")


def test_python_finds_html_and_body_as_they_were_written(
    context: Context, host: Callable[..., StaticHost], site: Path
) -> None:
    running = host(site)
    for theme in ("plain", "own"):
        running.released.clear()
        running.faults["micropython.wasm"] = ["held"]
        tab = opened(context, f"{running.base}dark.html", "html", "body", "p")
        assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(10, 10, 10)"
        tab.evaluate("new Promise((resolve) => setTimeout(resolve, 300))")
        tab._keys("k")
        running.released.set()
        tab.wait_for("document.documentElement.dataset.key === 'k'")
        assert tab.evaluate("document.documentElement.dataset.found") == f"small--gap: 1px{theme}"
        assert tab.evaluate("document.documentElement.className + document.body.className") == "darkwide"
        tab.evaluate("new Promise((resolve) => setTimeout(resolve, 300))")
        looks = tab.evaluate("[...looks]")
        # It looks as Python made it, all the time, and nothing of how it looked before is on its way.
        assert len(looks) == 1, looks
        assert "rgb(10, 10, 10)" in looks[0]
        assert "there,78" in looks[0]
        assert "rgb(200, 210, 220),22px" in looks[0]
        assert tab.evaluate("document.adoptedStyleSheets.length") == 0
        assert tab.evaluate("window.violations") == []
        assert not tab.errors, tab.report()
        tab.evaluate("localStorage.setItem('theme', 'own')")
        tab.close()


WHEN = """(() => {
  const kernel = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/pagelet.js"));
  return [performance.getEntriesByName("first-contentful-paint")[0].startTime, kernel.startTime];
})()"""


@pytest.mark.parametrize("loader", ["", '<script type="module" src="/_pagelet/pagelet.js"></script>'])
def test_the_page_is_painted_before_python_is_fetched(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, loader: str
) -> None:
    script = '<p>there</p><script type="mpy">from pagelet import document; document.title = "done"</script>'
    done = build(tmp_path, {"index.html": f"<!doctype html><title>Paint</title>{loader}{script}"}, "--no-offline")
    assert done.returncode == 0, done.stdout + done.stderr
    running = host(tmp_path / "out")
    tab = opened(context, running.base, "p")
    tab.wait_for("document.title === 'done' && !cover.querySelector('p')")
    painted, fetched = tab.evaluate(WHEN)
    assert painted < fetched
    assert [path.rpartition("/")[2] for path in running.asked].count("pagelet.js") == 1
    assert tab.evaluate("window.violations") == []


def test_javascript_of_the_page_has_the_kernel_at_once(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    html = """<!doctype html><title>Own</title><py-config>packages = []</py-config><p>there</p>
<script type="mpy">words = "from Python"</script>
<script type="module">
import { whenDefined } from "/_pagelet/pagelet.js";
const python = await whenDefined("mpy");
addEventListener("py:all-done", () => (document.body.dataset.words = python.get("words")));
</script>"""
    done = build(tmp_path, {"index.html": html}, "--no-offline")
    assert done.returncode == 0, done.stdout + done.stderr
    tab = opened(context, host(tmp_path / "out").base, "p")
    tab.wait_for("document.body.dataset.words === 'from Python'")
    assert not tab.errors, tab.report()


def test_a_click_that_comes_before_the_kernel_is_answered(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    button = """<button mpy-click="from pagelet import document; document.title = 'clicked'">Click</button>"""
    done = build(tmp_path, {"index.html": f"<!doctype html><title>Click</title>{button}"}, "--no-offline")
    assert done.returncode == 0, done.stdout + done.stderr
    running = host(tmp_path / "out")
    running.faults["pagelet.js"] = ["held"]
    tab = opened(context, running.base, "button")
    tab.wait_for("document.querySelectorAll('script[src*=\"pagelet.js\"]').length")
    tab.evaluate("new Promise((resolve) => setTimeout(resolve, 500))")
    inside(tab, "button")
    running.released.set()
    tab.wait_for("document.title === 'clicked'")
    assert not tab.errors, tab.report()


def test_cpython_takes_over_under_a_strict_policy(
    context: Context, host: Callable[..., StaticHost], site: Path
) -> None:
    html = (site / "large.html").read_text("utf-8")
    assert "127.0.0.1" not in html
    assert "<title>Made</title>" in html
    assert 'href="large.html"' in html
    assert " style=" not in html
    running = host(site)
    running.faults["pyodide.asm.wasm"] = ["held"]
    tab = opened(context, f"{running.base}large.html", "#hello", "#picture")
    inside(tab, "#field")
    tab._keys("typed")
    running.released.set()
    tab.wait_for("document.title === 'typed'", 60)
    assert tab.evaluate("document.activeElement.id + document.activeElement.value") == "fieldtyped"
    looks = tab.evaluate("[...looks]")
    assert len(looks) == 1, looks
    assert "gone" not in looks[0]
    assert "rgb(0, 0, 128),40px" in looks[0]
    assert tab.evaluate("window.violations") == []
    assert not tab.errors, tab.report()


FAILS = """<!doctype html><title>Fails</title>
<script type="mpy">
from pagelet import fetch
await fetch("https://other.example/data.json").json()
</script>"""


def test_a_page_that_fails_is_not_built(tmp_path: Path) -> None:
    done = build(tmp_path, {"index.html": FAILS})
    assert done.returncode == 1
    assert "index.html:4: PGL-B108" in done.stderr
    assert "https://other.example/data.json" in done.stderr
    assert not (tmp_path / "out").exists()
