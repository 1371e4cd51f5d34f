"""Built pages that go on from the memory of a Python that has started already."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from static_host import StaticHost
from tests.browser.test_build import build, damage, opened

from pagelet_cli.browser import Context

STARTED = """<!doctype html><title>Started</title><output></output><script type="py">
import json
from pagelet import page
load = __import__
try:
    load("wave")
except ImportError as error:
    page["output"][0].text = json.__file__[-4:] + str(error)
</script>"""
LEFT_OUT = "wave was left out of this build, because nothing on the page seemed to use it; write keep = ['wave'] under"


GROWS = """<!doctype html><title>Grows</title><output></output><script type="mpy">
from pagelet import page, start
cpython = await start("py")
page["output"][0].text = await cpython.started.file()
</script>"""


# The page's own modules are there as they were compiled, unless the page writes them anew.
COMPILED = """
from importlib.machinery import SourceFileLoader
SourceFileLoader.source_to_code = None
import later
"""
FAILS = f"""<!doctype html><title>Fails</title><script type="py">
{COMPILED}
later.fail()
</script><script type="py">
load = __import__
load("wave")
</script>"""
BOXES = "Array.from(document.querySelectorAll('pagelet-error'), (box) => box.shadowRoot.textContent).join()"


def test_a_built_page_goes_on_from_a_memory(tmp_path: Path, host: Callable[..., StaticHost], context: Context) -> None:
    started = f"import json\n{COMPILED}\ndef file(): return json.__file__[-4:]"
    # The second page needs more of Python's library than every start does, and gets it with its memory.
    more = STARTED.replace("import json", "import tomllib, sched as json")
    pages = {"deep/index.html": STARTED, "deep/more.html": more, "deep/grows.html": GROWS, "deep/started.py": started}
    fails = {"deep/fails.html": FAILS, "deep/later.py": "def fail():\n    return 1 / 0  # here"}
    out = build(tmp_path, pages | fails)
    base = f"{host(out).base}deep/"
    tab = opened(context, f"{base}grows.html")
    tab.wait_for("document.querySelector('output').textContent === '.pyc'", 60)
    assert tab.evaluate("violations") == []
    assert not tab.errors, tab.report()
    tab.goto(f"{base}fails.html", wait="none")
    tab.wait_for(f"{BOXES}.includes('return 1 / 0  # here')", 60)
    tab.wait_for(f"{BOXES}.includes('with that line in pagelet.toml the module is in it')")
    # Nothing of CPython came with the page.
    preloads = re.findall(r"<link rel=.\w*preload.[^>]*>", (out / "deep" / "grows.html").read_text("utf-8"))
    assert ["micropython.mjs" in link for link in preloads] == [True]
    tab.close()
    for page in ("index.html", "more.html"):
        tab = opened(context, f"{base}{page}")
        tab.wait_for(said(".pyc"), 60)
        fetched = tab.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
        assert sum("/_pagelet/made/" in name for name in fetched) >= 1
        assert not any("python_stdlib.zip" in name for name in fetched)
        assert tab.evaluate("violations") == []
        assert "Pagelet: Python starts without" not in tab.report()
        tab.close()
    # What is not as it was made is left alone: Python starts as the interpreter does by itself.
    for made in (out / "_pagelet" / "made").glob("*"):
        if not made.suffix:
            data = made.read_bytes()
            made.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
        else:
            made.unlink()
    tab = opened(context, f"{host(out).base}deep/index.html")
    tab.wait_for(said("_.py"), 60)
    assert tab.count("pagelet-error") == 0, tab.report()
    assert "Pagelet: Python starts without" in tab.report()


OWN = """<!doctype html><title>Own</title><output></output><script type="py">
import importlib, pathlib, sys
from pagelet import page
from parts import helper
pathlib.Path("written.py").write_text("word = 'new'")
importlib.invalidate_caches()
load = __import__
page["output"][0].text = helper.word + load("written").word + str("importlib.metadata" in sys.modules)
</script>"""


def test_a_page_with_modules_of_its_own_waits_for_nothing_more(
    tmp_path: Path, host: Callable[..., StaticHost], context: Context
) -> None:
    """Python reads its folders anew, for which it would import a module of the second part."""
    site = host(build(tmp_path, {"index.html": OWN, "parts/helper.py": "word = 'own'"}, "--no-offline"))
    tab = opened(context, site.base)
    tab.wait_for("document.querySelector('output').textContent === 'ownnewFalse'", 60)
    assert len([path for path in site.asked if "/made/" in path]) == 1


def test_a_module_whose_compiled_form_does_not_come_is_compiled_on_the_page(
    tmp_path: Path, host: Callable[..., StaticHost], context: Context
) -> None:
    out = build(tmp_path, {"index.html": OWN, "parts/helper.py": "word = 'own'"}, "--no-offline")
    site = host(out)
    (module,) = (out / "_pagelet" / "modules").rglob("*.pyc")
    for change in (damage, Path.unlink):
        change(module)
        tab = opened(context, site.base)
        tab.wait_for("document.querySelector('output').textContent.startsWith('ownnew')", 60)
        assert "Pagelet: Python compiles a module itself" in tab.report()
        tab.close()


READS = """<!doctype html><title>Reads</title><output></output><script type="py">
import inspect, statistics
from pagelet import page
try:
    page["output"][0].text = inspect.getsource(statistics.mean)[:9]
except OSError:
    page["output"][0].text = "no source"
</script>"""


def test_sources_of_the_library_that_were_changed_after_the_build_are_not_shown(
    tmp_path: Path, host: Callable[..., StaticHost], context: Context
) -> None:
    out = build(tmp_path, {"index.html": READS}, "--no-offline")
    site = host(out)
    tab = opened(context, site.base)
    tab.wait_for("document.querySelector('output').textContent === 'def mean('", 60)
    tab.close()
    damage(next(out.rglob("python_stdlib.zip")))
    tab = opened(context, site.base)
    tab.wait_for("document.querySelector('output').textContent === 'no source'", 60)
    assert "does not have its hash" in tab.report()


def said(ending: str) -> str:
    """Look for where a module came from, and for what is said of one that was left out."""
    return f"document.querySelector('output').textContent.startsWith({json.dumps(ending + LEFT_OUT)})"


LIKED = """<!doctype html><title>Liked</title><output></output><script type="py">
import sys
liked = ("asyncio", "csv", "statistics", "uuid")
found = [name for name in liked if name in sys.modules]
import csv
from pagelet import page
load = __import__
found.append(load("statistics").mean([1, 3]))
page["output"][0].text = found
</script>"""


def test_a_memory_has_what_its_pages_like(tmp_path: Path, host: Callable[..., StaticHost], context: Context) -> None:
    tab = opened(context, host(build(tmp_path, {"index.html": LIKED})).base)
    # What nobody could see comes as well, later.
    tab.wait_for("document.querySelector('output').textContent === \"['asyncio', 'csv', 2]\"", 60)
    assert "Pagelet: Python starts without" not in tab.report()
