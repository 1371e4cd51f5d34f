"""REPLs: by keyboard alone, on both interpreters."""

from __future__ import annotations

import pytest
from tests.wheels import VERSION, mirror

TYPES = ["mpy", "py"]


def focus(tab, css: str) -> None:
    tab.wait_for(f"document.querySelector({css!r})?.shadowRoot?.querySelector('.cm-content')")
    tab.evaluate(f"document.querySelector({css!r}).focus()")


def write(tab, text: str) -> None:
    tab.press(*["Enter" if letter == "\n" else letter for letter in text])


@pytest.mark.parametrize("type_", TYPES)
def test_code_is_written_completed_and_run(live, type_: str) -> None:
    script = 'colours = ["red", "green"]\nimport js\njs.document.body.dataset.ran = "yes"'
    tab = live(f'<{type_}-repl id="one"></{type_}-repl><script type="{type_}">{script}</script>')
    focus(tab, "#one")
    tab.wait_for("document.body.dataset.ran")
    write(tab, "for c in col")
    tab.press("Tab")
    tab.wait_for("document.querySelector('#one').getPySrc() === 'for c in colours'")
    write(tab, ":\nprint(c)")
    # The line after a colon is indented.
    tab.wait_for("document.querySelector('#one').getPySrc() === 'for c in colours:\\n    print(c)'")
    tab.press("Shift+Enter")
    tab.wait_for("document.querySelectorAll('#one-output .py-stdout').length === 2")
    printed = "[...document.querySelectorAll('#one-output .py-stdout')].map((line) => line.textContent)"
    assert tab.evaluate(printed) == ["red", "green"]
    tab.evaluate("(document.querySelector('#one').code = '', 1)")
    tab.press("ArrowUp")
    tab.wait_for("document.querySelector('#one').getPySrc().startsWith('for c')")
    tab.evaluate("(document.querySelector('#one').code = '', 1)")
    write(tab, "colours.re")
    tab.press("Tab")
    tab.wait_for("document.querySelector('#one').shadowRoot.querySelector('li[aria-selected]')")
    tab.press("ArrowDown")
    tab.press("Enter")
    tab.wait_for("document.querySelector('#one').getPySrc() === 'colours.reverse'")
    tab.press("Escape")
    tab.press("Tab")
    tab.wait_for("document.querySelector('#one').shadowRoot.activeElement?.className === 'run'")


@pytest.mark.parametrize("type_", TYPES)
def test_values_errors_and_help(live, type_: str) -> None:
    tab = live(f'<{type_}-repl id="one"></{type_}-repl>')
    focus(tab, "#one")

    def run(code: str, wanted: str) -> None:
        tab.call("(code) => { document.querySelector('#one').code = code; document.querySelector('#one').run() }", code)
        tab.wait_for(f"new RegExp({wanted!r}).test(document.querySelector('#one-output').textContent)")

    run("x = 20\nx + 1", "^21$")
    run("'text'", "^'text'$")
    run("import asyncio\nawait asyncio.sleep(0.01)\nx * 2", "^40$")
    run("_ + 1", "^41$")
    run("1 / 0", "ZeroDivisionError")
    run("def", "SyntaxError")
    run("len?", "^len")
    run("x  # enough?", "^20$")
    run("5  # or six;", "^5$")
    run("[1, 2]; 3", "^3$")
    assert tab.evaluate("document.querySelector('#one-output').getAttribute('aria-live')") == "polite"


