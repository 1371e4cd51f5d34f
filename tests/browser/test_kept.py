"""A page that no tool has prepared keeps the memory of its Python, and its next visit begins with that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.packaging.test_static import build_script
from tests.support.static_host import StaticHost

from pagelet_cli import assets
from pagelet_cli.browser import Context, Tab
from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.pins import DEFAULTS, pinned

KERNEL = "kernel/"
CODE = """
import sys, json, os, random, uuid
from pagelet import document
shown = {"random": random.random(), "uuid": str(uuid.uuid4()), "language": os.environ["LANG"]}
shown["restored"] = "_pagelet_remainder" in sys.modules
shown["imported"] = "statistics" in sys.modules
shown["compiled"] = json.__file__.endswith(".pyc")
import colorsys, inspect
shown["rest"] = colorsys.rgb_to_hsv(1, 1, 1)[2]
shown["source"] = inspect.getsource(json.dumps).splitlines()[0]
document.body.dataset.shown = json.dumps(shown)
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>kept</title><link rel="icon" href="data:,">
<script type="module" src="{kernel}pagelet.js"></script><body><script type="py">{code}</script></body></html>"""
NOTE = "Object.entries(localStorage).find(([name]) => name.startsWith('pagelet-start'))?.[1] ?? ''"


def plain_folder(folder: Path, kernel: str = KERNEL) -> Path:
    """Lay out what a static host has that serves a page and Pagelet's folder as it is published."""
    home = folder / KERNEL
    home.mkdir(parents=True)
    for name in assets.NAMES:
        (home / name).write_bytes(assets.read(name))
    label = f"pyodide-{DEFAULTS['pyodide']}"
    shutil.copytree(runtime("pyodide"), home / "runtimes" / label)
    assert set(pinned("pyodide").files) <= {path.name for path in (home / "runtimes" / label).iterdir()}
    (folder / "index.html").write_text(PAGE.format(kernel=kernel, code=CODE))
    return folder


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[StaticHost]:
    with StaticHost(plain_folder(tmp_path / "plain")) as running:
        yield running


def shown(tab: Tab, address: str) -> dict[str, object]:
    """Open the page and read what its Python says."""
    tab.goto(address)
    found: dict[str, object] = json.loads(tab.wait_for("document.body.dataset.shown"))
    return found


def test_the_second_visit_begins_with_what_the_first_has_kept(plain, tab):
    first = shown(tab, plain.base)
    assert first["restored"] is False
    tab.wait_for(NOTE, timeout=120)
    second = shown(tab, plain.base)
    assert second["restored"] is second["imported"] is True
    assert {key: first[key] for key in ("rest", "source")} == {key: second[key] for key in ("rest", "source")}
    third = shown(tab, plain.base)
    assert len({str(each[name]) for each in (first, second, third) for name in ("random", "uuid")}) == 6
    assert "Pagelet: Python starts without" not in tab.report()
    # It is checked each time: a byte that has changed is not run, and such a memory is forgotten.
    damage = """(async () => {
      const cache = await caches.open("pagelet-start");
      const request = (await cache.keys()).find(({ url }) => url.includes("?"));
      const data = new Uint8Array(await (await cache.match(request)).arrayBuffer());
      data[data.length >> 1] ^= 1;
      await cache.put(request, new Response(data));
      return "done";
    })()"""
    assert tab.evaluate(damage) == "done"
    assert shown(tab, plain.base)["restored"] is False
    assert "does not have its hash" in tab.report()
    assert tab.evaluate(NOTE) == ""


def test_after_an_update_a_page_starts_with_what_came_with_the_kernel(tmp_path: Path, tab: Tab) -> None:
    """The memory that it has kept is another version's."""
    folder = plain_folder(tmp_path / "plain")
    kernel = folder / KERNEL
    build_script()._write_library(kernel)
    with StaticHost(folder) as running:
        first = shown(tab, running.base)
        assert (first["restored"], first["imported"], first["compiled"]) == (True, False, True)
        tab.wait_for(NOTE, timeout=120)
        assert shown(tab, running.base)["imported"] is True
        build = tab.evaluate(f"Object.values(JSON.parse({NOTE}))[0].build")
        for name in ("pagelet.start.js", "pagelet.maker.js"):
            text = (kernel / name).read_text("utf-8")
            assert build in text
            (kernel / name).write_text(text.replace(build, "0" * len(build)), "utf-8")
        assert shown(tab, running.base) | VISIT == first | VISIT
        assert "it is another version's" in tab.report()
        # The next visit keeps one of this version.
        assert tab.evaluate(NOTE) == ""


FORGETS_NOTHING = """() => {
  Storage.prototype.removeItem = () => { throw new DOMException("The operation is insecure.", "SecurityError") };
  if (globalThis.Cache) Cache.prototype.match = async () => undefined;
}"""


def test_what_lies_in_the_place_of_a_note_does_no_harm(plain: StaticHost, context: Context) -> None:
    tab = context.open()
    shown(tab, plain.base)
    tab.wait_for(NOTE, timeout=120)
    name = tab.evaluate("Object.keys(localStorage).find((name) => name.startsWith('pagelet-start'))")
    note = tab.evaluate(NOTE)
    ((label, kept),) = json.loads(note).items()
    for text in ("null", '"abc"', json.dumps({label: "abc"}), json.dumps({label: {**kept, "rest": "abc"}})):
        tab.evaluate(f"localStorage.setItem({json.dumps(name)}, {json.dumps(text)})")
        assert shown(tab, plain.base)["restored"] is False
    # Only the last one is a note; that it does not fit is said in words.
    assert tab.report().count("Pagelet: Python starts without") == 1
    assert "without its memory kept ahead: it is another version's" in tab.report()
    tab.evaluate(f"localStorage.setItem({json.dumps(name)}, {json.dumps(note)})")
    tab.close()
    tab = context.open()
    tab.preload(FORGETS_NOTHING)
    assert shown(tab, plain.base)["restored"] is False
    assert "the browser has dropped it" in tab.report()
    assert tab.count("pagelet-error") == 0


FULL = """() => {
  const full = new DOMException("There is no room.", "QuotaExceededError");
  if (globalThis.Cache) Cache.prototype.put = () => Promise.reject(full);
  const { info } = console;
  console.info = (text) => { info(text); window.said = text };
}"""


def test_where_there_is_no_room_the_next_visit_is_told_to_start_as_ever(plain: StaticHost, tab: Tab) -> None:
    tab.preload(FULL)
    shown(tab, plain.base)
    said = tab.wait_for("window.said", timeout=120)
    assert said == "Pagelet: the next visit will start as this one did: There is no room."
    assert shown(tab, plain.base)["restored"] is False
    assert tab.count("pagelet-error") == 0


# What is another in each visit.
VISIT = dict.fromkeys(("random", "uuid"))
