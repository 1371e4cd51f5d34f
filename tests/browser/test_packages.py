"""Packages in real pages: compiled ones of both ABI years, from the lock, the mirror, an index, and without a tool."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import shutil
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.shelf import Shelf, filled, make_wheel
from tests.wheels import mirror

from pagelet_cli import assets
from pagelet_cli.browser import Tab
from pagelet_cli.browser.patience import patient
from pagelet_cli.cli import pagelet
from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.cache import cache_folder
from pagelet_cli.runtimes.pins import DEFAULTS

REQUIREMENTS = Path(__file__).parents[2] / "requirements" / "wheels-2026.txt"
OLD = "0.27.7"
NEW = DEFAULTS["pyodide"]

FRAME = f"""<!doctype html>
<py-config>version = "{OLD}"</py-config>
<p id="sum">?</p>
<script type="py">
import numpy as np
import pandas as pd
from pagelet import page
frame = pd.DataFrame({{"a": np.arange(4), "b": np.linspace(0, 1, 4)}})
page.find("#sum")[0].text = f"{{frame.a.sum()}} {{frame.b.sum():.1f}} {{np.linalg.det(np.eye(3) * 2):.0f}}"
</script>
"""


def shows(tab: Tab, text: str, css: str = "#sum", timeout: float = 60) -> None:
    found = f"document.querySelector('{css}')?.textContent.includes({text!r})"
    tab.wait_for(f"{found} || document.querySelector('pagelet-error')", timeout)
    assert text in tab.text(css), tab.report()


def fetched(tab: Tab, ending: str = ".whl") -> list[str]:
    """List what came over the line; what the browser had already counts nothing."""
    found: list[str] = tab.evaluate(
        "performance.getEntriesByType('resource').filter((entry) => entry.transferSize > 0 && "
        f"entry.name.endsWith('{ending}')).map((entry) => entry.name.split('/').pop())"
    )
    return sorted(found)


# Downloaded once and kept: made before a test gets a cache of its own.
@pytest.fixture(scope="session")
def published() -> Path:
    """Return the mirror that has the wheels of the older interpreter."""
    return mirror()


@pytest.fixture(scope="session")
def uploaded() -> list[Path]:
    """Return wheels that are on the index for the newer one."""
    place = cache_folder() / "test-wheels-2026"
    return filled(place, REQUIREMENTS, python="3.14", platform="pyemscripten_2026_0_wasm32")


# What a page says while it starts.
NOTE_PROGRESS = "() => { window.said = []; addEventListener('py:progress', ({ detail }) => said.push(detail)) }"
# When each file was on its way: all wheels were asked for before the first of them, or the interpreter, was there.
TIMES = (
    "performance.getEntriesByType('resource').map(({ name, startTime, responseEnd }) => [name, startTime, responseEnd])"
)
TOGETHER = f"""(() => {{
  const times = {TIMES}, wheels = times.filter(([name]) => name.endsWith('.whl'));
  const [[, , interpreter]] = times.filter(([name]) => name.endsWith('.wasm'));
  const asked = Math.max(...wheels.map(([, start]) => start));
  return asked < interpreter && asked < Math.min(...wheels.map(([, , end]) => end));
}})()"""
# What came of each wheel over the line, without headers.
SIZES = """performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.whl'))
  .map((entry) => entry.encodedBodySize)"""


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + patient(seconds)
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache that has the interpreters."""
    for name, version in (("pyodide", OLD), ("pyodide", None), ("micropython", None)):
        runtime(name, version)
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "runtimes").symlink_to(cache_folder() / "runtimes")
    monkeypatch.setenv("PAGELET_CACHE", str(folder))
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    def write(html: str, **files: str) -> Path:
        folder = tmp_path / "site"
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(html)
        for name, text in files.items():
            (folder / name.replace("_toml", ".toml")).write_text(text)
        return folder

    return write


