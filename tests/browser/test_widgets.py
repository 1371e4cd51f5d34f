"""The tags and attributes of 2022."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.shelf import make_wheel

TYPES = ["mpy", "py"]

WIDGETS = """
<{0}-title>Title</{0}-title>
<{0}-box widths="2/3;1/3"><p>one</p><p>two</p></{0}-box>
<{0}-button id="go" label="Go" styling="big">
  def on_click(event):
      said.append("go")
      show()
</{0}-button>
<{0}-inputbox id="name" label="Name">
  def on_keypress(event):
      if event.key == "Enter":
          said.append(name.value)
          name.clear()
          show()
</{0}-inputbox>
<{0}-inputbox id="other" label="Other">def on_focus(event): tell("focus")</{0}-inputbox>
<{0}-list id="tasks" source="given"></{0}-list>
<button id="old" pys-onClick="pressed">old</button>
<input id="keys" pys-onKeyDown="typed">
<button id="code" {0}-onClick="tell('code of ' + event.type)">code</button>
<p id="said"></p>
<script type="{0}">
from pagelet import page
said = []
given = ["a", {{"content": "b", "done": True}}]
def show(): page["#said"][0].text = " ".join(said)
def tell(word):
    said.append(word)
    show()
def pressed(event): tell("pys")
def typed(event): tell(event.key)
</script>
"""


@pytest.mark.parametrize("type_", TYPES)
def test_widgets(live, type_: str) -> None:
    html = WIDGETS.format(type_)
    tab = live(html if type_ == "py" else html.replace("pys-on", "mpy-on"))
    tab.wait_for(f"document.querySelectorAll('{type_}-list li').length === 2")
    assert tab.text(f"{type_}-title h1") == "Title"
    tab.click("#go button")
    tab.wait_for("document.querySelector('#said').textContent === 'go'")
    assert tab.evaluate("document.querySelector('#go button').className") == "big"
    tab.type("#name input", "Ada")
    tab.press("Enter")
    tab.wait_for("document.querySelector('#said').textContent === 'go Ada'")
    assert tab.evaluate("document.querySelector('#name input').value") == ""
    tab.click("#old")
    tab.wait_for("document.querySelector('#said').textContent === 'go Ada pys'")
    tab.type("#keys", "k")
    tab.wait_for("document.querySelector('#said').textContent === 'go Ada pys k'")
    tab.click("#code")
    tab.evaluate("(document.querySelector('#other input').focus(), 1)")
    tab.wait_for("document.querySelector('#said').textContent === 'go Ada pys k code of click focus'")
    wide, narrow = tab.evaluate(f"[...document.querySelectorAll('{type_}-box p')].map((p) => p.offsetWidth)")
    assert 1.5 < wide / narrow < 2.5
    assert tab.evaluate("document.querySelectorAll('#tasks input:checked').length") == 1


HELPED = """<{0}-button label="Go" id="go">
  import math
  def helper(): return math.floor(shift + 1.5)
  def on_click(event): window.said = helper()
</{0}-button>
<{0}-button label="Other" id="other">def on_click(event): window.said = "other"</{0}-button>
<script type="{0}">
from pagelet import window
shift = 0
def on_click(event): window.said = "the page's own"
def move():
    global shift
    shift = 2
move()
</script>
<button {0}-click="on_click" id="own">own</button>
"""


@pytest.mark.parametrize("type_", TYPES)
def test_code_in_a_widget_has_functions_and_imports_of_its_own(live, type_: str) -> None:
    tab = live(HELPED.format(type_))
    tab.wait_for("document.querySelector('#other button') && document.querySelector('#own:not([disabled])')", 20)
    for selector, said in (("#go button", 3), ("#other button", "other"), ("#own", "the page's own")):
        tab.click(selector)
        tab.wait_for(f"window.said === {said!r}")


REGISTER = "<{0}-register-widget src='w.py' name='%s' klass='%s'></{0}-register-widget>"
WRONG = [
    ("<{0}-button label='Go'>\ndef on_click(event):\n  prnt('x')\n</{0}-button>", "NameError", 4, "prnt('x')"),
    ("<{0}-button label='Go'>\n\n  def on_click(event)\n    pass\n</{0}-button>", "SyntaxError", 4, "event)"),
    ("<{0}-box widths='wide'></{0}-box>", '"wide" is none', 2, "widths="),
    ("<{0}-list source='nolist'></{0}-list>", 'no list "nolist"', 2, "source="),
    (REGISTER % ("gauge", "Gauge"), "hyphen", 2, "w.py"),
    (REGISTER % ("x-bad", "Bad") + "<x-bad></x-bad>", "ZeroDivisionError", "w.py:4", "1 / 0"),
]
WIDGET = """class Gauge: pass
class Bad:
  def __init__(self, element): pass
  def connect(self): return 1 / 0
"""


@pytest.mark.parametrize(("html", "said", "place", "line"), WRONG)
@pytest.mark.parametrize("type_", TYPES)
def test_what_is_wrong_in_a_widget_has_its_line(live, type_, html, said, place, line) -> None:
    tab = live(f"{html.format(type_)}<script type={type_}></script>", {"w.py": WIDGET}, fails=True)
    if "on_click" in html and said == "NameError":
        tab.wait_for(f"document.querySelector('{type_}-button button')", 20)
        tab.click(f"{type_}-button button")
    tab.wait_for("document.querySelector('pagelet-error')", 20)
    report = tab.report()
    assert said in report, report
    assert (place if isinstance(place, str) else f"index.html:{place}") in report, report
    assert line in report, report


GAUGE = """
from pagelet import Component
class Gauge(Component):
    level = 1
    def draw(self): return "level %d" % self.level
