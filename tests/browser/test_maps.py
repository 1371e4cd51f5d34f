"""Maps of folium's: Leaflet in a frame that reaches nothing of the page's, and tiles of hosts that the author named."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests import wheels
from tests.gallery import FOLIUM
from tests.shows import frame

from pagelet_cli.browser import Tab

TILE = Path(__file__).parents[2] / "examples" / "pictures" / "hello.jpg"

PAGE = """<!doctype html><html lang="en"><title>Maps</title><div id="named"></div><div id="other"></div>
<script type="py" config="config.json">
import folium
from branca.colormap import LinearColormap
from folium.plugins import MarkerCluster
from pagelet import display, document
SQUARE = [[[12, 51], [14, 51], [14, 53], [12, 53], [12, 51]]]
def chart(host, **more):
    made = folium.Map((52, 13), zoom_start=4, tiles=host + "{z}/{x}/{y}.jpg", attr="us", **more)
    land = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
    folium.GeoJson(land, style_function=lambda feature: {"color": "#00ff00"}).add_to(made)
    return made
named = chart("NAMED", height=300)
popup = "<b>Berlin</b><img src='data:,' onerror='try { parent.document.body } catch { window.outside = false }'>"
folium.Marker((45, 13), popup=popup, icon=folium.Icon("red", icon="home")).add_to(named)
MarkerCluster([(52, 20), (52.01, 20), (52.02, 20)]).add_to(named)
named.add_child(LinearColormap(["yellow", "red"], vmin=0, vmax=9, caption="heat"))
folium.LayerControl().add_to(named)
display(named, target="named")
display(chart("OTHER"), folium.Marker((1, 2)), target="other")
document.body.setAttribute("data-done", "1")
</script></html>"""


@pytest.fixture
def tiles() -> Iterator[tuple[int, list[tuple[str, str | None]]]]:
    """Serve one tile for every place, and note which host was asked by whom."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.headers["Host"], self.headers["Referer"]))
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", "image/jpeg")
            self.end_headers()
            self.wfile.write(TILE.read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_maps(serve: Callable[..., str], tab: Tab, tiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(wheels.mirror()))
    port, asked = tiles
    named, other = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
    packages = ["numpy"]
    for name in FOLIUM:
        shutil.copy(wheels.find(name), tmp_path)
        packages.append(f"./{wheels.find(name).name}")
    (tmp_path / "config.json").write_text(json.dumps({"interpreter": wheels.VERSION, "packages": packages}))
    (tmp_path / "pagelet.toml").write_text(f'[csp]\nimg-src = ["{named}"]\n')
    (tmp_path / "index.html").write_text(PAGE.replace("NAMED", f"{named}/").replace("OTHER", f"{other}/"), "utf-8")
    base = serve(tmp_path)
    tab.goto(base)
    tab.wait_for("document.body.dataset.done || document.querySelector('pagelet-error')", 90)
    assert tab.count("pagelet-error") == 0, tab.report()
    frames = "[...document.querySelectorAll('iframe')]"
    tab.wait_for(f"{frames}.length === 2 && {frames}.every((frame) => frame.dataset.drawn)", 60)

    inside = frame(tab, 0, 0)
    inside.wait_for("document.querySelector('img.leaflet-tile-loaded')?.naturalWidth > 0")
    assert set(asked) == {(f"127.0.0.1:{port}", base)}
    assert inside.evaluate("self.origin") == "null"
    assert inside.evaluate("innerHeight") == 300
    assert inside.evaluate("document.querySelector('path.leaflet-interactive').getAttribute('stroke')") == "#00ff00"
    assert inside.text(".marker-cluster") == "3"
    assert inside.evaluate("document.querySelector('.legend text.caption').textContent") == "heat"
    assert inside.count(".leaflet-control-layers") == 1
    inside.evaluate("document.querySelector('.awesome-marker-icon-red').click()")
    inside.wait_for("document.querySelector('.leaflet-popup-content b')?.textContent === 'Berlin'")
    inside.wait_for("window.outside === false")

    # The page's policy names no such host: what else is on the map is shown, and the line that would allow it.
    beside = frame(tab, 1, 0)
    assert beside.count("path.leaflet-interactive") == 1
    outer = frame(tab, 1)
    outer.wait_for("document.querySelector('[role=alert]')")
    said = outer.text("[role=alert]")
    assert said.startswith(f"PGL-D03: This asks for images of {other}"), said
    assert f'img-src = ["{other}"]' in said
    assert tab.evaluate(f"{frames}.map((frame) => frame.dataset.error ?? '')") == ["", "PGL-D03"]
    assert outer.count("[role=alert]") == 1
    assert f"localhost:{port}" not in {host for host, _ in asked}