@pytest.mark.parametrize("type_", TYPES)
def test_cells_share_names_or_do_not(live, type_: str) -> None:
    tab = live(
        f"""<{type_}-repl id="a" env="x">n = 1</{type_}-repl><{type_}-repl id="b" env="x">n</{type_}-repl>
<{type_}-repl id="c" env="y" std-err="errors">n</{type_}-repl>
<{type_}-repl id="d" src="d.py" output="there"></{type_}-repl>
<{type_}-repl id="e" std-out="printed" output="values" output-mode="append">print("x")
1</{type_}-repl>
<p id="errors"></p><p id="there"></p><p id="printed"></p><p id="values"></p>""",
        {"d.py": "40 + 2\n"},
    )
    for name in "abc":
        focus(tab, f"#{name}")
        tab.press("Shift+Enter")
    tab.wait_for("document.querySelector('#b-output').textContent === '1'")
    tab.wait_for("document.querySelector('#errors').textContent.includes('NameError')")
    tab.wait_for("document.querySelector('#d').getPySrc?.() === '40 + 2'")
    focus(tab, "#d")
    tab.press("Shift+Enter")
    tab.wait_for("document.querySelector('#there').textContent === '42'")
    # What is printed goes to one place, values to another; both stay when the cell runs again.
    for times in (1, 2):
        focus(tab, "#e")
        tab.press("Shift+Enter")
        tab.wait_for(f"document.querySelector('#values').textContent === '{'1' * times}'")
        assert tab.text("#printed") == "x" * times


@pytest.mark.parametrize("where", ["", "worker"])
@pytest.mark.parametrize("type_", TYPES)
def test_a_next_cell_is_added_by_true_and_not_by_false(live, type_: str, where: str) -> None:
    cell = "<{}-repl id='{}' auto-generate='{}' {}>1</{}-repl>"
    tab = live("".join(cell.format(type_, said, said, where, type_) for said in ("false", "true")))
    for said in ("false", "true"):
        focus(tab, f"#{said}")
        tab.press("Shift+Enter")
        tab.wait_for(f"document.getElementById('{said}-output').textContent === '1'")
    tab.wait_for("document.querySelector('[root=true]')")
    assert tab.count("[root=false]") == 0


ASKING = """
import time
from pagelet import display, window
name = input("Your name?")
display("Hello, " + name)
before = window.ticks
time.sleep(0.4)
display("goes on" if window.ticks > before + 3 else "stood still")
"""
TICKS = "() => { window.ticks = 0; setInterval(() => { ticks += 1 }, 20) }"


@pytest.mark.parametrize(("type_", "where"), [("py", ""), ("py", "worker"), ("mpy", "worker")])
def test_questions_are_asked_on_the_page(live, kit, type_: str, where: str) -> None:
    tab = live(kit.python(type_, ASKING, where), preload=TICKS)
    tab.wait_for("document.querySelector('pagelet-question')?.shadowRoot.activeElement?.localName === 'input'")
    assert (
        tab.evaluate("document.querySelector('pagelet-question').shadowRoot.querySelector('label').textContent")
        == "Your name?"
    )
    write(tab, "Ada")
    tab.press("Enter")
    tab.wait_for("document.body.textContent.includes('Hello, Ada') && !document.querySelector('pagelet-question')")
    # The page lives while Python sleeps, too.
    tab.wait_for("document.body.textContent.includes('goes on')")


@pytest.mark.parametrize("type_", TYPES)
def test_what_is_written_shows_before_its_line_ends_and_where_it_was_written(live, type_: str) -> None:
    waits = f"""
import asyncio
for number in range(4):
    print("NAME", number, end=" ", {"flush=True" if type_ == "py" else "sep=' '"})
    await asyncio.sleep(0.2)
print("over", end="")"""
    progress = 'for part in range(3): print(part, end="%\\r")\nprint("all")\nprint("é", end="")'
    cells = "".join(f'<{type_}-repl id="{name}"></{type_}-repl>' for name in ("one", "two", "three"))
    tab = live(
        f"""{cells}<div id="log"></div><script type="{type_}" output="log">
import sys
print("begun", end="")
print("failed", file=sys.stderr)
print("ended", end="")
</script>"""
    )
    tab.wait_for(f"[...document.querySelectorAll('{type_}-repl')].every(({{ run }}) => run)")
    # CPython keeps a part of a line back, as everywhere.
    said = {"py": "failed\\nbegunended", "mpy": "begun\\nfailed\\nended"}[type_]
    tab.wait_for(f"log.innerText === '{said}'")
    run = "(id, code) => { const cell = document.getElementById(id); cell.code = code; cell.run(); }"
    tab.call(run, "one", waits.replace("NAME", "a"))
    tab.call(run, "two", waits.replace("NAME", "b"))
    tab.call(run, "three", progress)
    tab.wait_for("document.querySelector('#one-output').textContent.startsWith('a 0 a 1')")
    assert "over" not in tab.evaluate("document.querySelector('#one-output').textContent")
    tab.wait_for("document.querySelector('#one-output').textContent === 'a 0 a 1 a 2 a 3 over'")
    tab.wait_for("document.querySelector('#two-output').textContent === 'b 0 b 1 b 2 b 3 over'")
    tab.wait_for("document.querySelector('#three-output').innerText === 'all\\né'")