def test_imports_of_a_page_bring_numpy_and_pandas_and_again_offline(
    published, cache, site, serve, context, monkeypatch
):
    monkeypatch.setenv("PAGELET_MIRROR", str(published))
    monkeypatch.setenv("PAGELET_OFFLINE", "1")
    folder = site(FRAME)
    tab = context.open()
    tab.preload(NOTE_PROGRESS)
    tab.goto(serve(folder))
    shows(tab, "6 2.0 8")
    # Each came once, together with the interpreter.
    names = [name.split("-")[0] for name in fetched(tab)]
    assert names == ["numpy", "pandas", "python_dateutil", "pytz", "six"]
    assert tab.evaluate(TOGETHER), tab.evaluate(TIMES)
    said = tab.evaluate("said")
    assert "Loading numpy, six, python-dateutil, pytz, pandas" in said
    assert "Installing numpy, six, python-dateutil, pytz, pandas" in said
    monkeypatch.delenv("PAGELET_MIRROR")
    # By now Node has compiled them for this interpreter, as far as there is Node.
    twins = cache / "compiled"
    wait_until(lambda: len(list(twins.glob("*/*.whl"))) == 5)
    with zipfile.ZipFile(next(twins.glob("*/six-*.whl"))) as archive:
        assert {"six.py", "__pycache__/six.cpython-312.pyc"} <= set(archive.namelist())
    # Written before anybody serves it: a change would reload the tab in the middle of its way to the other page.
    (folder / "other.html").write_text(FRAME)
    base = serve(folder)
    tab = context.open(base)
    shows(tab, "6 2.0 8")
    sizes = {path.stat().st_size for path in twins.glob("*/*.whl")}
    assert set(tab.evaluate(SIZES)) == sizes
    # Another page of the site has them from the browser's cache, in which a context of a test has little room.
    tab.goto(f"{base}other.html")
    shows(tab, "6 2.0 8")
    assert len(tab.evaluate(SIZES)) == 5
    assert [name for name in fetched(tab) if "pandas" not in name] == []


def test_compiled_packages_of_an_index_on_314(uploaded, cache, site, serve, context, shelf):
    for wheel in uploaded:
        shelf.put(wheel)
    html = """<!doctype html>
<py-config>packages = ["msgspec>=0.22", "pydantic>=2.14", "typing-extensions>=4.16"]</py-config>
<p id="sum">?</p>
<script type="py">
from pagelet import page, py_import
(msgspec,) = await py_import("msgspec")
from pydantic import BaseModel, ValidationError
class Point(msgspec.Struct):
    x: int
class Model(BaseModel):
    x: int
try:
    Model(x="no")
except ValidationError as error:
    count = error.error_count()
page.find("#sum")[0].text = f"{msgspec.json.encode(Point(3)).decode()} {Model(x='4').x} {count}"
</script>"""
    settings = f'packages = ["annotated-types>=0.8", "typing-inspection>=0.4.5"]\nindex_urls = ["{shelf.url}"]\n'
    tab = context.open(serve(site(html, pagelet_toml=settings)))
    shows(tab, '{"x":3} 4 1')


def test_micropython_has_pure_packages_on_the_page_and_in_a_worker(cache, site, serve, context, shelf):
    core = "def double(x): return 2 * x\n"
    shelf.wheel("tiny", "1.2", files={"tiny/__init__.py": "from .core import double\n", "tiny/core.py": core})
    shelf.sdist("micropython-half", "0.1-2", {"half.py": "def half(x): return x // 2\n"})
    shelf.mip_package("contextlib", "3.4", {"contextlib.py": "def closing(x): return x\n"})
    html = """<!doctype html>
<mpy-config>packages = ["tiny", "micropython-half", "contextlib"]</mpy-config>
<p id="sum">?</p><p id="other">?</p>
<script type="mpy">
from tiny import double
from half import half
from contextlib import closing
from pagelet import page
page.find("#sum")[0].text = str(closing(half(double(42))))
</script>
<script type="mpy" worker>
from pagelet import page, py_import
(tiny,) = await py_import("tiny")
try:
    await py_import("nowhere" + "_at_all")
except ImportError as error:
    said = str(error)
page.find("#other")[0].text = str(tiny.double(4)) + " " + said
</script>"""
    tab = context.open(serve(site(html, pagelet_toml=f'index_urls = ["{shelf.mip}", "{shelf.url}"]\n')))
    shows(tab, "42")
    shows(tab, "8 no module named nowhere_at_all. MicroPython cannot install packages", "#other")


