"""Tags written in Python, on both interpreters, on the page and in workers."""

from __future__ import annotations

import pytest

WHERE = [("mpy", ""), ("py", ""), ("mpy", "worker"), ("py", "worker")]

TAGS = """
import asyncio
from pagelet import Component, component, page, window
from pagelet.html import button, div, p, slot
said = []

@component("my-counter")
class Counter(Component):
    count = 0
    step = 1
    label = "times"
    loud = False
    css = ":host { display: block } b { color: red }"
    def setup(self): said.append("setup")
    def connected(self): said.append("connected")
    def disconnected(self): said.append("disconnected")
    def changed(self, name, old): said.append([name, old, getattr(self, name)])
    def draw(self): return [slot(), button(self.count, " ", self.label, on_click=self.more)]
    def more(self, event=None): self.count += self.step
    def total(self, extra): return self.count + extra
    @property
    def double(self): return self.count * 2
    @double.setter
    def double(self, value): self.count = value // 2

async def settled(): await asyncio.sleep(0.15)

await settled()
first = page["my-counter"][0]
check("attributes of HTML", first.node.shadowRoot.textContent, "4 times")
check("a slot", first.text, "Cats")
check("hooks", said, ["setup", "connected"])
said.clear()
first.node.shadowRoot.querySelector("button").click()
await settled()
check("a click", first.node.getAttribute("count"), "6")
check("drawn anew", first.node.shadowRoot.textContent, "6 times")
check("changed", said, [["count", 4, 6]])
check("property", first.node.count, 6)
first.node.setAttribute("count", "2.5")
await settled()
check("whole numbers have fractions, too", first.node.shadowRoot.textContent, "2.5 times")
first.node.setAttribute("count", "10")
first.node.loud = True
await settled()
check("from outside", first.node.shadowRoot.textContent, "10 times")
check("flag", first.node.hasAttribute("loud"))
said.clear()
first.remove()
await settled()
check("disconnected", said, ["disconnected"])
page.body.append(first)
await settled()
check("back", said, ["disconnected", "connected"])
check("as it was", first.node.shadowRoot.textContent, "10 times")
made = Counter("Dogs", count=3, label="dogs", id="made", class_="x")
check("before it is made", made.count, 3)
page.body.append(div(made))
await settled()
check("made in Python", page["#made"][0].node.shadowRoot.textContent, "3 dogs")
made.count = 7
made.label = "big dogs"
await settled()
check("set in Python", page["#made"][0].node.shadowRoot.textContent, "7 big dogs")
check("attribute", page["#made"][0].attrs["count"], "7")
made.count = 0.5
await settled()
check("fractions stay", made.count, 0.5)
made.count = 7
await settled()
check("find inside", made.find("button")[0].text, "7 big dogs")
rows = [Counter(str(i), count=i) for i in range(10)]
page.body.append(rows)
for _ in range(40):
    if not len(rows[9].find("button")): await settled()
check("many", rows[9].find("button")[0].text, "9 times")

@component("plain-note")
class Note:
    shadow = False
    css = "plain-note p { font-weight: 700 }"
    def draw(self): return p("note")
    def connected(self): self.on("click", self.click_on)
    def click_on(self, event): self.emit("noted", {"n": 1})
heard = []
page.body.on("noted", lambda event: heard.append(event.detail.n))
page.body.append(Note(id="note"))
await settled()
check("light", page["#note"][0].html, "<p>note</p>")
check("style", window.getComputedStyle(page["#note p"][0].node).fontWeight, "700")
page["#note"][0].click()
for _ in range(40):
    if not heard: await settled()
check("event", heard, [1])
fails("name", ValueError, "hyphen", lambda: component("Counter"))
"""


@pytest.mark.parametrize(("type_", "where"), WHERE)
def test_components(live, kit, type_: str, where: str) -> None:
    tab = live(f'<body><my-counter count="4" step="2">Cats</my-counter>{kit.checks(type_, TAGS, where)}', options=())
    kit.verdict(tab)


