"""Pages that have only the tag, from a host that knows nothing of Pagelet: what is fetched when, and what is shown."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from static_host import StaticHost
from tests.browser.test_build import build
from tests.packaging.test_static import build_script
from tests.shelf import make_wheel

from pagelet_cli import assets
from pagelet_cli.browser import Tab
from pagelet_cli.runtimes import DEFAULTS, runtime

LOADER = '<!doctype html><script type="module" src="kernel/pagelet.js"></script>'
PAGE = (
    LOADER
    + """
<script type="{kind}">
from pagelet import page, when
@when("click", "button")
def go(event):
    print(nobody)
page["p"][0].text = "ready"
</script><button>go</button><p></p>"""
)


def laid_out(folder: Path, kind: str, name: str) -> Path:
    """Put a page, the kernel and an interpreter where a host would have them."""
    kernel = folder / "kernel"
    kernel.mkdir(parents=True)
    for asset in assets.NAMES:
        (kernel / asset).write_bytes(assets.read(asset))
    shutil.copytree(runtime(name), kernel / "runtimes" / f"{name}-{DEFAULTS[name]}")
    (folder / "index.html").write_text(PAGE.format(kind=kind))
    return folder


def published(folder: Path, html: str) -> Path:
    """Put a page beside the kernel as it is published: with CPython and its library, compiled."""
    laid_out(folder, "py", "pyodide")
    build_script()._write_library(folder / "kernel")
    (folder / "index.html").write_text(html)
    return folder


# How each part of the library came: "fetch", or "xmlhttprequest" while Python waited.
PARTS = """performance.getEntriesByType("resource").filter(({ name }) => name.includes("/made/"))
  .map(({ initiatorType }) => initiatorType)"""
LONE = """<py-config>packages = ["./lone-1.0-py3-none-any.whl"]</py-config><p></p><script type="py">
import lone
from pagelet import page
page["p"][0].text = lone.black
</script>"""


def test_who_has_packages_fetches_the_whole_library_at_once(
    tab: Tab, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    """Nobody knows what packages import: without that, Python would wait for the second part, and hold up the page."""
    site = published(tmp_path / "site", LOADER + LONE)
    make_wheel(site, "lone", files={"lone.py": "import colorsys\nblack = str(colorsys.hls_to_rgb(0, 0, 0))\n"})
    tab.goto(host(site).base)
    assert tab.wait_for("document.querySelector('p').textContent", 60) == "(0, 0, 0)", tab.report()
    assert tab.evaluate(PARTS) == ["fetch", "fetch"]


LATER = """<button>go</button><p></p><script type="py">
import statistics
from pagelet import page, when
@when("click", "button")
def go(event):
    import colorsys
    page["p"][0].text = colorsys.hls_to_rgb(0, 0, 0)
