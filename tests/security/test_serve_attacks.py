"""Attacks on `pagelet serve`, one row each, over raw sockets against the real program."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pagelet_cli.browser.patience import patient

from .conftest import PUBLIC, SECRET, Target, parse, serving, write_site

EVIL = "http://evil.example"

# ------------------------------------------------------------------------ 1 foreign Host: DNS rebinding, CVE-2018-14732

HOSTS = [
    "evil.example",
    "evil.example:{port}",
    "localhost.evil.example:{port}",
    "127.0.0.1.evil.example:{port}",
    "localhost:{port}@evil.example",
    "evil.example#localhost:{port}",
    "localhost",
    "localhost:1",
    "localhost:99999999",
    "127.0.0.1:",
    "0.0.0.0:{port}",
    "[::]:{port}",
    "[::1",
    "127.1:{port}",
    "2130706433:{port}",
    "0x7f000001:{port}",
    "0177.0.0.1:{port}",
    "127.0.0.2:{port}",
    "127.0.0.1.:{port}",
    "localhost.:{port}",
    "foo.localhost:{port}",
    "127.0.0.1.nip.example:{port}",
    "[::ffff:127.0.0.1]:{port}",
    "[0:0:0:0:0:0:0:1]:{port}",
    "[::1%lo]:{port}",
    "::1:{port}",
    "user@localhost:{port}",
    "http://localhost:{port}",
    "localhost:{port},evil.example",
    "localhost%00:{port}",
    "localhost:+{port}",
    "localhost:{port}/x",
    "local host:{port}",
    "",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_foreign_host_is_refused(target: Target, host: str) -> None:
    answer = target.ask("/page.html", host=host.format(port=target.port))
    assert answer.status in (400, 403)
    assert PUBLIC.encode() not in answer.body


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST:{port}"])
def test_our_own_hosts_are_answered(target: Target, host: str) -> None:
    assert target.ask("/page.html", host=host.format(port=target.port)).status == 200


def test_two_hosts_are_refused(target: Target) -> None:
    answer = target.ask("/page.html", "Host: evil.example")
    assert answer.status in (400, 403)


def test_no_host_is_refused(target: Target) -> None:
    answer = parse(target.send(b"GET /page.html HTTP/1.1\r\nConnection: close\r\n\r\n"))
    assert answer.status == 400
    assert parse(target.send(b"GET /page.html HTTP/1.0\r\n\r\n")).status == 403


# ------------------------------------------------- 2, 3, 4 other sites: CORS, script inclusion, the reload channel

PATHS = ["/page.html", "/main.js", "/sub/data.txt", "/_pagelet/pagelet.frame.html", "/_pagelet/events", "/nothing"]
FOREIGN = [
    f"Origin: {EVIL}",
    "Origin: null",
    "Origin: http://localhost:1",
    "Origin: https://localhost:{port}",
    "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script",
    "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty",
    "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe",
    "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: object",
    "Sec-Fetch-Site: nonsense",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("header", FOREIGN)
def test_other_sites_get_nothing(target: Target, path: str, header: str) -> None:
    answer = target.ask(path, header.format(port=target.port))
    assert answer.status == 403
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert PUBLIC.encode() not in answer.body


def test_a_preflight_gets_no_cors(target: Target) -> None:
    answer = target.ask("/page.html", f"Origin: {EVIL}", "Access-Control-Request-Method: GET", method="OPTIONS")
    assert answer.status in (403, 405)
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_visit_from_another_site_is_answered(target: Target) -> None:
    visit = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    assert target.ask("/page.html", *visit).status == 200


def test_our_own_page_is_answered(target: Target) -> None:
    own = (f"Origin: http://localhost:{target.port}", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors")
    assert target.ask("/main.js", *own).status == 200


SEALED = ["/page.html", "/", "/main.js", "/nothing", "/.env", "/_pagelet/reload.js", "/../x", "/_pagelet/nothing"]


@pytest.mark.parametrize("path", SEALED)
def test_every_answer_is_sealed(target: Target, path: str) -> None:
    headers = target.ask(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "no-referrer"
    assert "content-security-policy" in headers
    assert "server" not in headers


def test_pages_have_a_strict_policy(target: Target) -> None:
    policy = target.ask("/page.html").headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval'", "")


# ------------------------------------------------------------- writing: only reports, only from our own pages

METHODS = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ["/page.html", "/", "/_pagelet/events", "/_pagelet/pagelet.js"])
def test_other_methods_are_refused(target: Target, method: str, path: str) -> None:
    answer = target.ask(path, method=method)
    assert answer.status in (400, 405)
    assert PUBLIC.encode() not in answer.body


JSON = "Content-Type: application/json"


def test_a_report_of_ours_is_taken(target: Target) -> None:
    own = f"Origin: http://localhost:{target.port}"
    assert target.ask("/_pagelet/report", own, JSON, method="POST", body=b'{"code": "PGL-1"}').status == 204


REPORTS: list[tuple[str, bytes, int]] = [
    (f"Origin: {EVIL}\r\n{JSON}", b"{}", 403),
    (JSON, b"{}", 403),
    ("Origin: http://localhost:{port}\r\nContent-Type: text/plain", b"{}", 413),
    ("Origin: http://localhost:{port}\r\n" + JSON, b'"' + b"a" * 70000 + b'"', 413),
    ("Origin: http://localhost:{port}\r\n" + JSON, b"[" * 60000, 413),
    ("Origin: http://localhost:{port}\r\n" + JSON, b"{", 413),
    ("Origin: http://localhost:{port}\r\n" + JSON, b"[]", 413),
    ("Origin: http://localhost:{port}\r\n" + JSON, b"\xff", 413),
]


@pytest.mark.parametrize(("headers", "body", "status"), REPORTS)
def test_other_reports_are_refused(target: Target, headers: str, body: bytes, status: int) -> None:
    answer = target.ask("/_pagelet/report", headers.format(port=target.port), method="POST", body=body)
    assert answer.status == status
    assert target.alive


def test_an_endless_report_is_cut(target: Target) -> None:
    head = (
        f"POST /_pagelet/report HTTP/1.1\r\nHost: localhost:{target.port}\r\n"
        f"Connection: close\r\nOrigin: http://localhost:{target.port}\r\n{JSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunks = b"".join(b"2000\r\n" + b"a" * 0x2000 + b"\r\n" for _ in range(40))
    assert parse(target.send(head.encode() + chunks + b"0\r\n\r\n", patience=2)).status in (0, 413)
    assert target.alive


# ------------------------------------------------------------------------------ 7 paths that leave the folder (CWE-22)

TRAVERSAL = [
    "/../outside/secret.txt",
    "/../../outside/secret.txt",
    "/sub/../../outside/secret.txt",
    "/main.js/../../outside/secret.txt",
    "/..%2foutside/secret.txt",
    "/..%2Foutside%2Fsecret.txt",
    "/%2e%2e/outside/secret.txt",
    "/%2e%2e%2foutside%2fsecret.txt",
    "/.%2e/outside/secret.txt",
    "/%252e%252e/outside/secret.txt",
    "/..%252foutside/secret.txt",
    "/%25252e%25252e/outside/secret.txt",
    "/..\\outside\\secret.txt",
    "/..%5coutside%5csecret.txt",
    "/..%5c..%5coutside%5csecret.txt",
    "/..%255coutside%255csecret.txt",
    "/%c0%ae%c0%ae/outside/secret.txt",
    "/%e0%80%ae%e0%80%ae/outside/secret.txt",
    "/..%c0%afoutside/secret.txt",
    "/..%u2215outside/secret.txt",
    "/%ef%bc%8e%ef%bc%8e/outside/secret.txt",
    "/..%00/outside/secret.txt",
    "/page.html%00.txt",
    "/link.txt%00.html",
    "/..;/outside/secret.txt",
    "/....//outside/secret.txt",
    "/.../outside/secret.txt",
    "/. ./outside/secret.txt",
    "/..%20/outside/secret.txt",
    "//etc/passwd",
    "///etc/passwd",
    "/%2fetc/passwd",
    "/%2f%2fetc%2fpasswd",
    "//localhost/etc/passwd",
    "/\\\\localhost\\c$\\secret.txt",
    "/%5c%5clocalhost%5cc$%5csecret.txt",
    "/C:/outside/secret.txt",
    "/C%3a/outside/secret.txt",
    "/c:secret.txt",
    "/file:///etc/passwd",
    "/main.js::$DATA",
    "/main.js:hidden",
    "/CON",
    "/aux.txt",
    "/sub/NUL",
    "/.env.",
    "/.env%20",
    "/page.html.",
    "/@fs/etc/passwd",  # Vite, CVE-2024-45811
    "/@fs/etc/passwd?raw??",  # Vite, CVE-2025-30208
    "/@fs/etc/passwd?import&raw",  # Vite, CVE-2025-30208
    "/@fs/etc/passwd?meteorkitty&inline&raw",  # Vite, CVE-2025-31125
    "/@fs/etc/passwd?.svg?.wasm?init",  # Vite, CVE-2025-31486
    "/@fs/x/x/x/vite/#/../../../../outside/secret.txt",  # Vite, CVE-2025-32395
    "/#/../outside/secret.txt",
    "/page.html#/../../outside/secret.txt",
    "/static/../../outside/secret.txt",  # aiohttp, CVE-2024-23334
    "/_pagelet/../../outside/secret.txt",
    "/_pagelet/..%2f..%2foutside%2fsecret.txt",
    "/_pagelet/runtimes/../../../outside/secret.txt",
    "/_pagelet/runtimes/pyodide-314.0.7/..%2f..%2fsecret.txt",
    "/_pagelet/runtimes/..%2f..%2foutside/secret.txt",
    "/_pagelet/runtimes/pyodide-..%2f..%2foutside/secret.txt",
    "http://evil.example/page.html",
    "*",
    "/" + "a" * 5000,
    "/" + "../" * 200 + "etc/passwd",
]


@pytest.mark.parametrize("path", TRAVERSAL)
def test_no_path_leaves_the_folder(target: Target, path: str) -> None:
    answer = target.ask(path)
    assert not answer.leaks
    # A fragment or a query changes nothing about the path before it.
    assert answer.status in (400, 404), answer
    assert PUBLIC.encode() not in answer.body


TRICKS = r".. . %2e%2e %2e %252e%252e ..%5c \ %00 %2f / outside secret.txt link.txt linked .env .git config"
segment = st.sampled_from([*TRICKS.split(), *"~é#?;: %", "sub", "main.js", "C:", "%zz"])


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(parts=st.lists(st.one_of(segment, st.text("./%2e5cCfF\\u00", max_size=6)), max_size=7), joined=st.booleans())
def test_no_made_up_path_leaves_the_folder(target: Target, parts: list[str], joined: bool) -> None:
    path = "/" + ("" if joined else "/").join(parts)
    assert not target.ask(path.encode("utf-8").decode("latin-1")).leaks


# ------------------------------------------------------------------------- 9, 10 links, dotfiles, keys, project files

HIDDEN = [
    "/link.txt",
    "/linked/secret.txt",
    "/linked/",
    "/inner.txt",
    "/.env",
    "/%2eenv",
    "/.git/config",
    "/.git/",
    "/sub/.hidden",
    "/server.pem",
    "/SERVER.PEM",
    "/my.key",
    "/id_rsa",
    "/pagelet.toml",
    "/PAGELET.TOML",
    "/pyproject.toml",
    "/__pycache__/a.pyc",
    "/pagelet.toml.bak",
    "/app.py~",
    "/pipe",
    "/.ENV",
    "/.htaccess",
]


@pytest.mark.parametrize("path", HIDDEN)
def test_private_files_stay_private(target: Target, path: str) -> None:
    for asked in (path, f"{path}?raw", f"{path}?import&url"):
        answer = target.ask(asked)
        assert answer.status == 404
        assert not answer.leaks


def test_a_link_inside_the_folder_is_followed(target: Target) -> None:
    assert PUBLIC.encode() in target.ask("/fine.txt").body


def test_the_index_names_no_private_file(target: Target) -> None:
    body = target.ask("/").body
    assert b"page.html" in body
    for name in (b".env", b"id_rsa", b"link.txt", b"pagelet.toml", SECRET.encode()):
        assert name not in body


# ------------------------------------------------------------------------------------------- 11 malformed requests

MALFORMED = [
    b"\r\n\r\n",
    b"\x00\x01\x02\x03",
    b"GET\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: nonsense\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\n" + b"X: y\r\n" * 9000 + b"\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
    b"GET /% HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
    b"GET /%zz HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://[\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nCookie: \xff=;;;=\x01\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nIf-None-Match: " + b'"a",' * 5000 + b"\r\n\r\n",
    (
        b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ),
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n" * 50,
]


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_requests_do_not_end_it(target: Target, data: bytes) -> None:
    target.send(data.replace(b"PORT", str(target.port).encode()), patience=0.3)
    assert target.alive


# ------------------------------------------------------------------------------------------------- 12 Range abuse

RANGES = [
    ("bytes=0-3", 206, b"0123"),
    ("bytes=8-", 206, b"89"),
    ("bytes=-2", 206, b"89"),
    ("bytes=0-99999", 206, b"0123456789"),
    ("bytes=-99999", 206, b"0123456789"),
    ("bytes=10-", 416, None),
    ("bytes=5-2", 416, None),
    ("bytes=-0", 416, None),
    ("bytes=99999999999999999999999-", 200, b"0123456789"),
    ("bytes=-", 200, b"0123456789"),
    ("bytes=a-b", 200, b"0123456789"),
    ("lines=0-3", 200, b"0123456789"),
    ("bytes=0-1,3-4", 200, b"0123456789"),
    ("bytes=" + ",".join("0-" for _ in range(1300)), 200, b"0123456789"),  # Apache, CVE-2011-3192
]


@pytest.mark.parametrize(("header", "status", "body"), RANGES)
def test_ranges_are_bounded(target: Target, header: str, status: int, body: bytes | None) -> None:
    answer = target.ask("/sub/data.txt", f"Range: {header}")
    assert answer.status == status
    assert body is None or answer.body == body


# -------------------------------------------------------------------------------- 6 who can reach it: the token


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    base = tmp_path_factory.mktemp("open")
    with serving(write_site(base), base / "cache", "--host", "0.0.0.0") as running:
        yield running


def token_of(target: Target) -> str:
    match = re.search(r"\?token=([\w-]+)", target.line)
    assert match
    return match[1]


def test_it_listens_on_loopback_only(target: Target) -> None:
    assert "http://127.0.0.1:" in target.line
    assert "token" not in target.line
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    bound = [row[1] for row in rows if int(row[1].split(":")[1], 16) == target.port and row[3] == "0A"]
    assert bound == [f"0100007F:{target.port:04X}"]


@pytest.mark.parametrize("path", ["/page.html", "/", "/_pagelet/events", "/_pagelet/reload.js", "/nothing"])
@pytest.mark.parametrize("extra", ["", "Cookie: pagelet=x", "Cookie: pagelet-{port}=", "Cookie: pagelet-{port}=é"])
def test_without_the_token_nothing_is_answered(opened: Target, path: str, extra: str) -> None:
    answer = opened.ask(path, *([extra.format(port=opened.port)] if extra else []))
    assert answer.status == 401
    assert PUBLIC.encode() not in answer.body


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 43])
def test_a_wrong_token_is_refused(opened: Target, token: str) -> None:
    assert opened.ask(f"/page.html?token={token}").status == 401


def test_the_token_becomes_a_cookie(opened: Target) -> None:
    welcome = opened.ask(f"/page.html?a=1&token={token_of(opened)}")
    assert welcome.status == 303
    assert welcome.headers["location"] == "/page.html?a=1"
    cookie = welcome.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert opened.ask("/page.html", f"Cookie: {cookie.partition(';')[0]}").status == 200


def test_the_token_does_not_open_other_names(opened: Target) -> None:
    path = f"/page.html?token={token_of(opened)}"
    assert opened.ask(path, host=f"evil.example:{opened.port}").status == 403
    assert opened.ask(path, f"Origin: {EVIL}").status == 403
    assert opened.ask(path, host=f"0.0.0.0:{opened.port}").status == 303


# --------------------------------------------------------------------------------------------------- the end of it


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    site = write_site(tmp_path)
    with serving(site, tmp_path / "cache") as running:
        before = sorted(site.rglob("*"))
        request = f"GET /_pagelet/events HTTP/1.1\r\nHost: localhost:{running.port}\r\n\r\n"
        reader = subprocess.Popen(
            ["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{running.port}; printf '{request}' >&3; cat <&3"],
            stdout=subprocess.PIPE,
        )
        assert reader.stdout is not None
        assert b"200" in reader.stdout.readline()
        running.process.send_signal(number)
        assert running.process.wait(patient(5)) in (0, 130)
        reader.communicate(timeout=patient(5))
    assert sorted(site.rglob("*")) == before
    assert not list((tmp_path / "cache").rglob(".*"))


def test_everything_was_survived(target: Target) -> None:
    assert target.alive
