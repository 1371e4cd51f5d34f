"""Terminals: questions, colours, Python's own prompt and Control+C, in workers and on the page."""

from __future__ import annotations

import pytest
from tests.wheels import VERSION, mirror

from pagelet_cli.browser.patience import patient

READ = """() => {
  window.screenText = (id) => {
    const { active } = document.getElementById(id).terminal.buffer;
    const line = (_, at) => active.getLine(at).translateToString(true).trimEnd();
    const lines = Array.from({ length: active.length }, line);
    return lines.join("\\n").trimEnd();
  };
  window.enter = (id) => document.getElementById(id).screen.focus();
}"""

ASKS = """
import getpass
print("\\x1b[1;32mgreen\\x1b[0m", end=" ")
name = input("Name? ")
print("Hello,", name)
print(len(getpass.getpass()))
"""
PROMPT = """
import code, sys
code.interact(banner="", local={"name": name, "exit": sys.exit})
"""
LOOP = """
print("begun")
while True:
    pass
"""


class Terminal:
    def __init__(self, tab, name: str) -> None:
        self.tab = tab
        self.name = name
        tab.wait_for(f"document.getElementById({name!r})?.terminal", 25)

    def shows(self, text: str) -> None:
        self.tab.wait_for(f"screenText({self.name!r}).endsWith({text!r})", 30)

    def types(self, *keys: str) -> None:
        self.tab.evaluate(f"(enter({self.name!r}), 1)")
        self.tab.press(*keys)


def test_a_worker_asks_and_is_stopped(live) -> None:
    code = ASKS + "import code\ncode.interact(banner='', local=globals())\nprint('over')"
    tab = live(f'<script type="py" worker terminal id="w">{code}</script>', preload=READ)
    terminal = Terminal(tab, "w")
    terminal.shows("green Name?")
    assert tab.evaluate("w.terminal.buffer.active.getLine(0).getCell(0).isBold() > 0")
    terminal.types(*"Adx", "Backspace", "a", "ArrowLeft", "Home", "End", "Enter")
    terminal.shows("Hello, Ada\nPassword:")
    terminal.types(*"open", "Enter")
    terminal.shows("Password:\n4\n>>>")
    terminal.types(*"1+1", "Enter")
    terminal.shows(">>> 1+1\n2\n>>>")
    terminal.types("ArrowUp", "0", "Enter")
    terminal.shows(">>> 1+10\n11\n>>>")
    terminal.types(*"while True: pass", "Enter", "Enter")
    terminal.shows("...")
    terminal.types("Control+c")
    # Where it was stopped is in what was typed, and nowhere else.
    terminal.shows('File "<console>", line 1, in <module>\nKeyboardInterrupt\n>>>')
    tab.evaluate("(w.terminal.paste('for i in range(2):\\n    print(i + 7)\\n\\nname\\n'), 1)")
    terminal.shows("7\n8\n>>> name\n'Ada'\n>>>")
    tab.evaluate("(w.terminal.paste('if name:\\n\\tprint(name[1:])\\n\\n'), 1)")
    terminal.shows("print(name[1:])\n...\nda\n>>>")
    # Tab completes as far as there is no choice, then lists what there is.
    terminal.types(*"nam", "Tab", *".st", "Tab")
    terminal.shows("startswith  strip\n>>> name.st")
    terminal.types("r", "Tab", *"()", "Enter")
    terminal.shows(">>> name.strip()\n'Ada'\n>>>")
    terminal.types("2", "Control+l", "+", "1", "Enter")
    terminal.shows(">>> 2+1\n3\n>>>")
    assert tab.evaluate("screenText('w')").startswith(">>> 2+1")
    columns = tab.evaluate("w.terminal.cols")
    width = "__import__('shutil').get_terminal_size()[0]"
    tab.evaluate(f"(w.terminal.paste({width + chr(10)!r}), 1)")
    terminal.shows(f"\n{columns}\n>>>")
    tab.resize(500, 600)
    tab.wait_for(f"w.terminal.cols < {columns}")
    tab.evaluate(f"(w.terminal.paste({width + chr(10)!r}), 1)")
    terminal.shows(f"\n{tab.evaluate('w.terminal.cols')}\n>>>")
    terminal.types("Control+d")
    terminal.shows("over")


