"""Check the static folder as it ships, minified, behind a web server that knows nothing of Pagelet."""

from __future__ import annotations

import functools
import importlib.util
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from pagelet_cli import assets
from pagelet_cli.browser import Context
from pagelet_cli.runtimes.cache import cache_folder

ROOT = Path(__file__).parents[2]

PAGE = """<!doctype html>
<script {loader} src="pagelet/pagelet.js"></script>
<button id="b">go</button>
<script type="mpy">
from pagelet import page, when
@when("click", "#b")
def done(event):
    page["#b"][0].text = "done"
</script>
<script type="mpy" worker>
from pagelet import document
document.body.dataset.worker = "answered"
</script>
"""


# `statistics` is of the library's first part, `colorsys` of its second.
COMPILED = """<!doctype html>
<script type="module" src="pagelet/pagelet.js"></script>
<script type="py">
import sys, statistics, inspect, colorsys
from pagelet import document
known = ["_pagelet_remainder" in sys.modules, statistics.__spec__.loader.get_filename("statistics")[-4:]]
known += [inspect.getsource(statistics.mean).splitlines()[0], colorsys.hls_to_rgb(0, 0, 0)]
document.body.dataset.shown = str(known)
</script>
<script type="py" worker>
import sys
from pagelet import document
document.body.setAttribute("data-worker", str("_pagelet_remainder" in sys.modules))
</script>
"""


# Of a browser without the Sanitizer API, in which markup is read by a parser that has to know where it will stand.
TABLE = """<!doctype html>
<script type="module" src="pagelet/pagelet.js"></script>
<table></table>
<script type="mpy">
from pagelet import page
from pagelet.html import html, tr
page["table"][0].html = "<tbody><tr onclick='x()'><td>one</td></tr></tbody>"
page["tbody"][0].append(tr(html("<td>two</td><td><b onclick='x()'>three</b></td>")))
page["table"][0].attrs["data-done"] = "1"
</script>
"""
NO_SANITIZER = "() => { delete Element.prototype.setHTML }"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def build_script() -> ModuleType:
    return _script("build")


def _script(name: str) -> ModuleType:
    loader = SourceFileLoader(f"pagelet_{name}", str(ROOT / "scripts" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("static")
    (folder / "pagelet").mkdir()
    script = build_script()
    script._write_assets(folder / "pagelet")
    script._copy_runtimes(folder / "pagelet" / "runtimes")
    script._write_library(folder / "pagelet")
    (folder / "module.html").write_text(PAGE.format(loader='type="module"'))
    (folder / "classic.html").write_text(PAGE.format(loader="defer"))
    (folder / "table.html").write_text(TABLE)
    (folder / "compiled.html").write_text(COMPILED)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(("node", "said"), [("#!/bin/sh\nexit 1\n", "Node could not compile it"), ("", "no Node")])
def test_no_release_is_made_without_the_compiled_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], node: str, said: str
) -> None:
    """A build goes on without: its pages compile the library themselves, which takes them a second."""
    real, kernel, programs = cache_folder(), tmp_path / "pagelet", tmp_path / "bin"
    for folder in (tmp_path / "cache", kernel, programs):
        folder.mkdir()
    (tmp_path / "cache" / "runtimes").symlink_to(real / "runtimes")
    (kernel / "pagelet.js").write_bytes(assets.read("pagelet.js"))
    if node:
        (programs / "node").write_text(node)
        (programs / "node").chmod(0o755)
    monkeypatch.setenv("PAGELET_CACHE", str(tmp_path / "cache"))
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(programs))
        build_script()._write_library(kernel)
    assert said in capsys.readouterr().err
    lacking = _script("release")._lacking
    assert any("library is not compiled" in what for what in lacking(kernel))
    build_script()._write_library(kernel)
    assert not any("library is not compiled" in what for what in lacking(kernel))


@pytest.mark.parametrize("loader", ["module", "classic"])
def test_the_static_folder_needs_nothing_else(static: str, loader: str, context: Context) -> None:
    tab = context.open(f"{static}{loader}.html")
    tab.wait_for("document.body.dataset.worker === 'answered'", timeout=20)
    tab.click("#b")
    tab.wait_for("document.querySelector('#b').textContent === 'done'")
    assert tab.errors == []


def test_cpython_starts_with_its_library_compiled(static: str, context: Context) -> None:
    """A page that has nothing but the tag."""
    tab = context.open(f"{static}compiled.html")
    shown = tab.wait_for("document.body.dataset.shown", 60)
    assert shown == "[True, '.pyc', 'def mean(data):', (0, 0, 0)]", tab.report()
    assert tab.wait_for("document.body.dataset.worker", 60) == "True"
    assert "Pagelet: Python starts" not in tab.report()


def test_markup_in_tables_needs_no_sanitizer(static: str, context: Context) -> None:
    tab = context.open()
    tab.preload(NO_SANITIZER)
    tab.goto(f"{static}table.html")
    tab.wait_for("document.querySelector('table').dataset.done", timeout=20)
    assert tab.evaluate("[...document.querySelectorAll('td')].map((cell) => cell.textContent)") == [
        "one",
        "two",
        "three",
    ]
    assert tab.count("tr") == 2
    assert tab.count("[onclick]") == 0