def test_a_loop_without_an_end_is_stopped(live) -> None:
    """On the page itself, which lives on meanwhile."""
    tab = live('<p id="clock"></p><py-repl id="one" autofocus>n = 0\nwhile True: n += 1</py-repl>')
    focused = "document.querySelector('#one')?.shadowRoot?.activeElement?.className.includes('cm-content')"
    tab.wait_for(focused)
    tab.press("Shift+Enter")
    button = "document.querySelector('#one').shadowRoot.querySelector('.run')"
    tab.wait_for(f"{button}.ariaLabel === 'Stop'")
    tab.evaluate("(setInterval(() => { clock.textContent = 1 + Number(clock.textContent) }, 20), 1)")
    tab.wait_for("Number(clock.textContent) > 4")
    tab.press("Control+c")
    tab.wait_for("document.querySelector('#one-output').textContent === 'Stopped.'", 5)
    for waiting in ("import time\ntime.sleep(60)", "import asyncio\nawait asyncio.sleep(60)"):
        tab.call("(code) => { one.code = code; one.run() }", waiting)
        tab.wait_for(f"{button}.ariaLabel === 'Stop'")
        tab.evaluate(f"({button}.click(), 1)")
        tab.wait_for("document.querySelector('#one-output').textContent === 'Stopped.'", 5)
    tab.call("(code) => { one.code = code; one.run() }", "n > 0")
    tab.wait_for("document.querySelector('#one-output').textContent === 'True'")


def test_the_cell_that_is_stopped_is_the_one_whose_button_it_is(live) -> None:
    tab = live('<py-repl id="one">await asyncio.sleep(5)\nprint("woke")</py-repl><py-repl id="two"></py-repl>')
    focus(tab, "#two")
    tab.wait_for("document.querySelector('#one')?.shadowRoot?.querySelector('.run')")
    tab.evaluate("(two.code = 'import asyncio\\n' + one.code, one.code = two.code, 1)")
    stops = "document.querySelector('#{}').shadowRoot.querySelector('.run').ariaLabel === 'Stop'"
    for cell in ("one", "two"):
        tab.evaluate(f"({cell}.run(), 1)")
        tab.wait_for(stops.format(cell))
    tab.evaluate("(document.querySelector('#one').shadowRoot.querySelector('.run').click(), 1)")
    tab.wait_for("document.querySelector('#one-output').textContent === 'Stopped.'", 12)
    tab.wait_for("document.querySelector('#two-output').textContent === 'woke'")


def test_a_waiting_cell_is_stopped_while_another_one_computes(live) -> None:
    waits = "import asyncio\nawait asyncio.sleep(60)"
    works = "import time\nend = time.time() + 4\nwhile time.time() < end: pass\ntime.sleep(2)\nprint('done')"
    tab = live('<py-repl id="one"></py-repl><py-repl id="two"></py-repl>')
    focus(tab, "#two")
    tab.wait_for("document.querySelector('#one')?.shadowRoot?.querySelector('.run')")
    stops = "document.querySelector('#{}').shadowRoot.querySelector('.run').ariaLabel === 'Stop'"
    for cell, code in (("one", waits), ("two", works)):
        tab.call(
            "(id, code) => { const cell = document.getElementById(id); cell.code = code; cell.run(); }", cell, code
        )
        tab.wait_for(stops.format(cell))
    begun = tab.evaluate("performance.now()")
    tab.evaluate("(document.querySelector('#one').shadowRoot.querySelector('.run').click(), 1)")
    tab.wait_for("document.querySelector('#one-output').textContent === 'Stopped.'", 12)
    assert tab.evaluate("document.querySelector('#two-output').textContent") == ""
    tab.wait_for("document.querySelector('#two-output').textContent === 'done'")
    assert tab.evaluate("performance.now()") - begun > 4000  # it was neither stopped nor woken


