"""Starting CPython with what the tool made ahead: a compiled library, whose rest comes when it is looked for."""

from __future__ import annotations

import json
import threading
from functools import cache

import pytest

from pagelet_cli.runtimes import ahead, runtime
from pagelet_cli.runtimes.pins import pinned

VERSIONS = ("314.0.7", "0.27.7")


@cache
def make(version: str) -> None:
    """Make what lets an interpreter start at once; it is made once a version, and kept in the cache."""
    made = ahead.make(pinned("pyodide", version), runtime("pyodide", version), threading.Event())
    assert made is not None
    assert made.memory is not None


@pytest.fixture(scope="session", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Name an interpreter for which all is made."""
    make(request.param)
    return str(request.param)


# What a page does with the library, by a code that says itself what it holds.
CHECKS = """
import sys, json
shown = {}
archive = "/lib/python{}{}.zip".format(*sys.version_info[:2])
shown["compiled"] = json.__file__.endswith(".pyc")
shown["split"] = "_pagelet_remainder" in [finder.__module__ for finder in sys.meta_path if isinstance(finder, type)]
import _pagelet_remainder
shown["later"] = sorted(_pagelet_remainder.NAMES.intersection(sys.modules))
shown["memory"] = _pagelet_remainder._absent
import colorsys
shown["rest"] = colorsys.rgb_to_hsv(1, 1, 1)[2]
from importlib import import_module
shown["inner"] = import_module("encodings.cp1252").__name__
shown["decoded"] = b"\\x80".decode("cp1252")
try:
    import nowhere_at_all
except ModuleNotFoundError as error:
    shown["missing"] = str(error)
import inspect, traceback
shown["source"] = inspect.getsource(json.dumps).splitlines()[0]
try:
    json.loads("{")
except ValueError:
    shown["line"] = "obj, end = self.scan_once" in traceback.format_exc()
# What no table names is never fetched, unless something else was before.
import _imp, zipfile
tables = _pagelet_remainder.NAMES | _pagelet_remainder.FIRST
stems = [name[:-4].removesuffix("/__init__") for name in zipfile.ZipFile(archive).namelist() if name.endswith(".pyc")]
modules = [stem.replace("/", ".") for stem in stems]
shown["unknown"] = [name for name in modules if name not in tables and not _imp.is_frozen(name)]
import multiprocessing.util
from js import document
document.body.dataset.shown = json.dumps(shown)
"""

EXPECTED = {
    "compiled": True,
    "split": True,
    "later": [],
    "rest": 1,
    "inner": "encodings.cp1252",
    "decoded": "€",
    "missing": "No module named 'nowhere_at_all'",
    "source": "def dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True,",
    "line": True,
    # The table's own module, and what is part of the interpreter.
    "unknown": ["_pagelet_remainder", "importlib._bootstrap", "importlib._bootstrap_external"],
}

# The kernel is a module: it looks at what the tool has noted after this has changed it.
CHANGE = """<script>
const note = document.querySelector("meta[name=pagelet-start]");
const made = JSON.parse(note.content);
for (const files of Object.values(made)) {{ {change} }}
note.content = JSON.stringify(made);
</script>"""
PAGE = """{first}<py-config>version = "{version}"</py-config><script type="py"{attributes}>{code}</script>"""
WITHOUT_MEMORY = CHANGE.format(change="delete files.memory;")
DAMAGED = CHANGE.format(change="files.memory.integrity = files.library.integrity;")
ALL_DAMAGED = CHANGE.format(change="files.memory.integrity = files.library.integrity = files.rest.integrity;")


def checks(place: str) -> str:
    """Write the checks so that the tool does not see what they import: it would send the rest along."""
    code = CHECKS.replace("js import", "pagelet import") if place == "worker" else CHECKS
    return f"exec({code!r}, {{'__name__': 'shown'}})"


@pytest.mark.parametrize(("place", "first"), [("page", WITHOUT_MEMORY), ("page", ""), ("worker", "")])
def test_what_was_made_ahead_does_what_a_plain_start_does(page, version, place, first):
    attributes = " worker" if place == "worker" else ""
    tab = page(PAGE.format(first=first, version=version, attributes=attributes, code=checks(place)))
    assert json.loads(tab.wait_for("document.body.dataset.shown")) == {**EXPECTED, "memory": not first}
    assert "Pagelet: Python starts without" not in tab.report()


VISIT = """
import json, logging, os, random, secrets, sys, time, uuid
from pagelet import document, window
document.body.dataset.shown = json.dumps({
    "random": random.random(), "choice": random.sample(range(10**6), 3),
    "secret": secrets.token_hex(), "uuid": str(uuid.uuid4()),
    "unlike": [abs(time.time() * 1000 - window.Date.now()) < 1000, time.time_ns() > 0, not time.sleep(0)],
    "language": os.environ["LANG"], "home": os.environ["HOME"],
    "age": time.time() - (logging._startTime / 1e9 if logging._startTime > 1e12 else logging._startTime),
    "zone": [time.timezone, time.altzone, time.daylight, *time.tzname],
    "summer": time.strftime("%H %Z", time.localtime(1_720_000_000)), "offset": time.localtime(0).tm_gmtoff,
})
"""
NEW_YORK = {"314.0.7": ["UTC-0500", "UTC-0400"], "0.27.7": ["EST", "EDT"]}


def test_no_two_visitors_share_their_chances(serve, context, version):
    base = serve({"index.html": PAGE.format(first="", version=version, attributes="", code=VISIT)})
    seen = []
    for _ in range(2):
        tab = context.open()
        tab.pretend("timezone", "America/New_York")
        tab.goto(base)
        seen.append(json.loads(tab.wait_for("document.body.dataset.shown")))
        assert "Pagelet: Python starts without" not in tab.report()
    first, second = seen
    for name in ("random", "choice", "secret", "uuid"):
        assert first[name] != second[name]
    assert first["unlike"] == second["unlike"] == [True, True, True]
    assert first["home"] == "/home/pyodide"
    assert first["language"].startswith(("en", "C"))
    assert 0 <= first["age"] < 10
    names = NEW_YORK[version]
    assert first["zone"] == [5 * 3600, 4 * 3600, 1, *names]
    assert (first["summer"], first["offset"]) == (f"05 {names[1]}", -5 * 3600)


@pytest.mark.parametrize(
    ("first", "said"), [(DAMAGED, "without its memory kept ahead"), (ALL_DAMAGED, "without the library compiled ahead")]
)
def test_a_flipped_byte_is_refused_and_the_page_starts_all_the_same(page, first, said):
    make("314.0.7")
    code = "from pagelet import document\ndocument.body.dataset.shown = 6 * 7"
    tab = page(PAGE.format(first=first, version="314.0.7", attributes="", code=code))
    assert tab.wait_for("document.body.dataset.shown") == "42"
    assert said in tab.report()


# As a visit leaves it for the next one, where the browser's own cache of files is slower.
KEEP = """(async () => {
  const made = JSON.parse(document.querySelector("meta[name=pagelet-start]").content)["pyodide-314.0.7"];
  const here = new URL("/_pagelet/", location.href).href;
  const cache = await caches.open("pagelet-start");
  const list = {};
  for (const name of [made.memory.url, "runtimes/pyodide-314.0.7/pyodide.asm.wasm"]) {
    const data = await (await fetch(here + name)).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    list[here + name] = `sha256-${btoa(String.fromCharCode(...hash))}`;
    if (DAMAGED) new Uint8Array(data)[data.byteLength >> 1] ^= 1;
    await cache.put(here + name, new Response(data));
  }
  localStorage.setItem(`pagelet-files ${here}`, JSON.stringify(list));
})()"""
FETCHED = """performance.getEntriesByType("resource").map(({ name }) => name)
  .filter((name) => /asm\\.wasm$|\\/made\\//.test(name)).length"""
LISTED = "JSON.parse(localStorage.getItem(`pagelet-files ${location.origin}/_pagelet/`))"


def test_the_next_visit_has_what_the_last_one_left(page):
    make("314.0.7")
    code = "from pagelet import document\ndocument.body.dataset.shown = 6 * 7"
    tab = page(PAGE.format(first="", version="314.0.7", attributes="", code=code))
    # It finds out whether it is of any use here.
    assert tab.wait_for(f"Object.keys({LISTED} ?? {{}}).length", timeout=60) in {1, 2}  # "no", or the files
    for damaged in ("false", "true", "false"):
        tab.evaluate(KEEP.replace("DAMAGED", damaged))
        tab.reload()
        assert tab.wait_for("document.body.dataset.shown") == "42"
        if damaged == "true":
            tab.wait_for(f"!Object.keys({LISTED}).some((url) => url.includes('made'))")
        else:
            assert tab.evaluate(FETCHED) == 0
    # Once, when it was damaged.
    assert tab.report().count("Pagelet: Python starts without") == 1


COUNT = """<script>
window.made = 0;
WebAssembly.Module = new Proxy(WebAssembly.Module, { construct: (kind, given) => (window.made++, new kind(...given)) });
</script>"""


def test_what_c_calls_of_javascript_by_its_address_is_wrapped_at_once(page, version):
    code = "from pagelet import document\ndocument.body.dataset.made = document.defaultView.made"
    tab = page(PAGE.format(first=COUNT, version=version, attributes="", code=code))
    # Emscripten makes some 260; and Pyodide 0.27 some 40 more, when it has started.
    assert int(tab.wait_for("document.body.dataset.made")) < 50


# Starts once more, as Pyodide's documentation has it, when Python is there.
BARE = """<script type="module">
addEventListener("py:done", async () => {{
  const folder = "/_pagelet/runtimes/pyodide-{version}/";
  const {{ loadPyodide }} = await import(`${{folder}}pyodide.mjs`);
  const {{ _module: module }} = await loadPyodide({{ indexURL: folder }});
  document.body.dataset.bare = module.wasmTable.length;
}});
</script>"""


def test_functions_have_the_places_in_the_table_that_a_memory_knows(page, version):
    code = "from pagelet import document\nfrom pyodide_js import _module\n"
    code += "document.body.dataset.ours = _module.wasmTable.length"
    first = WITHOUT_MEMORY + BARE.format(version=version)
    tab = page(PAGE.format(first=first, version=version, attributes="", code=code))
    bare = tab.wait_for("document.body.dataset.bare", timeout=60)
    assert tab.evaluate("document.body.dataset.ours") == bare


# What the browser restores must be, to the byte, what Node kept: an address that is its own apart.
COMPARE = """<script type="module">
const made = JSON.parse(document.querySelector("meta[name=pagelet-start]").content)["pyodide-314.0.7"];
const { restoreMemory, trampoline } = await import("/_pagelet/pagelet.maker.js");
const folder = "/_pagelet/runtimes/pyodide-314.0.7/";
const { loadPyodide } = await import(`${folder}pyodide.mjs`);
const { default: create } = await import(`${folder}pyodide.asm.mjs`);
const file = new Uint8Array(await (await fetch(`/_pagelet/${made.memory.url}`)).arrayBuffer());
const createPyodideModule = async (settings) => {
  const module = await create(Object.assign(settings, { noInitialRun: true, INITIAL_MEMORY: made.heap }));
  const { sha256 } = restoreMemory(module, file);
  module.HEAP32[trampoline(module)] = 0;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", module.HEAPU8));
  document.body.dataset.same = sha256 === Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  throw new Error("compared");
};
loadPyodide({ indexURL: folder, createPyodideModule }).catch(() => {});
</script><script type="py">1</script>"""


def test_a_browser_restores_every_byte(page):
    make("314.0.7")
    assert page(COMPARE).wait_for("document.body.dataset.same") == "true"