OWN_INDEXES = """<!doctype html>
<mpy-config>packages = ["tiny"]
index_urls = ["PAGES"]</mpy-config>
<p id="sum">?</p><p id="other">?</p>
<script type="mpy">
import tiny
from pagelet import page
page.find("#sum")[0].text = tiny.whose
</script>
<script type="mpy" worker config='{"packages": ["tiny"], "index_urls": ["WORKERS"]}'>
import tiny
from pagelet import page
page.find("#other")[0].text = tiny.whose
</script>"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_indexes_of_a_page_and_of_a_worker(cache, site, serve, context, shelf, tmp_path, kind):
    """Each config names its own, and those of the project are not asked then."""
    (tmp_path / "others").mkdir()
    others = Shelf(tmp_path / "others")
    shelf.wheel("tiny", files={"tiny.py": "whose = 'of the page'\n"})
    others.wheel("tiny", files={"tiny.py": "whose = 'of the worker'\n"})
    html = OWN_INDEXES.replace("PAGES", shelf.url).replace("WORKERS", others.url).replace("mpy", kind)
    try:
        tab = context.open(serve(site(html, pagelet_toml='index_urls = ["http://127.0.0.1:9/simple/"]\n')))
        shows(tab, "of the page")
        shows(tab, "of the worker", "#other")
    finally:
        others.close()


def box(tab: Tab) -> str:
    tab.wait_for("document.querySelector('pagelet-error')?.shadowRoot.textContent.includes('PGL-')", 60)
    return str(tab.evaluate("document.querySelector('pagelet-error').shadowRoot.textContent"))


def test_why_a_package_cannot_be_had_stands_on_the_page(cache, site, serve, context, shelf):
    shelf.wheel("native", tag="cp314-cp314-win_amd64")
    html = '<py-config>packages = ["native"]</py-config><script type="py">print(1)</script>'
    tab = context.open(serve(site(html, pagelet_toml=f'index_urls = ["{shelf.url}"]\n')))
    said = box(tab)
    assert "native has wheels for Windows, but none for Python in a browser" in said
    assert "PGL-K106" in said


def test_a_package_that_does_not_come_is_asked_for_again_and_then_said(cache, site, serve, context, shelf):
    shelf.wheel("lone")
    html = '<py-config>packages = ["lone"]</py-config><script type="py">import lone</script>'
    tab = context.open()
    tab.preload(NOTE_PROGRESS)
    tab.block("*/lone-1.0-*.whl")
    tab.goto(serve(site(html, pagelet_toml=f'index_urls = ["{shelf.url}"]\n')))
    said = box(tab)
    assert "PGL-R06" in said, said
    assert "could not be reached" in said
    assert "Asking for lone again (0 of 1); on the way: lone" in tab.evaluate("said")


def test_a_package_that_the_server_cannot_get_is_said_in_its_words(cache, site, serve, context, shelf):
    wheel = shelf.wheel("lone")
    html = '<py-config>packages = ["lone"]</py-config>\n<script type="py">import lone</script>'
    folder = site(html, pagelet_toml=f'index_urls = ["{shelf.url}"]\n')
    locked = CliRunner().invoke(pagelet, ["lock", str(folder)])
    assert locked.exit_code == 0, locked.output
    # It is listed, and not there any more.
    wheel.unlink()
    shutil.rmtree(cache / "packages")
    tab = context.open()
    tab.goto(serve(folder))
    said = box(tab)
    assert "PGL-K115" in said, said
    assert "lone-1.0-py3-none-any.whl could not be fetched from any source" in said
    assert "127.0.0.1" in said
    assert "404" in said
    assert "Check the network connection, or point PAGELET_MIRROR to a folder or URL that has it." in said
    assert "Failed to fetch" not in said


@pytest.mark.everywhere
def test_a_package_with_another_hash_is_said_to_be_that(cache, site, serve, context, shelf, tmp_path):
    wheel = shelf.wheel("lone")
    other = make_wheel(tmp_path / "other", "lone", files={"lone.py": "stranger = 1\n"})
    base = serve(
        site(f"""<py-config>packages = ["lone"]\nindex_urls = ["{shelf.url}"]</py-config>