@pytest.mark.parametrize("where", ["", "worker"])
def test_a_script_that_somebody_stops_has_not_failed(live, where: str) -> None:
    """`live` watches that there is no box and no error in the console."""
    code = "import time\nprint('begun')\ntime.sleep(60)"
    preload = f"() => {{ ({READ})(); addEventListener('py:done', () => {{ window.done = true }}) }}"
    tab = live(f'<script type="py" {where} terminal id="w">{code}</script>', preload=preload)
    terminal = Terminal(tab, "w")
    terminal.shows("begun")
    terminal.types("Control+c")
    terminal.shows("begun\n^C\nKeyboardInterrupt")
    tab.wait_for("window.done")
    assert tab.count("pagelet-error") == 0


ENDLESS = """
print("begun")
while True:
    print("hello")
"""


@pytest.mark.parametrize("config", ["", """config='{"sync_main_only": true}'"""])
@pytest.mark.parametrize(("type_", "said"), [("py", ""), ("mpy", ". Python had to be ended.")])
def test_who_prints_without_an_end_is_stopped(live, type_: str, said: str, config: str) -> None:
    tab = live(f'<script type="{type_}" worker terminal id="w" {config}>{ENDLESS}</script>', preload=READ)
    terminal = Terminal(tab, "w")
    terminal.shows("hello")
    tab.evaluate("new Promise((done) => setTimeout(done, 1000))")
    tab.evaluate("(window.since = performance.now(), 1)")
    terminal.types("Control+c")
    terminal.shows("KeyboardInterrupt" + said)
    assert tab.evaluate("performance.now() - since") < patient(2000)


@pytest.mark.parametrize("config", ["", """config='{"sync_main_only": true}'"""])
@pytest.mark.parametrize("type_", ["py", "mpy"])
def test_all_that_is_printed_is_shown(live, type_: str, config: str) -> None:
    code = "for n in range(3000): print(n, 'x' * 60)"
    tab = live(f'<script type="{type_}" worker terminal id="w" {config}>{code}</script>', preload=READ)
    Terminal(tab, "w").shows(f"2999 {'x' * 60}")
    assert tab.evaluate("screenText('w').split('\\n').map((line) => parseInt(line)).every((n, at) => n === at)")


def test_a_terminal_is_dark_when_the_page_becomes_so(live) -> None:
    tab = live('<style>:root { color-scheme: light }</style><mpy-terminal id="all"></mpy-terminal>', preload=READ)
    Terminal(tab, "all")
    background = "document.getElementById('all').terminal.options.theme.background"
    light = tab.evaluate(background)
    tab.evaluate("(document.documentElement.style.colorScheme = 'dark', 1)")
    tab.wait_for(f"{background} !== {light!r}")
    tab.evaluate("(document.documentElement.style.colorScheme = 'light', 1)")
    tab.wait_for(f"{background} === {light!r}")


@pytest.mark.parametrize("type_", ["py", "mpy"])
def test_a_terminal_stands_beside_other_tags(live, type_: str) -> None:
    html = '<{0}-terminal id="all"></{0}-terminal><{0}-script>given = ["a"]\nprint("begun")</{0}-script>'
    tab = live((html + '<{0}-list source="given"></{0}-list>').format(type_), preload=READ)
    Terminal(tab, "all").shows("begun")
    tab.wait_for(f"document.querySelector('{type_}-list li')?.textContent === 'a'")


