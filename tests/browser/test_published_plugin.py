"""A plugin as others publish it: a wheel on an index, used on the page and in workers, by both interpreters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.shelf import make_wheel

PLUGIN = """
from pagelet import Component, component, window
from loud_words import loud

@component("shout-out")
class Shout(Component):
    said = ""
    def draw(self): return loud(self.said)

def note(*words): window.log.push(" ".join(words))

class Plugin:
    async def configure(self, config):
        self.name = config["name"]
        config["greeting"] = loud(config["greeting"])
        config["packages"] += config.get("later", [])
    def before_run(self, script): note(self.name, "before", script.id)
    async def after_run(self, script): note(self.name, "after", script.id)
    def on_error(self, error): note(self.name, "error", error["code"])

plugin = Plugin()
"""
CONFIG = '{"packages": ["pagelet-shout"], "plugins": ["pagelet_shout"], "name": "NAME", "greeting": "hi"}'
SCRIPTS = """
<script type="TYPE" id="NAME-1" WHERE>
from pagelet import config, page, window
from pagelet_shout import Shout
LATER
window.log.push(config["name"] + " ran " + config["greeting"])
page.append(Shout(said="from " + config["name"], id="NAME-shout"))
</script>
<script type="TYPE" id="NAME-2" WHERE>1 / 0</script>"""
PAGE = f"""<!doctype html><shout-out said="from HTML" id="html"></shout-out>
<TYPE-config>{CONFIG.replace("NAME", "page")}</TYPE-config>
{SCRIPTS.replace("NAME", "page").replace("WHERE", "")}
{SCRIPTS.replace("WHERE", f"worker config='{CONFIG}'").replace("NAME", "worker")}"""


@pytest.mark.parametrize("type_", ["mpy", pytest.param("py", marks=pytest.mark.nightly)])
def test_a_plugin_comes_as_a_wheel(serve, context, shelf, tmp_path: Path, type_: str) -> None:
    shelf.wheel("loud-words", files={"loud_words.py": "def loud(text): return text.upper() + '!'\n"})
    shelf.wheel("pagelet-shout", requires=["loud-words", "pagelet"], files={"pagelet_shout/__init__.py": PLUGIN})
    site = tmp_path / "site"
    site.mkdir()
    (site / "pagelet.toml").write_text(f'index_urls = ["{shelf.url}"]\n')
    page = PAGE.replace("TYPE", type_).replace("LATER", "import later" if type_ == "py" else "")
    if type_ == "py":  # MicroPython has what the tool has found, and installs nothing by itself
        wheel = make_wheel(site, "later", files={"later.py": ""})
        page = page.replace('"greeting":', f'"later": ["./{wheel.name}"], "greeting":')
    (site / "index.html").write_text(page)
    tab = context.open()
    tab.preload("() => { window.log = [] }")
    tab.goto(serve(site))
    # One tag for all of them: it is drawn by who has it first, whoever makes the element.
    for name in ("html", "page", "worker"):
        css = "#html" if name == "html" else f"#{name}-shout"
        tab.wait_for(f"document.querySelector('{css}')?.shadowRoot?.textContent === 'FROM {name.upper()}!'", 60)
    for name in ("page", "worker"):
        ran = [f"{name} before {name}-1", f"{name} ran HI!", f"{name} after {name}-1"]
        # The page's plugin hears of all that the page shows, its worker's errors too.
        failed = [f"{name} before {name}-2", f"{name} error PGL-P02", *["page error PGL-P02"][: name == "page"]]
        tab.wait_for(f"log.filter((line) => line.startsWith('{name} ')).length >= {len(ran + failed)}", 60)
        log = [line for line in tab.evaluate("log") if line.startswith(f"{name} ")]
        assert [line for line in log if line in ran] == ran
        assert [line for line in log if line in failed] == failed
        assert sorted(log) == sorted(ran + failed)


BUILT = """<!doctype html><shout-out said="built"></shout-out>
<TYPE-config>
{"packages": ["./WHEEL"], "plugins": ["pagelet_shout", "beside"], "name": "page", "greeting": "hi"}
</TYPE-config>
<script type="TYPE" id="one">1</script>"""
# Nobody lists this file, and no other plugin has what it uses.
BESIDE = """
from pagelet import storage, window
async def before_run(script): window.log.push("beside " + type(await storage("plugin")).__name__)
"""


@pytest.mark.parametrize("type_", ["mpy", pytest.param("py", marks=pytest.mark.nightly)])
def test_a_site_has_what_its_plugins_use(host, context, tmp_path: Path, type_: str) -> None:
    site = tmp_path / "site"
    words = "def loud(text): return text.upper() + '!'\n"
    wheel = make_wheel(site, "pagelet-shout", files={"pagelet_shout/__init__.py": PLUGIN, "loud_words.py": words})
    (site / "index.html").write_text(BUILT.replace("TYPE", type_).replace("WHEEL", wheel.name))
    (site / "beside.py").write_text(BESIDE)
    command = [sys.executable, "-m", "pagelet_cli", "build", str(site), "-o", str(tmp_path / "out")]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    tab = context.open()
    tab.preload("() => { window.log = [] }")
    tab.goto(host(tmp_path / "out").base)
    tab.wait_for("document.querySelector('shout-out').shadowRoot?.textContent === 'BUILT!'", 60)
    tab.wait_for("log.length === 3")
    assert tab.evaluate("log") == ["page before one", "beside Storage", "page after one"]