<script type="py">import lone</script>""")
    )
    tab = context.open()
    tab.stand_in(f"{base}_pagelet/packages/{hashlib.sha256(wheel.read_bytes()).hexdigest()}/", other.parent)
    tab.goto(base)
    said = box(tab)
    assert "PGL-R07" in said, said
    assert "lone-1.0-py3-none-any.whl came, but it does not have its hash" in said


def test_a_module_that_is_not_there_says_which_line_to_write(page):
    tab = page('<script type="mpy">import nowhere</script>')
    assert '<mpy-config>packages = ["nowhere"]</mpy-config>' in box(tab)


# ------------------------------------------------------------------------------------------------------- without a tool


@pytest.fixture
def plain(tmp_path: Path, published: Path) -> Iterator[Callable[[str], str]]:
    """Serve a page with Pagelet's own files and wheels beside it by a server that knows nothing."""
    folder = tmp_path / "plain"
    for version in (OLD, NEW):
        base = folder / f"runtimes/pyodide-{version}"
        base.mkdir(parents=True)
        for path in runtime("pyodide", version).iterdir():
            if not path.name.endswith(".br"):
                (base / path.name).symlink_to(path)
    for name in assets.NAMES:
        (folder / name).write_bytes(assets.read(name))
    for name in ("micropip", "packaging", "six"):
        for path in published.glob(f"pyodide-{OLD}/{name}-*.whl"):
            shutil.copy(path, folder / f"runtimes/pyodide-{OLD}")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()

    def write(html: str) -> str:
        (folder / "index.html").write_text(html)
        return f"http://127.0.0.1:{server.server_port}/"

    write.folder = folder  # type: ignore[attr-defined]
    yield write
    server.shutdown()
    server.server_close()
    thread.join()


def list_on(folder: Path, wheel: Path) -> None:
    listed = folder / "simple" / wheel.name.split("-")[0].replace("_", "-")
    listed.mkdir(parents=True)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (listed / "index.html").write_text(f'<a href="/{wheel.name}#sha256={digest}">{wheel.name}</a>')


@pytest.mark.everywhere
def test_a_plain_page_of_314_has_compiled_packages_of_an_index(plain, uploaded, context):
    for wheel in uploaded:
        shutil.copy(wheel, plain.folder)
        list_on(plain.folder, wheel)
    # Pyodide's own build of micropip lies on no index: this host has the one that does, and a lock that says so.
    base = plain.folder / f"runtimes/pyodide-{NEW}"
    (micropip,) = plain.folder.glob("micropip-*.whl")
    shutil.copy(micropip, base)
    lock = json.loads((base / "pyodide-lock.json").read_text())
    assert lock["packages"]["micropip"]["file_name"] == micropip.name
    lock["packages"]["micropip"]["sha256"] = hashlib.sha256(micropip.read_bytes()).hexdigest()
    (base / "pyodide-lock.json").unlink()
    (base / "pyodide-lock.json").write_text(json.dumps(lock))
    html = f"""<!doctype html><script type="module" src="pagelet.js"></script><p id="sum">?</p>
<py-config>packages = ["msgspec>=0.22", "pydantic>=2.14", "typing-extensions>=4.16", "typing-inspection>=0.4.5"]
index_urls = ["{plain("")}simple/"]</py-config>
<script type="py">
import msgspec
from pydantic import BaseModel
from pagelet import page
class Point(msgspec.Struct):
    x: int
class Model(BaseModel):
    x: int
page.find("#sum")[0].text = f"{{msgspec.json.encode(Point(3)).decode()}} {{Model(x='4').x}}"
</script>"""
    shows(context.open(plain(html)), '{"x":3} 4')


def test_a_plain_page_installs_by_name_and_by_micropip(plain, context):
    wheel = make_wheel(plain.folder, "mine", "1.0", requires=["six"], files={"mine.py": "import six\nanswer = 42\n"})
    # An index as simple as they come, and nothing else is asked: the page may go nowhere but to its own host.
    list_on(plain.folder, make_wheel(plain.folder, "private", files={"private.py": "secret = 7\n"}))
    html = f"""<!doctype html><script type="module" src="pagelet.js"></script><p id="sum">?</p>
<py-config>version = "{OLD}"
packages = ["six>=1", "./{wheel.name}", "private"]
index_urls = ["{plain("")}simple/"]</py-config>
<script type="py">
import mine, private, six
from pagelet import page
page.find("#sum")[0].text = f"{{mine.answer}} {{six.PY3}} {{private.secret}}"
</script>"""
    shows(context.open(plain(html)), "42 True 7")