WAITING = """
import asyncio
from pagelet import Component, component, page
from pagelet.html import p
said = []
go = []

async def until(what):
    for _ in range(100):
        if what(): return
        await asyncio.sleep(0.05)

@component("late-setup")
class Late(Component):
    n = 1
    async def setup(self):
        said.append("setup")
        await until(lambda: go)
        self.data = "loaded"
    def connected(self): said.append("connected")
    def disconnected(self): said.append("disconnected")
    def draw(self):
        said.append("draw")
        return self.data + str(self.n)

@component("late-draw")
class Drawn(Component):
    n = 1
    async def draw(self):
        n = self.n
        await asyncio.sleep(0.3 if n == 2 else 0.01)
        return [p(n), "drawn"]

@component("one-by-one")
class Yields(Component):
    def draw(self):
        yield p("one")
        yield "two"

def inside(css): return page[css][0].node.shadowRoot.innerHTML

await until(lambda: said)
late = page["late-setup"][0]
late.n = 5
await asyncio.sleep(0.02)
check("nothing is drawn before", said, ["setup"])
go.append(1)
await until(lambda: "connected" in said)
check("drawn when setup is over", said, ["setup", "draw", "connected"])
check("with what was set meanwhile", inside("late-setup"), "loaded5")
late.n = 6
await until(lambda: inside("late-setup") == "loaded6")
check("drawn anew", inside("late-setup"), "loaded6")
late.remove()
await until(lambda: said[-1] == "disconnected")

said.clear()
go.clear()
gone = Late(n=7, id="gone")
page.body.append(gone)
await until(lambda: said)
gone.remove()
await asyncio.sleep(0.05)
go.append(1)
await asyncio.sleep(0.2)
check("taken away while it waits", said, ["setup"])
page.body.append(gone)
await until(lambda: "connected" in said)
check("and put back", said, ["setup", "draw", "connected"])
check("it is as others", inside("#gone"), "loaded7")

await until(lambda: "drawn" in inside("late-draw"))
check("an answer that is awaited", inside("late-draw"), "<p>1</p>drawn")
drawn = page["late-draw"][0]
drawn.n = 2
drawn.n = 3
await asyncio.sleep(0.5)
check("the newest stays", inside("late-draw"), "<p>3</p>drawn")
check("what is yielded", inside("one-by-one"), "<p>one</p>two")
"""


@pytest.mark.parametrize(("type_", "where"), WHERE)
def test_setup_and_draw_may_wait(live, kit, type_: str, where: str) -> None:
    tags = "<late-setup></late-setup><late-draw></late-draw><one-by-one></one-by-one>"
    kit.verdict(live(f"<body>{tags}{kit.checks(type_, WAITING, where)}"))


MEMBERS = """
from pagelet import Component, component
@component("my-sum")
class Sum(Component):
    count = 1
    _factor = 2
    def times(self, n): return self.count * n
    async def later(self, n): return n + 1
    async def data(self): return {"a": [1, 2]}
    def getPySrc(self): return "source"
    @property
    def double(self): return self.count * self._factor
    @double.setter
    def double(self, value): self.count = value // 2
    @property
    def fixed(self): return "fixed"
    def broken(self): raise ValueError("oh")
"""


@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_members_are_javascripts_too(live, kit, type_: str) -> None:
    tab = live(f"<my-sum count=5></my-sum>{kit.python(type_, MEMBERS)}")
    tab.wait_for("document.querySelector('my-sum').times")
    assert tab.evaluate("document.querySelector('my-sum').times(3)") == 15
    assert tab.evaluate("document.querySelector('my-sum').getPySrc()") == "source"
    assert tab.evaluate("document.querySelector('my-sum').double") == 10
    assert tab.evaluate("document.querySelector('my-sum').double = 8, document.querySelector('my-sum').count") == 4
    assert tab.evaluate("Promise.resolve(document.querySelector('my-sum').later(3))") == 4
    assert tab.evaluate("document.querySelector('my-sum').data().then(JSON.stringify)") == '{"a":[1,2]}'
    assert tab.evaluate("document.querySelector('my-sum').fixed") == "fixed"
    assert "oh" in tab.evaluate(
        "(() => { try { document.querySelector('my-sum').broken() } catch (e) { return String(e) } })()"
    )


