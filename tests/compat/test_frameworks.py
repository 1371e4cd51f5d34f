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