@pytest.mark.nightly
@pytest.mark.parametrize("where", ["", "worker"])
def test_jedi_is_fetched_at_the_prompt(live, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    config = f'config=\'{{"interpreter": "{VERSION}"}}\''
    code = "import code\ncode.interact(banner='', local={})"
    options = ("--port", "0")
    tab = live(f'<script type="py" {where} terminal id="w" {config}>{code}</script>', options=options, preload=READ)
    terminal = Terminal(tab, "w")
    terminal.shows(">>>")
    # No name of the prompt begins so; jedi knows modules.
    terminal.types(*"import mat", "Tab")
    terminal.shows(">>> import math")


WRAPS = """
columns = int(input("important line\\n"))
print(input("Q" * (columns - 2) + ": "))
print(len(input("Who are you, and what did you want to do here today? ")))
print(len(input("W: ")))
"""


@pytest.mark.parametrize(("type_", "where"), [("py", ""), ("py", "worker"), ("mpy", "worker")])
def test_a_line_stays_where_it_is(live, type_: str, where: str) -> None:
    tab = live(f'<script type="{type_}" {where} terminal id="w">{WRAPS}</script>', preload=READ)
    terminal = Terminal(tab, "w")
    terminal.shows("important line")
    columns = tab.evaluate("w.terminal.cols")
    terminal.types(*str(columns), "Enter")
    terminal.shows("QQ:")
    # A question that is as wide as the terminal.
    terminal.types(*"ac", "ArrowLeft", "b", "Enter")
    before = f"important line\n{columns}\n{'Q' * (columns - 2)}:\nabc\nabc\n"
    terminal.shows("here today?")
    assert tab.evaluate("screenText('w')").startswith(before)
    # A terminal that gets narrower than the question, and wider again.
    asked, typed = "Who are you, and what did you want to do here today? ", "x" * (columns - 20)
    tab.evaluate(f"(w.terminal.paste({typed!r}), 1)")
    tab.wait_for(f"screenText('w').split('x').length > {len(typed)}")
    for width, key in ((400, "y"), (1200, "z"), (600, "!")):
        tab.resize(width, 600)
        tab.wait_for(f"w.terminal.cols !== {columns}")
        tab.evaluate("new Promise((done) => setTimeout(done, 300))")  # a window gets there in steps
        columns = tab.evaluate("w.terminal.cols")
        terminal.types(key)
        typed += key
        tab.wait_for(f"screenText('w').endsWith({key!r})")
        text = "".join(tab.evaluate("screenText('w')").split())
        assert text.endswith("".join(f"QQ:abcabc{asked}{typed}".split())), text
    terminal.types("Enter")
    terminal.shows(f"{len(typed)}\nW:")
    # Letters that stand on others; MicroPython knows those of Latin letters.
    typed, width = ("e\u0301", 1) if type_ == "mpy" else ("e\u0301\u0928\u092e\u0938\u094d\u0924\u0947", 5)
    tab.evaluate(f"(w.terminal.paste({typed!r}), 1)")
    tab.wait_for("!screenText('w').endsWith(':')")
    terminal.types("-")
    tab.wait_for("screenText('w').endsWith('-')")
    assert tab.evaluate("w.terminal.buffer.active.cursorX") == 3 + width + 1
    terminal.types("Enter")
    terminal.shows(f"\n{len(typed) + 1}")


def test_the_page_asks_and_is_stopped(live) -> None:
    later = '<script type="py" terminal id="two" async>print("still there")</script>'
    tab = live(f'<script type="py" terminal id="m">{ASKS}{LOOP}</script><p id="more"></p>{later}', preload=READ)
    terminal = Terminal(tab, "m")
    terminal.shows("green Name?")
    terminal.types(*"Ada", "Enter", *"abc", "Enter")
    terminal.shows("Password:\n3\nbegun")
    terminal.types("Control+c")
    terminal.shows("begun\n^C\nKeyboardInterrupt")
    Terminal(tab, "two").shows("still there")


TICKS = """
import asyncio
from pagelet import document
async def tick():
    for what in ("tick\\n", "tock"):
        while document.title != what.strip():
            await asyncio.sleep(0.02)
        print(what, end="", flush=True)
ticking = asyncio.create_task(tick())
print("Hello,", input("Name? "))
"""


def test_what_is_printed_meanwhile_stands_above_the_line(live) -> None:
    tab = live(f'<script type="py" terminal id="w">{TICKS}</script>', preload=READ)
    terminal = Terminal(tab, "w")
    terminal.shows("Name?")
    terminal.types(*"Ad")
    terminal.shows("Name? Ad")
    tab.evaluate("document.title = 'tick'")
    terminal.shows("tick\nName? Ad")
    terminal.types(*"a!", "ArrowLeft")
    terminal.shows("tick\nName? Ada!")
    tab.evaluate("document.title = 'tock'")
    terminal.shows("tick\ntock\nName? Ada!")
    terminal.types("Backspace", *"am", "Enter")
    terminal.shows("tick\ntock\nName? Adam!\nHello, Adam!")


def test_micropython_has_terminals_too(live) -> None:
    tab = live(
        f'<mpy-terminal auto id="all"></mpy-terminal><script type="mpy" worker terminal id="u">'
        f"{ASKS}{PROMPT}{LOOP}</script>"
        '<script type="mpy">print("seen by", "all")</script>',
        preload=READ,
    )
    Terminal(tab, "all").shows("seen by all")
    terminal = Terminal(tab, "u")
    terminal.shows("green Name?")
    terminal.types(*"Ada", "Enter", *"abc", "Enter")
    terminal.shows("Password:\n3\n>>>")
    terminal.types(*"1+1", "Enter")
    terminal.shows(">>> 1+1\n2\n>>>")
    terminal.types(*"nam", "Tab", *".st", "Tab")
    terminal.shows("startswith  strip\n>>> name.st")
    terminal.types("Control+c")
    pasted = "def double(n):\\n    return n * 2\\n\\ndouble(21), name\\n1 / 0\\nexit()\\n"
    tab.evaluate(f"(u.terminal.paste('{pasted}'), 1)")
    terminal.shows("ZeroDivisionError: divide by zero\n>>> exit()\nbegun")
    assert "(42, 'Ada')" in tab.evaluate("screenText('u')")
    terminal.types("Control+c")
    terminal.shows("begun\n^C\nKeyboardInterrupt. Python had to be ended.")


DEBUGGED = """
import getpass
def half(whole):
    breakpoint()
    return whole / 2
print("half is", half(8))
print(len(getpass.getpass()), "letters")
"""


@pytest.mark.parametrize("where", ["terminal", "docked"])
def test_the_debugger_stops_in_a_terminal(live, where: str) -> None:
    script = f'<script type="py" id="t" {where}>{DEBUGGED}</script>'
    tab = live(script if where == "terminal" else f'<py-terminal docked id="d"></py-terminal>{script}', preload=READ)
    terminal = Terminal(tab, "t" if where == "terminal" else "d")
    terminal.shows("(4)half()\n-> breakpoint()\n(Pdb)")
    terminal.types(*"whole + 1", "Enter")
    terminal.shows("(Pdb) whole + 1\n9\n(Pdb)")
    terminal.types(*"next", "Enter")
    terminal.shows("(5)half()\n-> return whole / 2\n(Pdb)")
    terminal.types(*"whole = 6", "Enter", *"continue", "Enter")
    terminal.shows("half is 3.0\nPassword:")
    terminal.types(*"secret", "Enter")
    terminal.shows("Password:\n6 letters")


NO_JSPI = "() => { delete WebAssembly.Suspending }"


def test_where_python_cannot_wait_the_code_does_not_run(live) -> None:
    scripts = """<script type="py" id="a" terminal>print("ran")\ninput("Name? ")</script>
<script type="py" id="b">display("ran")\nbreakpoint()</script>
<script type="mpy" id="c" terminal>print("ran")\nimport getpass\ngetpass.getpass()</script>
<script type="mpy" id="d">import time  # no input()
from js import document
time.sleep(0.01)\ndocument.title = "slept"</script>
<script type="mpy" worker config='{"sync_main_only": true}' id="e">print("ran")\ninput("Name? ")</script>"""
    tab = live(scripts, preload=NO_JSPI, fails=True)
    tab.wait_for("document.querySelectorAll('pagelet-error').length === 5 && document.title === 'slept'")
    said = tab.evaluate("[...document.querySelectorAll('pagelet-error')].map((box) => box.shadowRoot.textContent)")
    for text, call in (("CPython, in a browser without JSPI", "input()"), ("CPython", "breakpoint()")):
        assert any("PGL-P07" in each and text in each and call in each for each in said), said
    assert any("PGL-P07" in each and "MicroPython cannot wait" in each and "getpass" in each for each in said), said
    assert any("PGL-W03" in each for each in said), said
    assert "ran" not in tab.evaluate("document.body.innerText")
    assert any("PGL-P08" in each and "asyncio.sleep" in each for each in said), said
