"""`env`: scripts of one name share their names, and share none with the rest of the page; in workers, one worker."""

from __future__ import annotations

import pytest

LAB = """<body>
<script type="mpy">from pagelet import window
def note(*words): window.log.push(" ".join(str(word) for word in words))
which = "page"</script>
<script type="mpy" env="lab">
from pagelet import window
import asyncio
def note(*words): window.log.push(" ".join(str(word) for word in words))
note("page's" if "which" in globals() else "none")
which = "lab"
await asyncio.sleep(0.01)
also = "after a pause"
def tell(event): note(which)
async def late(event):
    await asyncio.sleep(0)
    note(which, "late")
</script>
<script type="mpy" env="lab" async="false" src="more.py"></script>
<mpy-script env="other">from pagelet import window
window.log.push(__name__ + str("which" in globals() or "note" in globals()))
which = "other"</mpy-script>
<script type="mpy">
import asyncio
while window.log.length < 3: await asyncio.sleep(0.01)
note(which, "also" in globals())
def tell(event): note("of the page")
</script>
<button id="a" env="lab" mpy-click="tell">a</button>
<button id="b" env="lab" mpy-click="await late(event); note(event.type)">b</button>
<button id="c" mpy-click="tell">c</button>
<mpy-repl id="cell" env="lab">also + "?"</mpy-repl>
"""
DONE = "() => { window.log = []; window.ended = 0; addEventListener('py:all-done', () => ended++, true) }"


def run_cell(tab) -> None:
    tab.wait_for("document.querySelector('#cell').shadowRoot?.querySelector('.cm-content')")
    tab.evaluate("document.querySelector('#cell').run()")


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_scripts_handlers_and_cells_of_one_env_share_their_names(live, kind) -> None:
    files = {"more.py": "note(which, 'again')\nwhich = 'lab, later'"}
    tab = live(LAB.replace("mpy", kind), files, preload=DONE)
    tab.wait_for("ended === 1 && !document.querySelector('#a').disabled")
    assert sorted(tab.evaluate("log")) == ["__main__False", "lab again", "none", "page False"]
    tab.click("#a")
    tab.wait_for("log.includes('lab, later')")
    tab.click("#b")
    tab.wait_for("log.includes('lab, later late') && log.at(-1) === 'click'")
    tab.click("#c")
    tab.wait_for("log.at(-1) === 'of the page'")
    run_cell(tab)
    tab.wait_for("document.querySelector('#cell-output').textContent.includes('after a pause?')")


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_an_error_in_an_env_has_its_line(live, kind) -> None:
    html = f"""<body>
<script type="{kind}" env="lab">
import asyncio
await asyncio.sleep(0)
nobody
</script>
<script type="{kind}" env="lab" id="next">from pagelet import document
asyncio.sleep
document.body.dataset.ran = "yes"</script>"""
    tab = live(html, fails=True)
    tab.wait_for("document.querySelector('pagelet-error') && document.body.dataset.ran")
    said = tab.evaluate("document.querySelector('pagelet-error').shadowRoot.textContent")
    assert "NameError" in said
    assert "index.html:6" in said


SHARED = """<body>
<script type="mpy" worker env="lab" id="first" name="one" config='{"word": "config"}'>
from pagelet import config, display, document
import asyncio
count = 1
__export__ = ["get"]
def get(): return count
await asyncio.sleep(0.1)
display("first " + config["word"])
</script>
<mpy-script worker env="lab" id="second" name="two">
import asyncio
count += 1
await asyncio.sleep(0)
display("second")
def more(): return count * 10
__export__ = ["more"]
</mpy-script>
<script type="mpy" worker env="lab" id="broken">
before = count
1 / 0
</script>
<script type="mpy" worker env="lab" id="gone" src="gone.py"></script>
<script type="mpy" worker env="lab" id="fourth" src="fourth.py"></script>
<script type="mpy" worker env="other" id="other">
from pagelet import display
display("count" in globals())
</script>
"""
CALLS = """async () => {
  const { worker } = await import("/_pagelet/pagelet.js");
  const [one, two] = [await worker("one"), await worker("two")];
  const scripts = ["first", "second", "broken", "fourth", "other"].map((id) => document.getElementById(id).xworker);
  return [await one.get(), await two.more(), await two.get(), new Set(scripts).size];
}"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_workers_of_one_env_are_one(live, kind) -> None:
    files = {"fourth.py": "display('fourth', before, count)"}
    tab = live(SHARED.replace("mpy", kind), files, preload=DONE, fails=True)
    tab.wait_for("ended === 1", 60)
    shown = [tab.text(f"#{name}-target") for name in ("first", "second", "broken", "fourth", "other")]
    assert shown == ["first config", "second", "", "fourth22", "False"], tab.report()
    assert tab.call(CALLS) == [2, 20, 2, 2]
    said = tab.evaluate("[...document.querySelectorAll('pagelet-error')].map((e) => e.shadowRoot.textContent)")
    assert len(said) == 2
    line = SHARED.split("\n").index("1 / 0") + 2
    assert any("ZeroDivisionError" in text and f"index.html:{line}" in text for text in said), said
    assert any("PGL-F02" in text and "gone.py" in text for text in said), said


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_what_cannot_be_in_one_worker_is_said(live, kind) -> None:
    html = f"""<body>
<script type="{kind}" worker env="a">nobody</script>
<script type="{kind}" worker env="a" id="late">print(1)</script>
<script type="{kind}" worker env="b" config='word = "b"'>print(2)</script>
<script type="{kind}" worker env="b" config='word = "c"' id="two">print(3)</script>"""
    tab = live(html, preload=DONE, fails=True)
    tab.wait_for("ended === 1 && document.querySelectorAll('pagelet-error').length === 3", 60)
    said = tab.evaluate("[...document.querySelectorAll('pagelet-error')].map((e) => e.shadowRoot.textContent)")
    assert any("PGL-P02" in text and "nobody" in text for text in said), said
    started = 'The worker of env="a" could not start; its own error is shown at its script.'
    assert any("PGL-W02" in text and started in text and "comes first" in text for text in said), said
    assert any("PGL-C04" in text and 'The worker of env="b" has two configs' in text for text in said), said


BREAKS_DOWN = """() => {
  const Real = globalThis.Worker;
  globalThis.Worker = class extends Real {
    constructor(url, options) {
      super(url, options);
      window.breakDown = () => this.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
    }
  };
  window.ended = 0;
  addEventListener("py:all-done", () => ended++, true);
}"""


def test_who_joins_a_worker_that_breaks_down_is_told(live) -> None:
    html = """<body><script type="mpy" worker env="a">x = 1</script>
<script type="mpy" worker env="a" id="long">import asyncio
from pagelet import document
document.title = "begun"
await asyncio.sleep(60)</script>
<script type="mpy" worker env="a">y = 1</script>"""
    tab = live(html, preload=BREAKS_DOWN, fails=True)
    tab.wait_for("document.title === 'begun'")
    tab.evaluate("document.querySelector('iframe').contentWindow.breakDown()")
    tab.wait_for("ended === 1")
    said = tab.evaluate("[...document.querySelectorAll('pagelet-error')].map((e) => e.shadowRoot.textContent)")
    assert len([text for text in said if "out of memory" in text]) == 1, said