BROKEN = """
import asyncio
from pagelet import component
@component("my-bad")
class Bad:
    {}
        return 1 / 0
"""
BREAKS = ["def draw(self):", "async def draw(self):", "async def setup(self):\n        await asyncio.sleep(0.01)"]


@pytest.mark.parametrize("begin", BREAKS)
@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_an_error_in_a_tag_shows(live, kit, type_: str, begin: str) -> None:
    tab = live(f"<main><my-bad></my-bad></main>{kit.python(type_, BROKEN.format(begin))}", fails=True)
    tab.wait_for("document.querySelector('pagelet-error')")
    text = tab.evaluate("document.querySelector('pagelet-error').shadowRoot.textContent")
    assert "ZeroDivisionError" in text
    assert "PGL-P" in text
    assert "index.html" in text
    assert "return 1 / 0" in text


PLUGIN = """
from pagelet import Component, component, document, window
def configure(config): config["greeting"] = config["greeting"] + "!"
async def before_run(script): window.log.push("before " + script.id)
def after_run(script): window.log.push("after " + script.id)
def on_error(error): window.log.push(error["code"])
@component("plug-in")
class Tag(Component):
    def draw(self): return "plugged"
"""


WORKED = """
from pagelet import Element, window
def configure(config): config["greeting"] += "!"
async def before_run(script): window.log.push("before " + script.id)
def after_run(script): window.log.push("after " + script.id)
def on_error(error): window.log.push(error["code"])
"""


@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_plugins_in_workers(live, type_: str) -> None:
    config = '{"plugins": ["worked"], "greeting": "hi", "files": {"worked.py": ""}}'
    script = f"<script type='{type_}' worker config='{config}'"
    tab = live(
        f"""{script} id="one">from pagelet import config, window
window.log.push(config["greeting"])</script>{script} id="two">1 / 0</script>""",
        {"worked.py": WORKED},
        preload="() => { window.log = [] }",
        fails=True,
    )
    tab.wait_for("window.log?.length >= 5")
    log = tab.evaluate("window.log")
    assert [said for said in log if said in ("before one", "hi!", "after one")] == ["before one", "hi!", "after one"]
    assert [said for said in log if said in ("before two", "PGL-P02")] == ["before two", "PGL-P02"]


@pytest.mark.parametrize("where", ["", "worker"])
@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_what_fails_in_on_error_is_shown_once(live, type_: str, where: str) -> None:
    config = '{"plugins": ["bad"], "files": {"bad.py": ""}}'
    code = "def on_error(error): raise LookupError('in on_error')"
    tab = live(f"<script type={type_} {where} config='{config}'>1 / 0</script>", {"bad.py": code}, fails=True)
    tab.wait_for("document.querySelectorAll('pagelet-error').length === 2", 20)
    tab.wait_for("new Promise((done) => setTimeout(done, 200, true))")
    assert tab.count("pagelet-error") == 2, tab.report()
    assert "bad.py:1" in tab.report()


@pytest.mark.parametrize("type_", ["mpy", "py"])
def test_plugins(live, type_: str) -> None:
    config = '{"plugins": ["myplug", "!TYPE-md"], "greeting": "hi", "files": {"myplug.py": ""}}'.replace("TYPE", type_)
    tab = live(
        f"""<plug-in></plug-in><{type_}-md>*x*</{type_}-md><{type_}-config>{config}</{type_}-config>
<script type="{type_}" id="one">from pagelet import config, window
window.log.push(config["greeting"])</script>
<script type="{type_}" id="two">1 / 0</script>""",
        {"myplug.py": PLUGIN},
        preload="() => { window.log = [] }",
        fails=True,
    )
    tab.wait_for("window.log?.length >= 5")
    tab.wait_for("document.querySelector('plug-in').shadowRoot?.textContent == 'plugged'")
    log = tab.evaluate("window.log")
    assert [said for said in log if said in ("before one", "hi!", "after one")] == ["before one", "hi!", "after one"]
    assert [said for said in log if said in ("before two", "PGL-P02")] == ["before two", "PGL-P02"]
    assert tab.evaluate(f"document.querySelector('{type_}-md').shadowRoot") is None
