"""What a browser gets from a running `pagelet serve`."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pagelet_cli.build.command import build
from pagelet_cli.errors import BadHost, PortTaken
from pagelet_cli.runtimes.pins import Runtime
from pagelet_cli.serve.server import DEFAULT_PORT, listen

Start = Callable[..., Any]


def test_the_address_is_one_plain_line(start: Start, site: Path) -> None:
    served = start(site)
    assert served.lines[0] == f"Serving site on {served.client.base_url}/\n".replace("//\n", "/\n")


def test_a_page_gets_loader_and_reload(start: Start, site: Path) -> None:
    text = start(site).get("/hello.html").text
    assert text.count("/_pagelet/pagelet.js") == 1
    assert text.count("/_pagelet/reload.js") == 1
    assert text.endswith('<title>Hello</title>\n<script type="mpy">print(1)</script>\n')


def test_what_python_fetches_is_untouched(start: Start, site: Path) -> None:
    answer = start(site).get("/hello.html", Sec_Fetch_Dest="empty", Sec_Fetch_Site="same-origin")
    assert answer.content == (site / "hello.html").read_bytes()


TYPES = {
    "a.py": "text/x-python; charset=utf-8",
    "a.wasm": "application/wasm",
    "a.mjs": "text/javascript; charset=utf-8",
    "a.whl": "application/zip",
    "a.toml": "application/toml",
    "a.SVG": "image/svg+xml",
    "a.webmanifest": "application/manifest+json",
    "a.unknown": "application/octet-stream",
}


def test_types_are_ours(start: Start, site: Path) -> None:
    for name in TYPES:
        (site / name).write_bytes(b"x")
    served = start(site)
    assert {name: served.get(f"/{name}").headers["content-type"] for name in TYPES} == TYPES


def test_an_unchanged_file_is_not_sent_again(start: Start, site: Path) -> None:
    (site / "a.css").write_text("p {}")
    served = start(site)
    for path in ("/a.css", "/hello.html", "/_pagelet/pagelet.lib.json", "/_pagelet/reload.js"):
        first = served.get(path)
        assert first.headers["cache-control"] == "no-cache"
        again = served.get(path, If_None_Match=first.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")
    (site / "a.css").write_text("p { }")
    assert served.get("/a.css", If_None_Match=first.headers["etag"]).status_code == 200


def test_a_large_file_is_whole(start: Start, site: Path) -> None:
    data = bytes(range(256)) * 20_000
    (site / "big.bin").write_bytes(data)
    served = start(site)
    assert served.get("/big.bin").content == data
    assert served.get("/big.bin", Range="bytes=1000000-4000000").content == data[1_000_000:4_000_001]
    assert served.client.head("/big.bin").headers["content-length"] == str(len(data))


def test_a_folder_without_index_is_a_gallery(start: Start, site: Path) -> None:
    topic = site / "topic"
    topic.mkdir()
    (topic / "index.html").write_text(
        '<title>A &lt;topic&gt;</title><meta name="description" content="About <b>it</b>"><py-script>1</py-script>'
    )
    text = start(site).get("/").text
    assert '<a href="hello.html"><h2>Hello</h2>' in text
    assert '<a href="topic/"><h2>A &lt;topic&gt;</h2><p>About &lt;b&gt;it&lt;/b&gt;</p>' in text
    assert "<span>MicroPython</span>" in text


def test_a_folder_with_index_shows_it(start: Start, site: Path) -> None:
    (site / "sub").mkdir()
    (site / "sub" / "index.html").write_text("<title>Inside</title>")
    served = start(site)
    assert "Inside" in served.get("/sub/").text
    answer = served.get("/sub")
    assert (answer.status_code, answer.headers["location"]) == (307, "/sub/")


def test_one_page_is_served(start: Start, site: Path) -> None:
    served = start(site / "hello.html")
    assert served.lines[0].endswith("/hello.html\n")


def test_a_python_file_gets_a_page(start: Start, site: Path) -> None:
    (site / "my app.py").write_text("# runtime: micropython\nprint(1)\n")
    served = start(site / "my app.py")
    text = served.get("/").text
    assert '<script type="mpy" src="my%20app.py"></script>' in text
    assert "/_pagelet/pagelet.js" in text
    assert served.get("/my%20app.py").text.startswith("# runtime")


def test_a_missing_loader_file_is_the_kernel(start: Start, site: Path) -> None:
    (site / "sub").mkdir()
    page = '<script type="module" src="../pagelet.js"></script><script type=mpy>1</script>'
    (site / "sub" / "a.html").write_text(page)
    served = start(site)
    assert 'src="/_pagelet/pagelet.js"' in served.get("/sub/a.html").text
    (site / "pagelet.js").write_text("mine")
    assert 'src="../pagelet.js"' in served.get("/sub/a.html").text


def test_pyscript_pages_run_when_asked(start: Start, site: Path) -> None:
    page = '<script type="module" src="https://pyscript.net/latest/core.js"></script><script type=py>1</script>'
    (site / "ps.html").write_text(page)
    assert "pyscript.net" in start(site).get("/ps.html").text
    assert "pyscript.net" not in start(site, "--pyscript").get("/ps.html").text
    (site / "pagelet.toml").write_text("pyscript = true")
    assert "pyscript.net" not in start(site).get("/ps.html").text


def test_isolation_is_for_everything(start: Start, site: Path) -> None:
    served = start(site, "--coop")
    for path in ("/hello.html", "/_pagelet/pagelet.frame.html", "/nothing"):
        headers = served.get(path).headers
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert "cross-origin-opener-policy" not in start(site).get("/hello.html").headers


def test_the_service_worker_rules_no_more_than_the_kernels_folder(start: Start, site: Path) -> None:
    answer = start(site).get("/_pagelet/pagelet.sync.js")
    assert answer.status_code == 200
    assert "service-worker-allowed" not in answer.headers


def test_the_policy_can_be_changed(start: Start, site: Path) -> None:
    (site / "pagelet.toml").write_text('csp = {"img-src" = ["https://img.example"]}\ntrusted_types = false')
    policy = start(site).get("/hello.html").headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://img.example" in policy
    assert "trusted-types" not in policy
    (site / "pagelet.toml").write_text("csp = false")
    served = start(site)
    for path in ("/hello.html", "/_pagelet/pagelet.frame.html", "/_pagelet/pagelet.sync.js"):
        assert "content-security-policy" not in served.get(path).headers


def test_a_runtime_is_sent_compressed_and_for_ever(start: Start, site: Path, mirror: Path, wanted: Runtime) -> None:
    files = ", ".join(f'"{name}" = "{pin.sha256}"' for name, pin in wanted.files.items())
    (site / "pagelet.toml").write_text(f'[runtimes."{wanted.label}"]\nfiles = {{{files}}}\n')
    served = start(site, PAGELET_MIRROR=str(mirror))
    path = f"/_pagelet/runtimes/{wanted.label}/micropython.wasm"
    plain = served.get(path, Accept_Encoding="identity")
    assert plain.content == (mirror / wanted.label / "micropython.wasm").read_bytes()
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["content-type"] == "application/wasm"
    assert served.get(path, Accept_Encoding="x", If_None_Match=plain.headers["etag"]).status_code == 304
    for _ in range(100):
        packed = served.get(path, Accept_Encoding="br")
        if "content-encoding" in packed.headers:
            break
        time.sleep(0.05)
    assert packed.headers["content-encoding"] == "br"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.content == plain.content
    assert served.get(f"/_pagelet/runtimes/{wanted.label}/package.json").status_code == 404


def test_who_is_elsewhere_gets_the_kernel_compressed(start: Start, site: Path) -> None:
    """Through a tunnel, or on a phone; on this computer, to unpack would take longer than to send."""
    served = start(site)
    for name in ("pagelet.js", "pagelet.lib.mpy.json"):
        plain = served.get(f"/_pagelet/{name}", Accept_Encoding="br")
        assert "content-encoding" not in plain.headers
        packed = served.get(f"/_pagelet/{name}", Accept_Encoding="br", X_Forwarded_For="192.0.2.1")
        assert packed.headers["content-encoding"] == "br"
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert packed.headers["etag"] != plain.headers["etag"]
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        unpacked = served.get(f"/_pagelet/{name}", Accept_Encoding="identity", X_Forwarded_For="192.0.2.1")
        assert "content-encoding" not in unpacked.headers


def test_a_runtime_that_cannot_be_had_is_told(start: Start, site: Path) -> None:
    served = start(site)
    answer = served.get("/_pagelet/runtimes/micropython-1.27.0/micropython.mjs")
    assert answer.status_code == 503
    assert "PGL-R102" in answer.text
    assert served.said("PGL-R102")
    assert served.get("/_pagelet/runtimes/micropython-0.0.1/micropython.mjs").status_code == 404


def test_an_error_of_the_page_reaches_the_terminal(start: Start, site: Path) -> None:
    served = start(site)
    detail = {"code": "PGL-P9", "message": "It broke.", "file": "hello.html", "line": 3, "hint": "Mend it."}
    origin = str(served.client.base_url).rstrip("/")
    assert served.client.post("/_pagelet/report", json=detail, headers={"origin": origin}).status_code == 204
    assert served.said("hello.html:3: PGL-P9 It broke.")
    assert served.said("Mend it.")
    detail = {"message": "It broke.", "file": "main.py", "line": 4, "page": "/my%20topic/"}
    served.client.post("/_pagelet/report", json=detail, headers={"origin": origin})
    assert served.said("my topic/main.py:4: PGL It broke.")
    stopped = {"policy": "img-src", "blocked": "https://x.example", "file": "/hello.html", "line": 1}
    served.client.post("/_pagelet/report", json=stopped, headers={"origin": origin})
    assert served.said('csp = {"img-src" = ["https://x.example"]}')


def test_what_stops_a_line_of_the_kernel_has_no_place(start: Start, site: Path) -> None:
    served = start(site)
    origin = str(served.client.base_url).rstrip("/")
    stopped = {"policy": "frame-src", "blocked": origin, "file": "/_pagelet/pagelet.more.js", "line": 58}
    served.client.post("/_pagelet/report", json=stopped, headers={"origin": origin})
    assert served.said("(frame-src)")
    assert not any("pagelet.more.js" in line for line in served.lines)


SOCKET = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13", "sec-websocket-key": "eA=="}


def test_what_is_no_request_of_a_page_is_not_talked_of(start: Start, site: Path) -> None:
    served = start(site)
    assert served.client.get("/hello.html", headers=SOCKET).status_code == 200
    with socket.create_connection(("127.0.0.1", served.client.base_url.port or 0), timeout=5) as connection:
        # A browser that was told https.
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        assert b" 400 " in connection.recv(4096)
    origin = str(served.client.base_url).rstrip("/")
    served.client.post("/_pagelet/report", json={"message": "last"}, headers={"origin": origin})
    assert served.said("PGL last")
    assert not any(word in line for line in served.lines for word in ("WebSocket", "upgrade", "Invalid")), served.lines


def events_after(served: Any, save: Callable[[], object]) -> tuple[str, list[str]]:
    """Open the stream, save something, and return the first event."""
    with served.client.stream("GET", "/_pagelet/events") as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith("retry")
        time.sleep(0.1)
        save()
        event = next(line for line in lines if line.startswith("event: "))
        return event.removeprefix("event: "), json.loads(next(lines).removeprefix("data: "))


def test_a_saved_file_reloads_the_page(start: Start, site: Path) -> None:
    served = start(site)
    time.sleep(0.3)
    assert events_after(served, lambda: (site / "a.py").write_text("1")) == ("reload", ["a.py"])
    assert events_after(served, lambda: (site / "a.css").write_text("p{}")) == ("css", ["a.css"])
    (site / "__pycache__").mkdir()

    def both() -> None:
        (site / ".hidden").write_text("1")
        (site / "__pycache__" / "a.pyc").write_text("1")
        (site / "b.py").write_text("1")

    assert events_after(served, both) == ("reload", ["b.py"])


def test_a_taken_port_is_told() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(PortTaken, match="--port"):
        listen("127.0.0.1", first.getsockname()[1])


def test_the_default_port_gives_way() -> None:
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]
        assert first.getsockname()[1] >= DEFAULT_PORT


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host"])
def test_a_foreign_address_is_refused(host: str) -> None:
    with pytest.raises(BadHost):
        listen(host, 0)


def test_ipv6_works(start: Start, site: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert start(site, "--host", "::1").get("/hello.html").status_code == 200


def test_a_build_is_sent_as_it_is(start: Start, site: Path, tmp_path: Path, real_cache: None) -> None:
    out, one = tmp_path / "out", site / "one.html"
    for options in (["-o", str(out)], ["--single-file", "-o", str(one)]):
        CliRunner().invoke(build, [str(site / "hello.html"), *options], catch_exceptions=False)
    served = start(out)
    kernel = re.search(r'src="(_pagelet/[^"?]+/pagelet\.js)', served.get("/hello.html").text)
    assert kernel is not None
    for path in ("hello.html", kernel[1], "pagelet-offline.js"):
        answer = served.get(f"/{path}")
        assert answer.content == (out / path).read_bytes()
        assert answer.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert served.get("/_pagelet/reload.js").status_code == 404
    assert served.said("It is a build")
    served = start(one)
    assert served.get("/one.html").content == one.read_bytes()
    # The gallery shows it; and who saw a build at this address forgets it.
    assert "one.html" in start(site).get("/").text
    assert "registration.unregister()" in served.get("/pagelet-offline.js").text
    assert not any("Traceback" in line for line in served.lines)
