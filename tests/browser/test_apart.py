"""Code that nobody trusts: a page in one file, in a frame whose origin is nobody's, and gone with the frame."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from static_host import StaticHost

from pagelet_cli.browser import Context

UNTRUSTED = """<!doctype html><html lang="en"><title>Strange</title>
<script>
addEventListener("pagelet:error", ({ detail }) => parent.postMessage(detail.message.split(":")[0], "*"));
</script>
<script type="mpy">
from pagelet import window
window.parent.document.title
window.parent.postMessage("reached the page", "*")
</script>
<script type="mpy">
window.localStorage.length
window.parent.postMessage("reached the storage", "*")
</script>
<script type="mpy">
window.document.cookie
window.parent.postMessage("reached the cookies", "*")
</script>
<script type="mpy" worker>
from pagelet import window
import time
while True:
    time.sleep(0.02)  # it computes until then
    window.parent.postMessage("tick", "*")
</script>"""
PAGE = """<!doctype html><title>Host</title><script>
localStorage.secret = "mine"; document.cookie = "secret=mine";
var heard = {}; onmessage = ({ data }) => { heard[data] = (heard[data] ?? 0) + 1 };
</script><iframe sandbox="allow-scripts" src="strange.html"></iframe>"""


def test_untrusted_code_is_kept_apart_and_stopped(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(UNTRUSTED, "utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text(PAGE, "utf-8")
    out = str(tmp_path / "site" / "strange.html")
    command = [sys.executable, "-m", "pagelet_cli", "build", str(tmp_path / "index.html"), "--single-file", "-o", out]
    subprocess.run(command, check=True, capture_output=True)
    tab = context.open()
    tab.goto(host(tmp_path / "site").base)
    tab.wait_for("heard.tick > 5 && heard.SecurityError === 3", 40)
    assert tab.evaluate("Object.keys(heard).sort()") == ["SecurityError", "tick"]
    # It goes with its frame, and is silent within a second.
    tab.evaluate("document.querySelector('iframe').remove()")
    time.sleep(1)
    ticks = tab.evaluate("heard.tick")
    time.sleep(0.5)
    assert tab.evaluate("heard.tick") == ticks
