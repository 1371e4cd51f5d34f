"""What the library draws is for everybody: read aloud, by keyboard alone, on a phone, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pagelet_cli.browser import Tab

PAGE = """<html lang="en"><meta name="viewport" content="width=device-width">
<title>Everything that is drawn</title>
<style>:root { color-scheme: light dark; background: light-dark(#fff, #12161c) }</style>
<main><h1>Everything that is drawn</h1>
<py-repl id="repl">value = [number for number in range(100)]  # a line that is longer than a phone is wide, by far
value</py-repl>
<script type="mpy-editor" id="editor">
  print("one line", "of text", "that is longer than", "a phone is wide", "by far")
</script>
<script type="py" terminal id="term">
  print("\\x1b[31mred\\x1b[0m \\x1b[33myellow\\x1b[0m \\x1b[32mgreen\\x1b[0m")
  input("Name? ")
</script>
<script type="py" id="broken">def broken():
    raise ValueError("a message that is longer than a phone is wide: " + "word " * 20)
broken()</script>
<mpy-button label="Go" id="go">def on_click(event): pass</mpy-button>
<mpy-inputbox label="Name"></mpy-inputbox> <mpy-title>Widgets</mpy-title>
<mpy-list id="tasks" source="names"></mpy-list><mpy-md>## Text
[a link](https://example.com)</mpy-md><mpy-tutor></mpy-tutor>
<script type="mpy">names = ["one", "two"]</script>
<script type="py">
from pagelet import display
display([{"name": "Ada", "born": 1815}], {"a": 1})
</script></main>"""

THEME = """() => {
  const media = matchMedia;
  const dark = Object.assign(new EventTarget(), { matches: DARK });
  window.matchMedia = (query) => /color-scheme: dark/.test(query) ? dark : media(query);
}"""


def shown(tab: Tab) -> None:
    tab.wait_for("document.querySelector('#repl')?.shadowRoot?.querySelector('.cm-content')", 40)
    tab.wait_for("document.querySelector('#editor')?.dataset.editor === 'ready'")
    tab.evaluate("(repl.run(), editor.run(), 1)")
    tab.wait_for("document.querySelector('#repl-output').textContent.includes('99')")
    tab.wait_for("document.querySelector('#editor-output').textContent.includes('by far')")
    tab.wait_for("term.screen?.reading && document.querySelector('pagelet-error')?.shadowRoot.querySelector('summary')")
    tab.wait_for("document.querySelector('mpy-tutor')?.shadowRoot.querySelector('summary')")


FOCUSED = """() => {
  const { activeElement: one } = document, inside = one.shadowRoot?.activeElement;
  const name = `${one.localName} ${inside ? inside.className.split(" ")[0] || inside.localName : ""}`.trim();
  return [[...document.querySelectorAll("*")].indexOf(one), name];
}"""


@pytest.mark.parametrize("dark", ["false", "true"])
def test_axe_has_nothing_to_say(live, everybody: Callable[[Tab], None], dark: str) -> None:
    tab = live(PAGE, preload=THEME.replace("DARK", dark), fails=True)
    if dark == "true":
        tab.evaluate("(document.documentElement.style.colorScheme = 'dark', 1)")
    shown(tab)
    everybody(tab)


def test_all_of_it_is_reached_by_keyboard_alone(live) -> None:
    tab = live(PAGE, fails=True)
    shown(tab)
    tab.call("() => { const [title] = document.getElementsByTagName('h1'); title.tabIndex = -1; title.focus() }")
    seen: list[tuple[int, str]] = []
    while len(seen) < 30 and (not seen or seen[-1][1] != "mpy-tutor summary"):
        tab.press("Escape")
        tab.press("Tab")
        seen.append(tuple(tab.call(FOCUSED)))
    # Nothing holds the focus, or loses it.
    assert seen == sorted(seen, key=lambda one: one[0]), seen
    editors = [f"{tag} {part}" for tag in ("py-repl", "pagelet-editor") for part in ("cm-content", "run")]
    others = [
        "pagelet-terminal xterm-helper-textarea",
        "pagelet-error summary",
        "button",
        "input",
        "a",
        "mpy-tutor summary",
    ]
    assert {*editors, *others} <= {name for _, name in seen}, seen
