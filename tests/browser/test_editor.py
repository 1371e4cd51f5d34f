"""Editors: code that is changed, run and stopped in the page, on both interpreters."""

from __future__ import annotations

import pytest

from pagelet_cli.browser.patience import patient

TYPES = ["mpy", "py"]

PAGE = """<script type="TYPE-editor" env="shared" setup>
  greeting = "hello"
</script>
<script type="TYPE-editor" env="shared" id="one">print(greeting, "from one")</script>
<script type="TYPE-editor" env="shared" id="two" output="there">name = greeting.upper()
print(name)</script>
<p id="there"></p><main id="main"></main>
<script type="TYPE-editor" id="file" src="lesson.py" target="main" rows="9"></script>
<script type="TYPE-editor" id="alone">print("greeting" in globals())</script>"""


def shows(tab, css: str, pattern: str) -> None:
    tab.wait_for(f"new RegExp({pattern!r}).test(document.querySelector({css!r})?.textContent)")


def run(tab, name: str, code: str = "") -> None:
    tab.wait_for(f"document.querySelector('#{name}')?.dataset.editor === 'ready'")
    if code:
        tab.call("(id, code) => { document.getElementById(id).code = code }", name, code)
    tab.evaluate(f"(document.querySelector('#{name}').run(), 1)")


def busy(name: str, state: str = "true") -> str:
    button = f"document.querySelector('#{name}-editor').shadowRoot.querySelector('.run')"
    return f"{button}.getAttribute('aria-busy') === '{state}'"


@pytest.mark.parametrize("type_", TYPES)
def test_editors_run_share_and_stop(live, type_: str) -> None:
    tab = live(PAGE.replace("TYPE", type_), {"lesson.py": "lesson = 1\n"})
    tab.wait_for("document.querySelector('#file')?.dataset.editor === 'ready' && file.code === 'lesson = 1'")
    tab.wait_for("document.querySelector('#one-editor')?.shadowRoot.querySelector('.cm-content')")
    heights = "['#main > #file-editor', '#one-editor'].map((css) => document.querySelector(css).offsetHeight)"
    tab.wait_for(f"(([nine, one]) => nine > 2 * one)({heights})")
    # No Python yet: it starts with the first run.
    assert tab.evaluate("performance.getEntriesByType('resource').some(({ name }) => /runtimes/.test(name))") is False
    tab.evaluate("document.querySelector('#one-editor').focus()")
    tab.press("Shift+Enter")
    shows(tab, "#one-output", "^hello from one\\n$")
    run(tab, "two")
    shows(tab, "#there", "^HELLO\\n$")
    run(tab, "alone")
    shows(tab, "#alone-output", "False")
    # What one defines, the others know; what is defined elsewhere, nobody does.
    run(tab, "one", "print(name)\n1 / 0")
    shows(tab, "#one-output", "HELLO\\s+ZeroDivisionError.*\\s+line 2: 1 / 0")
    run(tab, "one", "from pagelet import display, document\ndisplay('shown')\nprint(document.title == '')")
    shows(tab, "#one-output", "shownTrue")
    failed = "document.querySelector('#one').process('print(1)\\nnone').then((error) => error.message)"
    assert "none" in tab.evaluate(failed)
    # A loop without an end ends when it is told to.
    run(tab, "alone", "n = 5\nwhile True: n += 1")
    tab.wait_for(busy("alone"))
    tab.evaluate("(window.since = performance.now(), document.querySelector('#alone').stop(), 1)")
    shows(tab, "#alone-output", "^Stopped")
    assert tab.evaluate("performance.now() - since") < patient(1500)
    tab.wait_for(busy("alone", "false"))
    run(tab, "alone", "print('n' in globals())")
    # CPython listens while it computes; MicroPython begins anew.
    shows(tab, "#alone-output", "True" if type_ == "py" else "False")
    for waiting in ("import asyncio\nawait asyncio.sleep(60)", "import time\ntime.sleep(60)"):
        run(tab, "alone", "print('waits')\n" + waiting)
        shows(tab, "#alone-output", "waits")
        tab.evaluate("(document.querySelector('#alone').stop(), 1)")
        shows(tab, "#alone-output", "^waits\\nStopped")


WATCHED = """() => {
  Object.assign(window, { layouts: 0, frames: 0 });
  const { get, set } = Object.getOwnPropertyDescriptor(Element.prototype, "scrollTop");
  const note = function (top) { layouts++; set.call(this, top); };
  Object.defineProperty(Element.prototype, "scrollTop", { get, set: note, configurable: true });
  const frame = () => { frames++; requestAnimationFrame(frame); };
  frame();
}"""


def test_what_is_printed_is_laid_out_once_a_frame(live) -> None:
    tab = live('<script type="mpy-editor" id="one"></script>', preload=WATCHED)
    run(tab, "one", "for n in range(4000): print(n, 'x' * 60)\nprint('over')")
    shows(tab, "#one-output", "over\\n$")
    output = "document.querySelector('#one-output')"
    tab.wait_for(f"{output}.scrollTop + {output}.clientHeight > {output}.scrollHeight - 2")
    assert tab.evaluate("layouts <= frames")
    # What came first is forgotten; what came last is laid out without the rest.
    assert tab.evaluate(f"{output}.textContent.length") < 220_000
    assert tab.count("#one-output .py-stdout") > 5


