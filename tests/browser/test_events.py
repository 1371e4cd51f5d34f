"""py-EVENT and mpy-EVENT attributes."""

from __future__ import annotations

import pytest

PAGE = """<body>
<button id=named {k}-click="named">1</button>
<button id=dotted {k}-click="game.copy">2</button>
<button id=static {k}-click="Game.start">2</button>
<button id=code {k}-click="log('code ' + event.type)">3</button>
<button id=lines {k}-click="
    for n in range(2):
        log('line ' + str(n))
">3</button>
<button id=waits {k}-click="waits">4</button>
<button id=waiting-code {k}-click="await waits(event)">4</button>
<button id=own disabled {k}-click="named">5</button>
<input id=input {k}-input="typed" {k}-keydown="log('key ' + event.key)">
<div id=div {k}-custom-event="custom"><b id=b>inside</b></div>
<div id=host><template shadowrootmode=open><button id=s {k}-click="named">6</button></template></div>
<script type={k}>
import asyncio
from pagelet import window, document
def log(text): window.seen.push(text)
def named(event): log("named " + event.type + " " + event.currentTarget.id)
def custom(event): log("custom " + event.type + " " + event.target.id)
def typed(event): log("typed " + event.target.value)
async def waits(event):
    await asyncio.sleep(0.01)
    log("waited " + event.type)
class Game:
    @staticmethod
    def start(event): log("static " + event.target.id)
    def copy(self, event): log("dotted " + event.target.id)
game = Game()
</script>
"""

# What the controls were like while there was no Python yet.
EARLY = """() => {
  window.seen = [];
  addEventListener("DOMContentLoaded", () => setTimeout(() =>
    (window.early = [...document.querySelectorAll("button, input")].map((control) => control.disabled))));
}"""


def click(tab, selector: str, wanted: str) -> None:
    tab.evaluate("seen.length = 0")
    tab.click(selector)
    saw(tab, wanted)


def saw(tab, wanted: str) -> None:
    tab.wait_for(f"seen.join() === {wanted!r}", 10)


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_handlers(live, kind) -> None:
    tab = live(PAGE.replace("{k}", kind), preload=EARLY)
    if kind == "py":
        assert tab.wait_for("window.early") == [True] * 9
    tab.wait_for("!document.querySelector('#named').disabled")
    assert tab.evaluate("[...document.querySelectorAll('button, input')].map((c) => c.disabled)") == [
        *[False] * 7,
        True,
        False,
    ]
    click(tab, "#named", "named click named")
    click(tab, "#dotted", "dotted dotted")
    click(tab, "#static", "static static")
    click(tab, "#code", "code click")
    click(tab, "#lines", "line 0,line 1")
    click(tab, "#waits", "waited click")
    click(tab, "#waiting-code", "waited click")
    click(tab, "#host >>> #s", "named click s")
    tab.evaluate("seen.length = 0")
    tab.type("#input", "a")
    saw(tab, "key a,typed a")
    tab.evaluate("seen.length = 0; document.querySelector('#div').dispatchEvent(new Event('custom-event'))")
    saw(tab, "custom custom-event div")


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_elements_that_come_later(live, kind) -> None:
    tab = live(PAGE.replace("{k}", kind), preload=EARLY)
    tab.wait_for("!document.querySelector('#named').disabled")
    tab.call(
        """(attribute) => {
      const button = (id) => {
        const made = document.createElement("button");
        made.id = made.textContent = id;
        made.setAttribute(attribute, "named");
        return made;
      };
      const section = document.createElement("section");
      section.append(button("later"));
      document.body.append(button("top"), section);
      const host = section.appendChild(document.createElement("div"));
      host.id = "host2";
      host.attachShadow({ mode: "open" }).append(button("shadow"));
      const loose = document.createElement("div");
      loose.id = "host3";
      const root = loose.attachShadow({ mode: "open" });
      root.append(button("loose"));
      document.body.append(loose);
      const inner = root.appendChild(document.createElement("div"));
      inner.attachShadow({ mode: "open" }).append(button("inner"));
      inner.id = "inner-host";
    }""",
        f"{kind}-click",
    )
    for selector in ("#top", "#later", "#host2 >>> #shadow", "#host3 >>> #loose", "#host3 >>> #inner-host >>> #inner"):
        click(tab, selector, f"named click {selector.split('#')[-1]}")
    # Moving an element does not wire it twice; the attribute is read when the event happens.
    tab.evaluate("document.body.prepend(document.querySelector('#top'))")
    click(tab, "#top", "named click top")
    tab.evaluate(f"document.querySelector('#top').setAttribute('{kind}-click', 'log(\"changed\")')")
    click(tab, "#top", "changed")


