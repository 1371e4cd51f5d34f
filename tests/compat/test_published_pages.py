"""Pages that people have published on the index with what they made for PyScript: each runs as it is, but for its versions."""

from __future__ import annotations

import pytest
from tests.wheels import VERSION, mirror

APP = "create-pyscript-app==0.0.3"
TASKS = "compo==0.0.1"
DOCS = "mkdocs-pyscript==0.2.1"


def test_the_task_list_of_2022(live, published) -> None:
    page = published(TASKS).files["compo/old/tasks.html"].decode()
    tab = live("", {"index.html": page}, options=("--pyscript",))
    tab.wait_for("!document.querySelector('#new-task-btn').disabled", 40)
    tab.type("#new-task-content", "wash")
    tab.click("#new-task-btn")
    tab.wait_for("document.querySelectorAll('#list-tasks-container .task').length === 1")
    tab.type("#new-task-content", "dry")
    tab.press("Enter")
    tab.wait_for("document.querySelectorAll('#list-tasks-container .task').length === 2")
    assert tab.evaluate("[...document.querySelectorAll('.task p')].map((p) => p.textContent)") == ["wash", "dry"]
    tab.click("#task-1 input")
    tab.wait_for("document.querySelector('#task-1 p').classList.contains('line-through')")


# What mkdocs and the plugin write for two blocks of Python, of which the first is marked "setup".
LESSON = """<!doctype html><html><head>
<script type="module" src="https://pyscript.net/releases/2024.4.2/core.js"></script>
<link rel="stylesheet" href="https://pyscript.net/releases/2024.4.2/core.css"></head><body>
<div class="py-wrapper" style="position:relative;display: none;"><script type="py-editor" setup env="a">
print("This is some setup code")</script></div>
<div class="py-wrapper" style="position:relative;"><pre><code class="language-py" env="a">
print("This is the main tag")</code></pre></div>
<script type="module" src="makeblocks.js"></script></body></html>"""


def test_a_page_of_documentation_becomes_an_editor(live, published) -> None:
    script = published(DOCS).files["mkdocs_pyscript/dist/js/makeblocks.js"]
    tab = live("", {"index.html": LESSON, "makeblocks.js": script}, options=("--pyscript",))
    tab.click("[data-pyscript=button]")
    tab.wait_for("document.querySelector('pagelet-editor')?.shadowRoot.querySelector('.cm-content')")
    tab.evaluate("(document.querySelector('pagelet-editor').shadowRoot.querySelector('.run').click(), 1)")
    shown = "document.querySelector('pagelet-editor').textContent"
    tab.wait_for(f"{shown}.includes('This is some setup code') && {shown}.includes('This is the main tag')", 40)


@pytest.mark.nightly
def test_plots_of_2022(live, published, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project of create-pyscript-app as it begins, and a page with an environment."""
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    app = {name.rpartition("/")[2]: data for name, data in published(APP).files.items() if "/app/" in name}
    page = app["index.html"].decode().replace('{"packages"', f'{{"interpreter": "{VERSION}", "packages"')
    # Matplotlib says on stderr that it looks for fonts.
    tab = live("", {**app, "index.html": page}, options=("--pyscript", "--port", "0"), fails=True)
    tab.wait_for("document.querySelector('#app img, pagelet-error')", 90)
    assert tab.count("#app img") == 1
    assert tab.text("#message code") == "app.py"
    page = published(TASKS).files["compo/old/splash_sreen_removal.html"].decode()
    page = page.replace("<py-env>", f'<py-config>interpreter = "{VERSION}"\npackages = [').replace(
        "</py-env>", "]</py-config>"
    )
    page = page.replace("- numpy", '"numpy",').replace("- matplotlib", '"matplotlib"')
    tab = live("", {"index.html": page}, options=("--pyscript", "--port", "0"), fails=True)
    tab.wait_for("document.querySelector('#plot img, pagelet-error')", 90)
    assert tab.count("#plot img") == 1
