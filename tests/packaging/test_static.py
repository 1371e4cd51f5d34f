"""Check the static folder as it ships, minified, behind a web server that knows nothing of Pagelet."""

from __future__ import annotations

import functools
import importlib.util
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from pagelet_cli.browser import Context
from pagelet_cli.runtimes import DEFAULTS, runtime

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


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def build_script() -> ModuleType:
    loader = SourceFileLoader("pagelet_build", str(ROOT / "scripts" / "build"))
    spec = importlib.util.spec_from_loader("pagelet_build", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("static")
    (folder / "pagelet").mkdir()
    build_script()._write_assets(folder / "pagelet")
    shutil.copytree(runtime("micropython"), folder / "pagelet" / "runtimes" / f"micropython-{DEFAULTS['micropython']}")
    (folder / "module.html").write_text(PAGE.format(loader='type="module"'))
    (folder / "classic.html").write_text(PAGE.format(loader="defer"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("loader", ["module", "classic"])
def test_the_static_folder_needs_nothing_else(static: str, loader: str, context: Context) -> None:
    tab = context.open(f"{static}{loader}.html")
    tab.wait_for("document.body.dataset.worker === 'answered'", timeout=20)
    tab.click("#b")
    tab.wait_for("document.querySelector('#b').textContent === 'done'")
    assert tab.errors == []