@pytest.mark.parametrize("config", ["", """config='{"sync_main_only": true}'"""])
@pytest.mark.parametrize("type_", TYPES)
def test_who_prints_without_an_end_is_stopped(live, type_: str, config: str) -> None:
    tab = live(f'<script type="{type_}-editor" id="one" {config}></script>')
    run(tab, "one", "n = 5\nwhile True: print('hello')")
    shows(tab, "#one-output", "hello")
    tab.evaluate("new Promise((done) => setTimeout(done, 1000))")
    tab.evaluate("(window.since = performance.now(), document.querySelector('#one').stop(), 1)")
    shows(tab, "#one-output", "Stopped.*$")
    assert tab.evaluate("performance.now() - since") < patient(1500)
    # CPython was asked in time to stop, and still knows.
    run(tab, "one", "print('n' in globals())")
    shows(tab, "#one-output", "^True" if type_ == "py" else "^False")


def test_completions_come_from_what_the_code_defined(live) -> None:
    tab = live('<script type="mpy-editor" id="one">colours = ["red"]</script>')
    run(tab, "one")
    tab.wait_for(busy("one", "false") + " && !document.querySelector('#one-output .py-note')")
    tab.evaluate("(document.querySelector('#one').code = '', document.querySelector('#one-editor').focus(), 1)")
    tab.press(*"len(col")
    tab.press("Tab")
    tab.wait_for("document.querySelector('#one').code === 'len(colours)'")
    # Whoever listens may take over.
    tab.evaluate("(one.handleEvent = ({ code }) => { window.asked = code; return false }, 1)")
    tab.press("Shift+Enter")
    tab.wait_for("window.asked === 'len(colours)'")


TAGGED = """
from pagelet import Component, component, page
@component("how-many")
class HowMany(Component):
    count = 1
    def draw(self): return "SEED %d" % self.count
    def more(self): self.count += 1
page.append(HowMany(count=5))
"""


def test_a_new_worker_takes_over_the_tags_of_the_one_before(live) -> None:
    tab = live('<how-many id="own"></how-many><script type="mpy-editor" id="e"></script>')
    shown = "[...document.querySelectorAll('how-many')].map((tag) => tag.shadowRoot?.textContent).join()"
    run(tab, "e", TAGGED.replace("SEED", "old"))
    tab.wait_for(f"{shown} === 'old 1,old 5'")
    run(tab, "e", "while True: pass")
    tab.wait_for(busy("e"))
    tab.evaluate("(document.querySelector('#e').stop(), 1)")
    shows(tab, "#e-output", "^Stopped")
    run(tab, "e", TAGGED.replace("SEED", "new"))
    tab.wait_for(f"{shown} === 'new 1,new 5,new 5'")
    # Each is an element of its own again, that of the first worker's too.
    tab.evaluate("(document.querySelectorAll('how-many')[1].more(), 1)")
    tab.wait_for(f"{shown} === 'new 1,new 6,new 5'")


def test_who_defines_the_tag_of_another_python_is_told_what_to_do(live) -> None:
    tab = live('<script type="mpy-editor" id="e"></script><script type="mpy-editor" id="f"></script>')
    run(tab, "e", TAGGED)
    tab.wait_for("document.querySelector('how-many')?.shadowRoot?.textContent")
    run(tab, "f", TAGGED)
    shows(tab, "#f-output", "ValueError: the page has a tag 'how-many' already[^]*give this one another name")


LATE = """
import asyncio
async def late():
    await asyncio.sleep(0.2)
    print("late")
    1 / 0
task = asyncio.create_task(late())
"""


@pytest.mark.parametrize("type_", TYPES)
def test_what_a_task_says_after_its_cell_is_shown_there(live, type_: str) -> None:
    tab = live(f'<script type="{type_}-editor" id="one"></script>', fails=True)
    run(tab, "one", LATE)
    shows(tab, "#one-output", "late[^]*ZeroDivisionError")


@pytest.mark.parametrize("type_", TYPES)
def test_a_cell_that_waits_for_its_turn_is_stopped_by_itself(live, type_: str) -> None:
    tags = "".join(f'<script type="{type_}-editor" id="{name}" env="e"></script>' for name in ("one", "two"))
    tab = live(tags)
    run(tab, "one", "import asyncio, sys\nprint('begun')\nawait asyncio.sleep(1)\nprint('ended')")
    shows(tab, "#one-output", "begun")
    run(tab, "two", "print('two')")
    tab.evaluate("(document.querySelector('#two').stop(), 1)")
    shows(tab, "#two-output", "^Stopped.$")
    shows(tab, "#one-output", "ended")
    run(tab, "two", "print(bool(sys.version))")
    shows(tab, "#two-output", "True")
