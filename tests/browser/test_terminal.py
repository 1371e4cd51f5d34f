"""Terminals: questions, colours, Python's own prompt and Control+C, in workers and on the page."""

from __future__ import annotations

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
    terminal.shows("KeyboardInterrupt\n>>>")
    tab.evaluate("(w.terminal.paste('for i in range(2):\\n    print(i + 7)\\n\\nname\\n'), 1)")
    terminal.shows("7\n8\n>>> name\n'Ada'\n>>>")
    columns = tab.evaluate("w.terminal.cols")
    tab.resize(500, 600)
    tab.wait_for(f"w.terminal.cols < {columns}")
    terminal.types("Control+d")
    terminal.shows("over")


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


def test_micropython_has_terminals_too(live) -> None:
    tab = live(
        f'<mpy-terminal auto id="all"></mpy-terminal><script type="mpy" worker terminal id="u">{ASKS}{LOOP}</script>'
        '<script type="mpy">print("seen by", "all")</script>',
        preload=READ,
    )
    Terminal(tab, "all").shows("seen by all")
    terminal = Terminal(tab, "u")
    terminal.shows("green Name?")
    terminal.types(*"Ada", "Enter", *"abc", "Enter")
    terminal.shows("Password:\n3\nbegun")
    terminal.types("Control+c")
    terminal.shows("begun\n^C\nKeyboardInterrupt. Python had to be ended.")
