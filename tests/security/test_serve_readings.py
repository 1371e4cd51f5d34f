"""Requests and names that can be read in two ways: what one reader lets pass, another one must not open."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from .conftest import PUBLIC, Target, parse

JSON = "Content-Type: application/json"

# Where there is no Windows, files may have these names: the guard refuses them, they are not just missing.
DEVICES = ["CON", "aux.txt", "nul.tar.gz", "com1.html", "LPT9", "CONIN$", "conout$.txt", "COM¹.html", "aux .txt"]


@pytest.mark.parametrize("name", DEVICES)
def test_devices_of_windows_are_never_opened(target: Target, name: str) -> None:
    (target.site / "sub" / name).write_text(PUBLIC)
    answer = target.ask(f"/sub/{quote(name)}")
    assert answer.status == 400
    assert PUBLIC.encode() not in answer.body


@pytest.mark.parametrize("name", ["console.html", "icon", "com10.txt", "auxiliary.py"])
def test_names_that_only_begin_like_devices_are_served(target: Target, name: str) -> None:
    (target.site / "sub" / name).write_text(PUBLIC)
    assert PUBLIC.encode() in target.ask(f"/sub/{name}").body


# Two readings of where a request ends: the first is refused whole, and nothing of what follows is answered with a file.
FRAMINGS = [
    "Content-Length: 2\r\nContent-Length: 40",
    "Content-Length: +2",
    "Content-Length: 0x2",
    "Content-Length: 1_0",
    "Content-Length: \xb2",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding : chunked",
    "Content-Length: 2\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 5",
]


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_request_without_a_clear_end_is_refused(target: Target, framing: str) -> None:
    own = f"Host: localhost:{target.port}\r\n"
    first = (
        f"POST /_pagelet/report HTTP/1.1\r\n{own}Origin: http://localhost:{target.port}\r\n{JSON}\r\n{framing}\r\n\r\n"
    )
    second = f"GET /page.html HTTP/1.1\r\n{own}Connection: close\r\n\r\n"
    answer = target.send(f"{first}{{}}{second}".encode("latin-1"))
    assert parse(answer).status == 400
    assert answer.count(b"HTTP/1.1 ") == 1
    assert PUBLIC.encode() not in answer
    assert target.alive


def test_a_length_and_an_encoding_end_the_connection(target: Target) -> None:
    both = f"Host: localhost:{target.port}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    second = f"GET /page.html HTTP/1.1\r\nHost: localhost:{target.port}\r\n\r\n"
    for version in ("1.0", "1.1"):
        answer = target.send(f"GET /sub/data.txt HTTP/{version}\r\n{both}{second}".encode())
        assert parse(answer).status == 400
        assert parse(answer).headers["connection"] == "close"
        assert b"PGL-S211" in answer
        assert answer.count(b"HTTP/1.1 ") == 1
    old = f"GET /sub/data.txt HTTP/1.0\r\nHost: localhost:{target.port}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert parse(target.send(old.encode())).status == 400
