"""Starting with a page's packages in the memory: their compiled parts, chances, files; and when that does not work."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from static_host import StaticHost
from tests.browser.test_build import build
from tests.shelf import Shelf, filled
from tests.wheels import mirror

from pagelet_cli.browser import Context, Tab
from pagelet_cli.browser.patience import patient
from pagelet_cli.runtimes.cache import cache_folder

# Making a memory with packages takes a slow machine minutes.
pytestmark = pytest.mark.nightly

REQUIREMENTS = Path(__file__).parents[2] / "requirements" / "wheels-2026.txt"

NUMPY = """<!doctype html>{first}
<py-config>version = "{version}"</py-config>
<body><script type="py">
import sys
there = "numpy" in sys.modules
import json, numpy as np
from pagelet import document
shown = {{"there": there, "det": round(np.linalg.det(np.eye(3) * 2)), "fft": np.fft.fft([1, 2, 3])[0].real}}
shown["random"] = np.random.random(), np.random.default_rng().random()
shown["later"] = "numpy.ma" in sys.modules
document.body.dataset.shown = json.dumps(shown)
# What nobody can foresee is fetched when it is looked for: modules, data, sources.
import importlib, inspect, pathlib
shown = {{"masked": int(importlib.import_module("numpy.ma").masked_array([1, 2], mask=[1, 0]).sum())}}
shown["stub"] = "def __getattr__" in pathlib.Path(np.__file__).read_text()
shown["source"] = inspect.getsource(np.linalg.det).splitlines()[1]
shown["listed"] = "linalg" in [path.name for path in pathlib.Path(np.__file__).parent.iterdir()]
document.body.dataset.more = json.dumps(shown)
</script>
<script type="py" worker name="other">
import sys
there = "numpy" in sys.modules
import numpy as np
from pagelet import document
document.body.setAttribute("data-worker", f"{{there}} {{np.arange(4).sum()}}")
</script></body>"""
DAMAGED = """<script>
const note = document.querySelector("meta[name=pagelet-start]");
note.content = note.content.replace(/("libraries": .*?sha256-)..../g, "$1AAAA");
</script>"""
# As engines are that cannot take a memory.
PLAIN = "<script>delete WebAssembly.Suspending; delete WebAssembly.promising</script>"
SAID = "Pagelet: Python starts without its memory kept ahead"


def shown(tab: Tab, name: str = "shown") -> dict[str, object]:
    tab.wait_for(f"document.body.dataset.{name} || document.querySelector('pagelet-error')", 60)
    assert tab.evaluate(f"document.body.dataset.{name} ?? ''"), tab.report()
    found: dict[str, object] = json.loads(tab.evaluate(f"document.body.dataset.{name}"))
    return found


def wheels(tab: Tab) -> list[str]:
    found: list[str] = tab.evaluate(
        "performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => name.endsWith('.whl'))"
    )
    return found


# A parameter each, so that they share the browsers out: what is made takes its time.
@pytest.mark.parametrize("version", ["0.27.7"])
def test_a_built_page_has_numpy_in_its_memory(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    pages = {"index.html": "", "damaged.html": DAMAGED, "plain.html": PLAIN}
    files = {name: NUMPY.format(first=first, version=version).encode() for name, first in pages.items()}
    base = host(build(tmp_path, files)).base
    drawn = []
    for _ in range(2):
        tab = context.open(base)
        found = shown(tab)
        drawn += found.pop("random")  # type: ignore[arg-type]
        assert found == {"there": True, "det": 8, "fft": 6, "later": False}, tab.report()
        assert wheels(tab) == []
        tab.wait_for("document.body.dataset.worker == 'True 6'", 60)
        more = shown(tab, "more")
        assert more.pop("source") == "def det(a):"
        assert more == {"masked": 2, "stub": True, "listed": True}
        assert SAID not in tab.report()
        tab.close()
    assert len(set(drawn)) == len(drawn)
    tab = context.open(f"{base}damaged.html")
    assert shown(tab)["there"] is False
    assert SAID in tab.report()
    tab.close()
    tab = context.open(f"{base}plain.html")
    found = shown(tab)
    del found["random"]
    assert found == {"there": False, "det": 8, "fft": 6, "later": False}, tab.report()
    more = shown(tab, "more")
    assert (more.pop("source"), more) == ("def det(a):", {"masked": 2, "stub": True, "listed": True})
    assert (wheels(tab), "Pagelet: Python starts" in tab.report()) == ([], False)


MODELS = """<!doctype html>
<py-config>
version = "{version}"
packages = ["msgspec>=0.22", "pydantic>=2.14", "typing-extensions>=4.16"]
</py-config>
<body><script type="py">
import sys
there = [name in sys.modules for name in ("msgspec", "pydantic", "pydantic_core")]
import json, msgspec
from pagelet import document
from pydantic import BaseModel, ValidationError
class Point(msgspec.Struct):
    x: int
class Model(BaseModel):
    x: int
try:
    Model(x="no")
except ValidationError as error:
    there.append(error.error_count())
there.append(msgspec.json.encode(Point(Model(x="4").x)).decode())
document.body.dataset.shown = json.dumps(there)
</script></body>"""


@pytest.mark.parametrize("version", ["314.0.7"])
def test_served_again_a_page_has_packages_of_an_index_in_its_memory(
    context: Context, serve: Callable[..., str], tmp_path: Path, shelf: Shelf, version: str
) -> None:
    folder = cache_folder() / "test-wheels-2026"
    for wheel in filled(folder, REQUIREMENTS, python="3.14", platform="pyemscripten_2026_0_wasm32"):
        shelf.put(wheel)
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text(MODELS.replace("{version}", version))
    settings = f'packages = ["annotated-types>=0.8", "typing-inspection>=0.4.5"]\nindex_urls = ["{shelf.url}"]\n'
    (site / "pagelet.toml").write_text(settings)
    base = serve(site)
    end = time.monotonic() + patient(100)
    there = False
    while not there and time.monotonic() < end:
        tab = context.open(base)
        *all_there, errors, point = shown(tab)
        assert (errors, point) == (1, '{"x":4}')
        there = all_there == [True] * 3
        assert SAID not in tab.report()
        tab.close()
        if not there:
            time.sleep(2)
    assert there


@pytest.mark.parametrize("held", ["Object.new()"])
def test_a_module_that_holds_an_object_of_the_page_stays_out_of_memories(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, shelf: Shelf, held: str
) -> None:
    shelf.wheel("clinging", files={"clinging.py": f"from js import Object\nheld = {held}\n"})
    html = """<!doctype html><py-config>packages = ["clinging"]</py-config><body><script type="py">
import sys
there = "clinging" in sys.modules
import clinging, json
from pagelet import document
clinging.held.name = "it"
document.body.dataset.shown = json.dumps([there, clinging.held.name])
</script></body>"""
    files = {"index.html": html.encode(), "pagelet.toml": f'index_urls = ["{shelf.url}"]\n'.encode()}
    tab = context.open(host(build(tmp_path, files)).base)
    assert shown(tab) == [False, "it"]
    assert SAID not in tab.report()