def test_two_types_and_no_script_at_all(live) -> None:
    html = """<body><button id=b mpy-click="from pagelet import window; window.seen.push('mpy')"
      py-click="from pagelet import window; window.seen.push('py')">both</button>
      <p id=p mpy-click="from pagelet import window; window.seen.push('p ' + event.type)">text</p>"""
    tab = live(html, preload="() => { window.seen = [] }")
    tab.click("#p")
    saw(tab, "p click")
    tab.evaluate("seen.length = 0")
    tab.click("#b")
    tab.wait_for("seen.length === 2")
    assert sorted(tab.evaluate("seen")) == ["mpy", "py"]


def test_missing_function_and_error_show_beside_the_element(live) -> None:
    html = """<body><button id=a mpy-click="nobody">1</button><button id=c mpy-click="game.nobody">1</button>
<button id=b mpy-click="broken">2</button>
<script type=mpy>
class game: pass
def broken(event): raise ValueError("in the handler")</script>"""
    tab = live(html, fails=True)
    # Beside the element that names it, or beside the script whose line it is.
    for selector, place, text in (
        ("#a", "#a", "PGL-P06"),
        ("#c", "#c", "PGL-P06"),
        ("#b", "script[type=mpy]", "handler"),
    ):
        tab.click(selector)
        tab.wait_for(f"document.querySelector('{place}').nextElementSibling.localName === 'pagelet-error'", 10)
        assert text in tab.evaluate(f"document.querySelector('{place}').nextElementSibling.shadowRoot.textContent")


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_handlers_can_prevent_what_the_browser_does(live, kind) -> None:
    html = """<body><a id=named href="#gone" {k}-click="stop">1</a>
<a id=code href="#gone" {k}-click="event.preventDefault()">2</a>
<a id=when href="#gone">3</a> <a id=slow href="#gone" {k}-click="slow">4</a>
<script type={k}>
import asyncio
from pagelet import document, when
def stop(event): event.preventDefault()
async def slow(event):
    event.preventDefault()
    await asyncio.sleep(0)
@when("click", "#when")
def on_click(event): event.preventDefault()
document.body.dataset.ready = "yes"
</script>"""
    tab = live(html.replace("{k}", kind))
    tab.wait_for("document.body.dataset.ready")
    for name in ("named", "code", "when", "slow"):
        tab.click(f"#{name}")
    tab.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert tab.evaluate("location.hash") == ""


@pytest.mark.parametrize("where", ["", "worker"])
def test_clicks_that_come_before_python_are_answered_when_it_is_there(live, where: str) -> None:
    html = f"""<body><p id=around><button id=b>go <b id=in>on</b></button></p><button id=c>later</button>
<script type=mpy {where}>
from pagelet import page, when, window
@when("click", "#b")
def answer(event):
    page["#b"][0].attrs["data-said"] = words + event.target.id
@when("click", "#around", once=True)
async def count(event):
    page["#around"][0].attrs["data-count"] = str(int(page["#around"][0].attrs.get("data-count", "0")) + 1)
words = "clicked "
</script>"""
    slow = """() => {
  const { fetch } = globalThis;
  const wait = new Promise((resolve) => (globalThis.release = resolve));
  globalThis.fetch = async (url, ...rest) => {
    if (/micropython.wasm/.test(url)) await wait;
    return fetch(url, ...rest);
  };
}"""
    tab = live(html, preload=slow)
    tab.click("#in")
    tab.evaluate("release()")
    tab.wait_for("b.dataset.said === 'clicked in' && around.dataset.count === '1'")
    tab.evaluate("(b.dataset.said = '', 1)")
    tab.click("#b")
    tab.wait_for("b.dataset.said.startsWith('clicked')")
    assert tab.evaluate("around.dataset.count") == "1"
