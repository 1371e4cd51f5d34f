"""Starting with a page's packages in the memory: their compiled parts, chances, files; and when that does not work."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from static_host import StaticHost
from tests.browser.test_build import Files, build
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
    site = host(build(tmp_path, files), headers=True)
    base = site.base
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
    # Neither the second visit nor the service worker, which came in between, fetched anything again.
    made = [path for path in site.asked if "/made/" in path]
    assert sorted(made) == sorted(set(made))
    # What was looked for came, and not all that lies there.
    blocks = [path for path in (tmp_path / "out" / "_pagelet" / "made").iterdir() if not path.suffix]
    assert len(set(made)) < len(blocks) - 1
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


FRAMES = """<!doctype html><py-config>version = "0.27.7"</py-config>
<figure></figure><body><script type="py">
import io, json
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from pagelet import display, document
frame = pd.read_csv(io.StringIO("kind,n\\na,1\\nb,2\\na,3"))
sums = frame.groupby("kind")["n"].sum().to_dict()
shown = {"det": round(np.linalg.det(np.eye(3) * 2)), "fft": np.fft.fft([1, 2, 3])[0].real, "sums": sums}
axes = frame.plot(kind="bar")
display(axes.figure, target=document.querySelector("figure"))
load = __import__
try: load("matplotlib.tests")
except ImportError as error: shown["tests"] = str(error)[:40]
document.body.dataset.shown = json.dumps(shown)
</script></body>"""
PROVEN = {"det": 8, "fft": 6, "sums": {"a": 4, "b": 2}}


# With a memory, without, and in one file: where each has its packages from differs.
@pytest.mark.parametrize("options", [(), ("--no-ahead",), ("--single-file",)])
def test_large_packages_do_without_what_was_left_out(
    context: Context,
    host: Callable[..., StaticHost],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    one = "--single-file" in options
    out = build(
        tmp_path, {"index.html": FRAMES.encode()}, *options, *(["-o", str(tmp_path / "one.html")] if one else [])
    )
    tab = context.open((tmp_path / "one.html").as_uri() if one else host(out).base)
    tab.wait_for("document.querySelector('figure img, figure svg') || document.querySelector('pagelet-error')", 90)
    found = shown(tab)
    # These wheels came without their tests.
    assert "matplotlib.tests" in str(found.pop("tests"))
    assert found == PROVEN, tab.report()


OWN = '<!doctype html><py-config>packages = ["box"]</py-config><script type="py">import box, later</script>'


FIGURE = """<!doctype html><script>
window.waited = [];
const { open } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.open = function (how, url, ...more) {
  if (more[0] === false) waited.push(url);
  return open.call(this, how, url, ...more);
};
</script>
<py-config>version = "0.27.7"</py-config>
<body><script type="py">
import sys
there = "matplotlib.backends.backend_agg" in sys.modules
import json, matplotlib.pyplot as plt
from pagelet import display, document
figure, axes = plt.subplots()
axes.set_title("drawn")
display(figure)
document.body.dataset.shown = json.dumps({"there": there})
</script></body>"""


def test_a_figure_waits_for_no_file(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What matplotlib imports and reads only when it draws is there by then."""
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    tab = context.open(host(build(tmp_path, {"index.html": FIGURE}), headers=True).base)
    assert shown(tab) == {"there": True}, tab.report()
    tab.wait_for("document.querySelector('img[alt=drawn]')?.naturalWidth > 100")
    assert tab.evaluate("waited") == []


FONTS = """<py-config>version = "0.27.7"</py-config>
<body><script type="py">
import json, pathlib
import matplotlib
fonts = json.loads(pathlib.Path(matplotlib.__file__).with_name("fontlist.json").read_text())
import matplotlib.font_manager
from pagelet import document
of_this_version = fonts["_version"] == matplotlib.font_manager.FontManager.__version__
document.body.dataset.shown = json.dumps({"of this version": of_this_version})
</script></body>"""


def test_a_page_without_a_memory_has_what_its_packages_wrote_down(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wheel of matplotlib has a list of fonts that it refuses; one that it made itself stands in its place."""
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    tab = context.open(host(build(tmp_path, {"index.html": f"<!doctype html>{PLAIN}{FONTS}"}), headers=True).base)
    assert shown(tab) == {"of this version": True}, tab.report()
    assert wheels(tab) == []
    # Of the packages' files came what is imported, and not all that lies there.
    blocks = json.loads(tab.evaluate("document.querySelector('meta[name=pagelet-start]').content"))
    (note,) = [each for each in blocks.values() if "blocks" in each]
    came = set(tab.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name.split('/').pop())"))
    here = [file["url"].rpartition("/")[2] in came for file in note["blocks"]]
    assert here == [True] * note["imported"] + [False] * (len(here) - note["imported"])
    assert 0 < note["imported"] < len(here) / 2


# Matplotlib writes a list of fonts while it is built.
@pytest.mark.parametrize(
    "html",
    [OWN, NUMPY.format(first="", version="0.27.7"), f"<!doctype html>{FONTS}"],
    ids=["314", "numpy", "matplotlib"],
)
def test_two_builds_with_memories_are_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shelf: Shelf, html: str
) -> None:
    """Build with nothing in the cache but what is fetched, and what is packed: what is made there is made again."""
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    shelf.wheel("box", files={"box/__init__.py": "import random\nlots = random.Random()\nkinds = {'a', 'b', 'c'}"})
    files: Files = {"index.html": html, "later.py": "kinds = {'a', 'b', 'c'}"}
    if "box" in html:
        files["pagelet.toml"] = f'index_urls = ["{shelf.url}"]\n'
    real = cache_folder()
    made = []
    for name in ("first", "second"):
        cache = tmp_path / name / "cache"
        cache.mkdir(parents=True)
        for kept in ("runtimes", "squeezed"):
            (cache / kept).symlink_to(real / kept)
        monkeypatch.setenv("PAGELET_CACHE", str(cache))
        out = build(tmp_path / name, files)
        assert len([path for path in (out / "_pagelet" / "made").iterdir() if not path.suffix]) >= 6
        made.append({str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    first, second = made
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