page["p"][0].text = "ready"
</script>"""


@pytest.mark.parametrize("compressed", [False, True])
def test_a_part_of_the_library_that_did_not_come_is_fetched_at_the_next_need(
    tab: Tab, host: Callable[..., StaticHost], tmp_path: Path, *, compressed: bool
) -> None:
    """It comes packed from hosts that do not compress: Python waits for it."""
    folder = published(tmp_path / "site", LOADER + LATER)
    made = folder / "kernel" / "made"
    (rest,) = (path.stem for path in made.glob("*.zlib"))
    for path in list(made.iterdir()) if compressed else ():
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 1))
    site = host(folder)
    # A byte of what is compressed is noticed by the browser.
    faults = {"missing": "could not be fetched"} | ({} if compressed else {"flipped": "does not have its hash"})
    site.faults[rest if compressed else f"{rest}.zlib"] = [*faults]
    tab.goto(site.base)
    tab.wait_for("document.querySelector('p').textContent == 'ready'", 60)
    boxes = "[...document.querySelectorAll('pagelet-error')].map((box) => box.shadowRoot.textContent)"
    for count, said in enumerate(faults.values(), 1):
        tab.click("button")
        tab.wait_for(f"document.querySelectorAll('pagelet-error').length == {count}")
        (shown,) = [text for text in tab.evaluate(boxes) if said in text]
        assert "the next import from it tries again" in shown
        assert "index.html:6" in shown
    tab.click("button")
    tab.wait_for("document.querySelector('p').textContent == '(0, 0, 0)'")
    asked = [path.rpartition("/")[2] for path in site.asked if rest in path]
    assert asked == [rest if compressed else f"{rest}.zlib"] * (len(faults) + 1)


def test_cpython_is_compiled_and_announced_before_its_module_is_there(
    tab: Tab, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    """It takes seconds, in most of which the page is held up."""
    site = host(laid_out(tmp_path / "site", "py", "pyodide"))
    site.faults["pyodide.mjs"] = ["held"]
    tab.goto(site.base, wait="none")
    tab.wait_for("document.querySelector('pagelet-loader')")
    tab.wait_for("performance.getEntriesByType('resource').some(({name}) => name.endsWith('pyodide.asm.wasm'))")
    site.released.set()
    tab.wait_for("document.querySelector('p').textContent == 'ready'", 60)
    tab.wait_for("!document.querySelector('pagelet-loader')")
    assert len([path for path in site.asked if path.endswith("pyodide.asm.wasm")]) == 1


def test_micropython_fetches_what_shows_errors_when_there_is_one(
    tab: Tab, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    site = host(laid_out(tmp_path / "site", "mpy", "micropython"))
    tab.goto(site.base)
    tab.wait_for("document.querySelector('p').textContent == 'ready'")
    tab.evaluate("new Promise((done) => setTimeout(done, 1200))")
    assert not [path for path in site.asked if path.endswith("pagelet.more.js")]
    tab.click("button")
    tab.wait_for("document.querySelector('pagelet-error')")
    assert [path for path in site.asked if path.endswith("pagelet.more.js")]
    assert "index.html:6" in tab.report()


def test_an_error_is_said_when_the_network_has_gone(tab: Tab, host: Callable[..., StaticHost], tmp_path: Path) -> None:
    site = host(laid_out(tmp_path / "site", "mpy", "micropython"))
    tab.goto(site.base)
    tab.wait_for("document.querySelector('p').textContent == 'ready'")
    tab.evaluate("new Promise((done) => setTimeout(done, 1200))")
    tab.evaluate("addEventListener('pagelet:error', ({ detail }) => (window.heard = detail.message))")
    site.gone = True
    tab.click("button")
    tab.wait_for("document.querySelector('pagelet-error')?.textContent.includes('NameError')")
    assert "nobody" in tab.evaluate("window.heard")
    assert "nobody" in tab.report()
    # When it is back, so is what explains errors.
    site.gone = False
    tab.click("button")
    tab.wait_for("document.querySelector('pagelet-error + pagelet-error')?.shadowRoot")
    assert "index.html:6" in tab.report()


def test_a_script_that_fails_ends_when_what_shows_errors_is_missing(
    tab: Tab, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    folder = laid_out(tmp_path / "site", "mpy", "micropython")
    head = "<script>addEventListener('py:all-done', () => (window.ended = true))</script>"
    (folder / "index.html").write_text(f'{head}{LOADER}<script type="mpy">print(nobody)</script>')
    site = host(folder)
    site.faults["pagelet.more.js"] = ["missing"] * 9
    tab.goto(site.base)
    tab.wait_for("document.querySelector('pagelet-error')?.textContent.includes('nobody')")
    tab.wait_for("window.ended")
    assert "pagelet.more.js" in tab.text("pagelet-error")
    # The console has all that Python said.
    assert "Traceback" in tab.report().partition("console:")[2]
    site.faults.clear()
    # A script that comes later has its place shown.
    later = "Object.assign(document.createElement('script'), { type: 'mpy', text: '1 / 0' })"
    tab.evaluate(f"document.body.append({later})")
    tab.wait_for("[...document.querySelectorAll('pagelet-error')].at(-1).shadowRoot?.textContent.includes('1 / 0')")


READY = """
from pagelet import page
page["p"][0].text = "ready"
"""


def test_what_is_fetched_again_in_a_built_page_has_its_hash(
    tab: Tab, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    html = f"<!doctype html><mpy-config>name = 'x'</mpy-config><p></p><script type=mpy>{READY}</script>"
    site = host(build(tmp_path, {"index.html": html}, "--no-offline"))
    # Here it is needed for the start. The second time, it is looked at first, and then run: not if it is another file.
    site.faults["pagelet.more.js"] = ["missing", "", "flipped", *["missing"] * 9]
    tab.goto(site.base)
    tab.wait_for("document.querySelector('pagelet-error')")
    assert not tab.evaluate("document.querySelector('pagelet-error').shadowRoot")
    assert "PGL-R07: The page cannot go on: pagelet.more.js" in tab.text("pagelet-error")
    assert tab.text("pagelet-error").endswith("upload all of the site anew.")
    assert tab.text("p") == ""
    assert "flipped" not in site.faults["pagelet.more.js"]
    # A line that was down for a moment keeps no page from starting.
    site.faults["pagelet.more.js"] = ["missing"]
    tab.goto(site.base)
    tab.wait_for("document.querySelector('p').textContent === 'ready'")
    assert site.faults["pagelet.more.js"] == []
