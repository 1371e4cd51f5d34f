"""Frameworks for PyScript, as their registries have them, run their own examples."""

from __future__ import annotations

import json

import pytest

CORE = "https://pyscript.net/releases/2024.9.2/core.js"
LOADER = f'<script type="module" src="{CORE}"></script><link rel="stylesheet" href="{CORE[:-2]}css">'
PUEPY = "puepy==0.6.5"


def puepy_page(kind: str, wheel: str, script: str) -> str:
    """Write a page with PuePy: CPython takes it as a package, MicroPython as the files in it."""
    config = {"packages": [f"./{wheel}"]} if kind == "py" else {"files": {f"./{wheel}": "./*"}}
    tag = f"<script type='{kind}' src='{script}' config='{json.dumps(config)}'></script>"
    return f"{LOADER}<div id='app'>loading</div>{tag}"


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_puepy_runs_its_example(live, published, kind: str) -> None:
    puepy = published(PUEPY)
    files = {puepy.path.name: puepy.path.read_bytes(), "hello.py": puepy.example()}
    tab = live(puepy_page(kind, puepy.path.name, "hello.py"), files, options=("--pyscript",))
    tab.wait_for("document.querySelector('#app h1, pagelet-error')", 40)
    assert tab.text("#app h1") == "Welcome to PyScript"
    assert tab.text("#app p") == "Why don't you tell me your name?"
    tab.type("#app input", "Ada")
    tab.wait_for("document.querySelector('#app p').textContent == 'Hello there, Ada'")
    tab.click("#app button")


COUNTER = """
from puepy import Application, Page, Component, Prop, t
app = Application()

@t.component()
class Stepper(Component):
    props = ["label", Prop("step", "how far", int, 1)]
    component_name = "stepper"
    default_classes = ["stepper"]
    def populate(self):
        t.button(self.label, on_click=self.on_press)
        self.insert_slot()
    def on_press(self, event):
        self.trigger_event("stepped", detail={"step": self.step})

@app.page()
class Counter(Page):
    def initial(self):
        return {"count": 10, "names": ["one", "two"]}
    def populate(self):
        with t.stepper(label="less", step=-1, on_stepped=self.on_stepped, id="less"):
            t.em("slot")
        t.span(str(self.state["count"]), id="count")
        t.stepper(label="more", on_stepped=self.on_stepped, id="more")
        with t.ul():
            for name in self.state["names"]:
                t.li(name)
    def on_stepped(self, event):
        step = event.detail.get("step")
        self.state["count"] += step
        if self.state["count"] == 11:
            with self.state.mutate("names"):
                self.state["names"].append("eleven")
    @property
    def title(self):
        return "Counting"

app.mount("#app")
"""


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_puepy_components_state_and_events(live, published, kind: str) -> None:
    puepy = published(PUEPY)
    files = {puepy.path.name: puepy.path.read_bytes(), "counter.py": COUNTER}
    tab = live(puepy_page(kind, puepy.path.name, "counter.py"), files, options=("--pyscript",))
    tab.wait_for("document.querySelector('#count, pagelet-error')", 40)
    assert tab.text("#count") == "10"
    assert tab.text("#less em") == "slot"
    for button, count in (("more", 11), ("less", 10)):
        tab.click(f"#{button} button")
        tab.wait_for(f"document.querySelector('#count').textContent == '{count}'")
    assert tab.evaluate("[...document.querySelectorAll('li')].map((item) => item.textContent)") == [
        "one",
        "two",
        "eleven",
    ]


# LTK puts scripts that are made of text into the page, which the strict policy stops.
LTK_POLICY = "csp = false\n"


@pytest.fixture
def ltk(serve, context, published, tmp_path):
    """Return a function that opens a page with LTK and what it asks for: jQuery and its widgets."""

    def run(kind: str, code: str):
        wheel = published("pyscript-ltk==0.2.30")
        (tmp_path / wheel.path.name).write_bytes(wheel.path.read_bytes())
        (tmp_path / "jquery.js").write_bytes(published("jquery@3.7.1").files["dist/jquery.min.js"])
        (tmp_path / "jquery-ui.js").write_bytes(published("jquery-ui@1.14.1").files["dist/jquery-ui.min.js"])
        (tmp_path / "pagelet.toml").write_text(LTK_POLICY)
        (tmp_path / "main.py").write_text(code)
        config = json.dumps({"files": {f"./{wheel.path.name}": "./*"}})
        scripts = '<script src="jquery.js"></script><script src="jquery-ui.js"></script>'
        (tmp_path / "index.html").write_text(
            f"<!doctype html>{LOADER}{scripts}<body><script type='{kind}' src='main.py' config='{config}'></script>"
        )
        return context.open(serve(tmp_path, "--pyscript"))

    return run


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_ltk_runs_its_example(ltk, published, kind: str) -> None:
    example = published("pyscript-ltk==0.2.30").example()
    # This version of LTK has no "body" any more, whatever its description says.
    tab = ltk(kind, example.replace("ltk.body", 'ltk.find("body")'))
    tab.wait_for("document.querySelector('.ltk-text, pagelet-error')", 40)
    assert tab.text(".ltk-text") == "Hello World", tab.report()
    assert tab.count("pagelet-error") == 0, tab.report()


WIDGETS = """
import ltk
model = {"count": 0}

@ltk.callback
def more(event):
    model["count"] += 1
    ltk.find("#count").text(str(model["count"]))

ltk.VBox(
    ltk.HBox(ltk.Button("More", more).attr("id", "more"), ltk.Text("0").attr("id", "count")),
    ltk.Table(ltk.TableRow(ltk.TableHeader("name")), [ltk.TableRow(ltk.TableData(name)) for name in ("Ada", "Grace")]),
    ltk.Input("typed").attr("id", "field").on("change", ltk.proxy(lambda event: ltk.find("#count").text("changed"))),
).appendTo(ltk.find("body"))
ltk.schedule(lambda: ltk.find("#more").css("color", "red"), "colour", 0.01)
"""


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_ltk_widgets_and_events(ltk, kind: str) -> None:
    tab = ltk(kind, WIDGETS)
    tab.wait_for("document.querySelector('#count, pagelet-error')", 40)
    tab.click("#more")
    tab.wait_for("document.querySelector('#count').textContent == '1'")
    assert tab.evaluate("[...document.querySelectorAll('td, th')].map((cell) => cell.textContent)") == [
        "name",
        "Ada",
        "Grace",
    ]
    tab.wait_for("document.querySelector('#more').style.color")
    assert tab.count("pagelet-error") == 0, tab.report()