class Old:
    def __init__(self, element): self.element = element
    def connect(self): self.element.textContent = "connected"
"""


@pytest.mark.parametrize("type_", TYPES)
def test_a_class_of_a_file_becomes_a_tag(live, type_: str) -> None:
    tab = live(
        f"""<my-gauge level="3"></my-gauge><old-gauge id="old"></old-gauge>
<{type_}-register-widget src="gauge.py" name="my-gauge" klass="Gauge"></{type_}-register-widget>
<{type_}-register-widget src="gauge.py" name="old-gauge" klass="Old"></{type_}-register-widget>""",
        {"gauge.py": GAUGE},
    )
    tab.wait_for("document.querySelector('my-gauge').shadowRoot?.textContent === 'level 3'")
    tab.wait_for("document.querySelector('#old').textContent === 'connected'")


@pytest.mark.parametrize("type_", TYPES)
def test_texts(live, type_: str) -> None:
    tab = live(
        f"<{type_}-md>\n  # Cats\n\n  *purr*\n</{type_}-md><{type_}-tutor modules='a.py'></{type_}-tutor>",
        {"a.py": "print('a')\n"},
    )
    tab.wait_for(f"document.querySelector('{type_}-md h1')?.textContent === 'Cats'")
    tab.wait_for(f"document.querySelector('{type_}-tutor').shadowRoot?.querySelectorAll('details').length === 2")
    assert "print('a')" in tab.evaluate(f"document.querySelector('{type_}-tutor').shadowRoot.textContent")


@pytest.mark.parametrize("type_", TYPES)
def test_what_scripts_print_goes_where_they_say(live, type_: str) -> None:
    tab = live(f"""<p id="out"></p><p id="err"></p><p id="both"></p>
<{type_}-script std-out="out" std-err="err">
import sys
print("a < b")
print("  c")
print("wrong", file=sys.stderr)
</{type_}-script>
<{type_}-script output="both">
from pagelet import display
print("printed")
display("shown")
</{type_}-script>""")
    tab.wait_for("document.querySelector('#both').textContent.includes('shown')")
    assert tab.evaluate("[...document.querySelectorAll('#both div')].map((line) => line.textContent)") == [
        "printed",
        "shown",
    ]
    assert tab.evaluate("[...document.querySelectorAll('#out div')].map((line) => line.textContent)") == [
        "a < b",
        "  c",
    ]
    assert tab.text("#err") == "wrong"


def test_a_page_that_takes_long_says_so(live) -> None:
    tab = live(
        "<p>waiting</p><script type='mpy'>from pagelet import page\npage.append('done')</script>",
        preload="""() => {
  globalThis.release = undefined;
  const wait = new Promise((resolve) => (globalThis.release = resolve));
  const { fetch } = globalThis;
  globalThis.fetch = async (url, ...rest) => {
    if (/micropython.wasm|lib.mpy.json/.test(url)) await wait;
    return fetch(url, ...rest);
  };
}""",
    )
    tab.wait_for("document.querySelector('pagelet-loader')")
    assert "Python" in tab.evaluate("document.querySelector('pagelet-loader').shadowRoot.textContent")
    tab.evaluate("release()")
    tab.wait_for("document.body.textContent.includes('done') && !document.querySelector('pagelet-loader')")


def test_loaders_of_the_page_leave_when_python_is_there(live) -> None:
    tab = live("<mpy-splashscreen>One moment</mpy-splashscreen><py-loader></py-loader><script type='mpy'>1</script>")
    tab.wait_for("!document.querySelector('mpy-splashscreen') && !document.querySelector('py-loader')")


@pytest.mark.parametrize("type_", TYPES)
def test_an_environment_of_2022(live, tmp_path: Path, type_: str) -> None:
    wheel = make_wheel(tmp_path, "tiny", files={"tiny.py": "NAME = 'wheel'\n"})
    tab = live(
        f"""<{type_}-env>
- ./{wheel.name}
- paths:
  - helper.py
</{type_}-env><script type="{type_}">
from pagelet import page
import helper, tiny
page.append(helper.NAME + " by a " + tiny.NAME)
</script>""",
        {"helper.py": "NAME = 'helped'\n", wheel.name: wheel.read_bytes()},
    )
    tab.wait_for("document.body.textContent.includes('helped by a wheel')")


@pytest.mark.parametrize("type_", TYPES)
def test_modules_of_an_import_map_are_imported_by_name(live, type_: str) -> None:
    tab = live(
        f"""<script type="importmap">{{"imports": {{"shapes": "./shapes.js", "unused": "./nowhere.js"}}}}</script>
<{type_}-script output="out">import shapes
from shapes import area as surface
print(surface(2), shapes.area(3))</{type_}-script><output id="out"></output>""",
        {"shapes.js": "export const area = (side) => side * side;"},
    )
    tab.wait_for("document.querySelector('#out').textContent === '4 9'")
