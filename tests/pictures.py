"""Make the pictures of the gallery's front page: scripts/pictures [NAME...]."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

import pytest
from tests.conftest import Servers
from tests.gallery import EXAMPLES, lay_out
from tests.scenes import SCENES
from tests.wheels import mirror

from pagelet_cli.browser import Browser, WaitError

SIZE = (640, 400)
# These show what they are only when somebody has used them.
USED = "ask camera component editor events notes pyscript-page repl start tasks terminal tic-tac-toe two-repls widgets"
USED += " worker"
# What is clicked to show more than the scene's end.
CLICKED = {"rows": ("#create", "#update")}
# What must be so at the moment of the picture.
# A blinking tag that is not to be seen is told to stay once it is.
_SEEN = "tag.shadowRoot.querySelector('span').style.visibility === 'visible'"
_RESTLESS = f"(tag) => {_SEEN} ? tag.every !== 9 : (tag.every = 9)"
WHEN = {"blink": f"[...document.querySelectorAll('py-blink')].filter({_RESTLESS}).length === 0"}
# These have little to show: it is seen from near.
NEAR = "blink hello open-a-file year-2022"
# The card below has the title.
DRESS = """(async (zoom) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("body { padding: 1.2rem 1.6rem; } h1, h1 + p:not(:has(button, py-blink)) { display: none; }");
  document.documentElement.style.zoom = zoom;
  document.adoptedStyleSheets.push(sheet);
  scrollTo(0, 0);
  await new Promise((done) => setTimeout(done, 4000));
  scrollTo(0, 0);
  return 1;
})"""
NOTE_END = "() => document.addEventListener('py:all-done', () => { window.allDone = true })"


def main(names: list[str]) -> None:
    """Take a picture of each example, or of those that are named."""
    servers = Servers(Path)
    with pytest.MonkeyPatch.context() as patch, Browser.start("chromium") as browser, contextlib.ExitStack() as stack:
        patch.setenv("PAGELET_MIRROR", str(mirror()))
        stack.callback(servers.stop_all)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "examples"
        lay_out(folder)
        base, _ = servers.own(folder, ())
        for name in names or SCENES:
            take(browser, base, name)


def take(browser: Browser, base: str, name: str) -> None:
    """Open an example, let it do what it does, and keep what it shows."""
    with browser.new_context() as context:
        tab = context.open()
        tab.preload(NOTE_END)
        tab.resize(*SIZE)
        tab.goto(f"{base}{name}/")
        if name in USED.split():
            SCENES[name](tab)
        else:
            # What loads packages takes its time, and clocks never end.
            large = tab.count('script[type="py"]')
            with contextlib.suppress(WaitError):
                tab.wait_for("window.allDone", 90 if large else 10)
        for css in CLICKED.get(name, ()):
            tab.click(css)
        tab.evaluate(f"{DRESS}({2 if name in NEAR.split() else 1})")
        tab.wait_for(WHEN.get(name, "true"))
        tab.screenshot(EXAMPLES / "pictures" / f"{name}.jpg")


if __name__ == "__main__":
    main(sys.argv[1:])