@pytest.mark.parametrize("where", ["", "worker"])
def test_a_plain_page_of_micropython_asks_no_index(plain, context, shelf, where):
    shelf.wheel("tiny")
    micropython = plain.folder / f"runtimes/micropython-{DEFAULTS['micropython']}"
    micropython.symlink_to(runtime("micropython"))
    html = f"""<!doctype html><script type="module" src="pagelet.js"></script>
<mpy-config>index_urls = ["{shelf.url}"]
packages = ["tiny"]</mpy-config><script type="mpy" {where}>import tiny</script>"""
    said = box(context.open(plain(html)))
    assert "PGL-R05" in said
    assert "MicroPython cannot install packages: tiny." in said
    assert "pagelet serve" in said
    assert "index.html:3" in said
    assert shelf.asked == []


PUBLISHED = f"https://cdn.jsdelivr.net/pyodide/v{OLD}/full/"


@pytest.mark.everywhere
def test_a_plain_page_has_from_pyodides_host_what_its_own_has_not(plain, published, context):
    """That host is out of reach for tests: the browser takes its answers from the mirror, byte by byte the same."""
    for wheel in plain.folder.glob(f"runtimes/pyodide-{OLD}/*.whl"):
        wheel.unlink()
    list_on(plain.folder, make_wheel(plain.folder, "mine", requires=["six"], files={"mine.py": "import six\n"}))
    html = f"""<!doctype html><script type="module" src="pagelet.js"></script><p id="sum">?</p>
<py-config>version = "{OLD}"
packages = ["pytz", "mine"]
index_urls = ["{plain("")}simple/"]</py-config>
<script type="py">
import mine, pytz
from pagelet import page
page.find("#sum")[0].text = f"{{mine.six.PY3}} {{pytz.utc}}"
</script>"""
    tab = context.open()
    tab.stand_in(PUBLISHED, published / f"pyodide-{OLD}")
    tab.goto(plain(html))
    shows(tab, "True UTC")
    asked = "performance.getEntriesByType('resource').map(({ name }) => name)"
    there = [name.removeprefix(PUBLISHED).split("-")[0] for name in tab.evaluate(asked) if name.startswith(PUBLISHED)]
    assert sorted(there) == ["micropip", "packaging", "pytz", "six"]


def test_a_plain_page_says_where_a_wheel_was_looked_for(plain, context):
    html = f"""<!doctype html><script type="module" src="pagelet.js"></script>
<py-config>version = "{OLD}"
packages = [
  "packaging",
  "PACKAGE",
]</py-config><script type="py">print(1)</script>"""
    tab = context.open()
    tab.block(f"{PUBLISHED}*")
    tab.goto(plain(html.replace("PACKAGE", "pytz")))
    said = box(tab)
    assert "PGL-R06" in said
    assert (
        f"could not be installed: pytz-2024.1-py2.py3-none-any.whl is not beside the interpreter, and {PUBLISHED}"
        in said
    )
    # What is there, but is another file, is not looked for elsewhere.
    (wheel,) = plain.folder.glob(f"runtimes/pyodide-{OLD}/six-*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"more")
    tab.goto(plain(html.replace("PACKAGE", "six")))
    assert f"{wheel.name} does not have its hash" in box(tab)


# What pygame-ce asks of the page, without the drawing: its own wheel is on no index.
SDL = "from pyodide_js import canvas\n\ndef screen(): return canvas.getCanvas2D()\n"
GAMES = """<!doctype html>
<py-config>packages = ["./pygame_ce-9.9-py3-none-any.whl"]</py-config>
<canvas id="canvas" title="the first"></canvas>
<p id="first"></p><p id="second"></p>
<script type="py">
import pygame
from pagelet import page
page["#first"][0].text = pygame.screen().title
</script>
<script type="py-game" target="board">
from pagelet import display, page
import pygame
page["#second"][0].text = pygame.screen().id
display("beside it")
</script>
"""


def test_pygame_finds_a_canvas(page: Callable[..., Tab], tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path / "wheels", "pygame-ce", "9.9", files={"pygame/__init__.py": SDL})
    tab = page(GAMES, {wheel.name: wheel.read_bytes()})
    shows(tab, "the first", "#first")
    shows(tab, "board", "#second")
    tab.wait_for("document.querySelector('canvas#board + script + script-py')?.textContent === 'beside it'")