SLOW = """
import time
end = time.monotonic() + SECONDS
while time.monotonic() < end:
    pass
answer = 42
"""


def test_a_module_that_takes_long_to_import_is_imported_by_two_at_once(live) -> None:
    """Python that computes gives way to the page, but nobody finds half of a module."""
    first = '<py-repl id="one">from slow import answer\nanswer</py-repl>'
    second = '<py-repl id="two">from slow import answer\nanswer + 1</py-repl>'
    config = '<py-config>[files]\n"slow.py" = ""\n"endless.py" = ""</py-config>'
    files = {"slow.py": SLOW.replace("SECONDS", "0.6"), "endless.py": SLOW.replace("SECONDS", "600")}
    tab = live(config + first + second, files)
    tab.wait_for("globalThis.two?.run && one.run")
    tab.evaluate("(one.run(), setTimeout(() => two.run(), 1), 1)")
    tab.wait_for("document.querySelector('#two-output').textContent")
    assert (tab.text("#one-output"), tab.text("#two-output")) == ("42", "43")
    # One without an end is stopped as everything else.
    tab.evaluate("(one.code = 'import endless', one.run(), 1)")
    tab.wait_for("one.shadowRoot.querySelector('.run').ariaLabel === 'Stop'")
    tab.evaluate("(one.shadowRoot.querySelector('.run').click(), 1)")
    tab.wait_for("document.querySelector('#one-output').textContent === 'Stopped.'", 20)


# No driver answers while a page is held up: the answer is there before the question.
ANSWERS = """() => {
  window.asked = [];
  window.confirm = (question) => asked.push(question) !== 1;
}"""
NO_JSPI = "() => { delete WebAssembly.Suspending }"
LOOPS = {
    "mpy": (
        "while True: pass",
        "def f():\n    for i in range(10**12): pass\nf()",
        "text = 'while True:'\nwhile True:\n    text",
    ),
    "py": ("while True: pass",),
}


@pytest.mark.parametrize("type_", TYPES)
def test_where_python_cannot_give_way_who_is_there_is_asked(live, type_: str) -> None:
    tab = live(f'<{type_}-repl id="one"></{type_}-repl>', preload=f"() => {{ ({ANSWERS})(); ({NO_JSPI})(); }}")
    focus(tab, "#one")

    def run(code: str, wanted: str) -> None:
        tab.call("(code) => { one.code = code; setTimeout(() => one.run()) }", code)
        tab.wait_for(f"new RegExp({wanted!r}).test(document.querySelector('#one-output').textContent)")

    run("n = 0\nwhile True: n += 1", r"^Stopped\.$")
    first, second = tab.evaluate("asked")  # the first answer was no
    assert "for a second" in first
    assert "for 3 seconds" in second or "for 4 seconds" in second
    for loop in LOOPS[type_]:
        run("1", "^1$")
        run(loop, r"^Stopped\.$")
    run("n > 1000, 'while True:'", r"^\(True, 'while True:'\)$")
    run("while True:\n    n\n    1 / 0", "ZeroDivisionError[^]*line 3")


LEARNT = """<TYPE-repl id="a" worker env="x">n = 1
print("printed")
n + 1</TYPE-repl>
<TYPE-repl id="b" worker env="x">n</TYPE-repl>
<TYPE-repl id="c" worker std-out="printed" std-err="failed" auto-generate>print("n" in globals())
1 / 0</TYPE-repl>
<TYPE-repl id="d">n</TYPE-repl>
<p id="printed"></p><p id="failed"></p>"""


