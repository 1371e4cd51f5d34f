"""Pages that the kernel does not come from: opened from disk, or served by another host, as from a CDN."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from pagelet_cli import assets
from pagelet_cli.runtimes import runtime

from .boxes import boxes, hold, line_of


class Handler(SimpleHTTPRequestHandler):
    """Serve files as a CDN does: to everybody."""

    extensions_map: ClassVar[dict[str, str]] = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Quiet(ThreadingHTTPServer):
    """Do not write of connections that browsers close early."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


def serving(folder: Path) -> Iterator[str]:
    server = Quiet(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cdn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the kernel and its interpreters, built just now."""
    folder = tmp_path_factory.mktemp("cdn")
    for name in assets.NAMES:
        (folder / name).write_bytes(assets.read(name))
    (folder / "runtimes").mkdir()
    for name, version in (("micropython", "1.27.0"), ("pyodide", "314.0.7")):
        (folder / "runtimes" / f"{name}-{version}").symlink_to(runtime(name, version))
    yield from serving(folder)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Serve the test's own folder under another origin than the kernel's."""
    for address in serving(tmp_path):
        yield address.replace("127.0.0.1", "localhost")


LOADERS = {
    "classic": '<script src="{}pagelet.js"></script>',
    "module": '<script type="module" src="{}pagelet.js"></script>',
}
RUNS = """<!doctype html>
{loader}
<body>
<div id="at-ok"><script type="{kind}">
from pagelet import document, when
document.title = "ran"
</script></div>
<div id="at-fails"><script type="{kind}">
1 / 0
</script></div>
"""


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_page_from_disk_runs(tab, tmp_path: Path, cdn: str, kind: str, loader: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(RUNS.format(loader=LOADERS[loader].format(cdn), kind=kind))
    tab.goto(page.as_uri())
    tab.wait_for("document.title === 'ran'")
    [box] = boxes(tab, 1)
    # The page cannot read its own file: the line is counted in the script.
    assert (box.code, box.inside, box.place) == ("PGL-P02", "fails", f"page.html#{kind}-1:2")
    assert "1 / 0" in box.source


FROM_DISK = {
    "src": '<script type="mpy" src="app.py"></script>',
    "config": '<mpy-config src="app.toml"></mpy-config><script type="mpy">1</script>',
    "files": '<mpy-config>[files]\n"data.csv" = ""</mpy-config><script type="mpy">1</script>',
    "modules": '<mpy-config>[js_modules.main]\n"./tool.js" = "tool"</mpy-config><script type="mpy">1</script>',
}
READS = {"src": "app.py", "config": "app.toml", "files": "data.csv", "modules": "tool.js"}


@pytest.mark.parametrize("what", FROM_DISK)
def test_what_a_page_from_disk_cannot_read_is_said(tab, tmp_path: Path, cdn: str, what: str) -> None:
    for name in READS.values():
        (tmp_path / name).write_text("")
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html>\n{LOADERS['classic'].format(cdn)}\n<body>{FROM_DISK[what]}")
    tab.goto(page.as_uri())
    [box] = boxes(tab, 1)
    assert box.code == "PGL-L01"
    assert READS[what] in box.message
    assert "pagelet serve" in box.hint
    if "src" in FROM_DISK[what]:  # and of what stands in the config, the line there
        assert box.place == "page.html"
        assert box.source == FROM_DISK[what].partition("</")[0]
    hold(box, tab)


def test_a_page_from_disk_has_no_workers(tab, tmp_path: Path, cdn: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(f'<!doctype html>\n{LOADERS["classic"].format(cdn)}\n<body><script type="mpy" worker>1</script>')
    tab.goto(page.as_uri())
    [box] = boxes(tab, 1)
    assert (box.code, box.place, box.source) == ("PGL-W01", "page.html", '<script type="mpy" worker>')
    assert "disk" in box.message


@pytest.mark.parametrize("loader", LOADERS)
def test_a_page_of_another_origin_runs(tab, tmp_path: Path, cdn: str, elsewhere: str, loader: str) -> None:
    html = RUNS.format(loader=LOADERS[loader].format(cdn), kind="mpy")
    (tmp_path / "page.html").write_text(html)
    tab.goto(f"{elsewhere}page.html")
    tab.wait_for("document.title === 'ran'")
    [box] = boxes(tab, 1)
    assert (box.code, box.inside, box.place) == ("PGL-P02", "fails", f"page.html:{line_of(html, '1 / 0')}")


def test_a_page_of_another_origin_has_no_workers(tab, tmp_path: Path, cdn: str, elsewhere: str) -> None:
    (tmp_path / "page.html").write_text(
        f'<!doctype html>\n{LOADERS["module"].format(cdn)}\n<body><script type="mpy" worker>1</script>'
    )
    tab.goto(f"{elsewhere}page.html")
    [box] = boxes(tab, 1)
    assert (box.code, box.place) == ("PGL-W01", "page.html:3")
    assert cdn.rstrip("/") in box.message
    assert elsewhere.rstrip("/") in box.message
    hold(box, tab)


def test_a_key_that_looks_misspelt_is_not_shown_to_visitors(tab, tmp_path: Path, cdn: str, elsewhere: str) -> None:
    (tmp_path / "page.html").write_text(
        f'<!doctype html>\n{LOADERS["module"].format(cdn)}\n<body><mpy-config>\npakages = ["x"]\n</mpy-config>\n'
        '<script type="mpy">from pagelet import document; document.title = "ran"</script>'
    )
    tab.goto(f"{elsewhere}page.html")
    tab.wait_for("document.title === 'ran'")
    [warned] = [entry.text for entry in tab.console if entry.level == "warn"]
    assert warned == 'PGL-C02: pakages is not a known key (page.html:4)\nDid you mean "packages"?'
    assert tab.count("pagelet-error") == 0