@pytest.mark.parametrize("type_", ["mpy", pytest.param("py", marks=pytest.mark.nightly)])
def test_a_cell_may_have_an_interpreter_of_its_own(live, kit, type_: str) -> None:
    tab = live(LEARNT.replace("TYPE", type_) + kit.python(type_, "n = 5"))

    def run(name: str, code: str = "") -> None:
        focus(tab, f"#{name}")
        if code:
            tab.call("(id, code) => { document.getElementById(id).code = code }", name, code)
        tab.press("Shift+Enter")

    def shows(name: str, pattern: str) -> None:
        tab.wait_for(f"new RegExp({pattern!r}).test(document.getElementById({name!r}).textContent)")

    run("a")
    shows("a-output", r"^printed\s+2$")
    run("b", "n")
    shows("b-output", "^1$")
    run("b", "_ + 1")
    shows("b-output", "^2$")
    run("b", "len?")
    shows("b-output", "^len")
    run("d")
    shows("d-output", "^5$")
    run("c")
    shows("printed", "^False\\s*$")
    shows("failed", "ZeroDivisionError[^]*line 2: 1 / 0")
    # Cells that come of one go on with its names.
    next_cell = "document.querySelectorAll('[root=c]')[{}]"
    focused = f"document.activeElement === {next_cell} && document.activeElement.shadowRoot.activeElement"
    tab.wait_for(focused.format(0))
    tab.press(*"[3]", "Shift+Enter")
    tab.wait_for("document.querySelectorAll('[root=c]').length === 2")
    tab.wait_for(f"{next_cell.format(0)}.textContent === '[3]'")
    tab.wait_for(focused.format(1))
    tab.press("_", "Shift+Enter")
    tab.wait_for(f"{next_cell.format(1)}.textContent === '[3]'")
    tab.evaluate("(document.querySelector('#b').code = 'n', 1)")
    run("a", "while True: n += 1")
    tab.wait_for("document.querySelector('#a').shadowRoot.querySelector('.run').ariaLabel === 'Stop'")
    tab.press("Control+c")
    shows("a-output", "^Stopped")


def test_the_page_needs_no_python_for_cells_of_workers(live) -> None:
    cell = "<{}-repl id='{}' worker src='begin.py' auto-generate></{}-repl>"
    tab = live(cell.format("py", "p", "py") + cell.format("mpy", "m", "mpy"), {"begin.py": "6 * 7\n"})
    focus(tab, "#p")
    focus(tab, "#m")
    tab.wait_for("m.getPySrc() === '6 * 7'")
    tab.press("Shift+Enter")
    tab.wait_for("document.querySelector('#m-output').textContent === '42'")
    focused = "document.activeElement === document.querySelector('[root=m]')"
    tab.wait_for(f"{focused} && document.activeElement.shadowRoot.activeElement?.matches('.cm-content')")
    assert tab.evaluate("m.hasAttribute('auto-generate')") is False
    # What a worker fetches is not among what the page does.
    assert (
        tab.evaluate("performance.getEntriesByType('resource').filter(({ name }) => /runtimes|lib/.test(name))") == []
    )


# Tab asks who holds the code: the page's Python, before it has run anything and after, or a worker's.
HOLDERS = {
    "page": "<py-repl id='r'></py-repl>",
    "page after a run": "<py-repl id='r'>print('ran')</py-repl>",
    "worker": "<py-repl id='r' worker CONFIG>print('ran')</py-repl>",
    "editor": "<script type='py-editor' id='r' CONFIG>print('ran')</script>",
}


@pytest.mark.nightly
@pytest.mark.parametrize("holder", HOLDERS)
def test_jedi_is_fetched_when_nothing_else_knows(live, monkeypatch: pytest.MonkeyPatch, holder: str) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    cell = HOLDERS[holder].replace("CONFIG", f'config=\'{{"interpreter": "{VERSION}"}}\'')
    tab = live(f'<py-config>interpreter = "{VERSION}"</py-config>{cell}', options=("--port", "0"))
    host = "(document.querySelector('#r-editor') ?? document.querySelector('#r'))"
    tab.wait_for(f"{host}?.shadowRoot?.querySelector('.cm-content')", 40)
    tab.evaluate(f"({host}.focus(), 1)")
    if "ran" in cell:
        tab.press("Shift+Enter")
        tab.wait_for("/ran/.test(document.querySelector('#r-output').textContent)", 40)
    tab.evaluate("(r.code = '', 1)")
    write(tab, "import mat")
    tab.press("Tab")
    tab.wait_for("r.code === 'import math'", 60)
