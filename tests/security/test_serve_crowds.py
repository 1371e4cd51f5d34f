"""Clients that are slow to ask, and many of them: nobody else has to wait for them."""

from __future__ import annotations

import contextlib
import resource
import socket
import time
from collections.abc import Iterator

import pytest

from pagelet_cli.browser.patience import patient
from pagelet_cli.serve.connection import MOST, MOST_WAITING, PATIENCE

from .conftest import Target

CROWD = 700  # and that is more than are answered at once
LARGE = 12_000_000  # bytes: more than the system keeps for who does not read
REPORT = "POST /_pagelet/report HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"

# What a client sends before it falls silent.
BEGUN = {
    "nothing": "",
    "half a line": "GET /page.ht",
    "half a head": "GET /page.html HTTP/1.1\r\nHost: localhost:{port}\r\n",
    "half a body": REPORT + "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{",
    "half a chunk": REPORT + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    "a whole request, and half of the next": "GET /sub/data.txt HTTP/1.1\r\nHost: localhost:{port}\r\n\r\nGET /",
}


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process have the crowd's sockets open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * CROWD)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def begin(target: Target, begun: str, room: int = 0) -> socket.socket:
    connection = socket.socket()
    connection.settimeout(patient(5))
    if room:  # for what it is sent
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    connection.connect(("127.0.0.1", target.port))
    with contextlib.suppress(OSError):  # others came meanwhile
        connection.sendall(begun.replace("{port}", str(target.port)).encode())
    return connection


def ended(connection: socket.socket, patience: float) -> bool:
    """Tell whether the server closes within some seconds."""
    end = time.monotonic() + patience
    while (rest := end - time.monotonic()) > 0:
        connection.settimeout(rest)
        try:
            if not connection.recv(65536):
                return True
        except TimeoutError:
            return False
        except OSError:
            return True
    return False


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN)
@pytest.mark.usefixtures("many_files")
def test_a_crowd_that_does_not_end_its_requests_keeps_nobody_out(target: Target, begun: str) -> None:
    assert CROWD > MOST > MOST_WAITING
    with contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(begin(target, begun)) for _ in range(CROWD)]
        assert target.ask("/page.html").status == 200
        # Those that came first have had the longest time.
        assert ended(crowd[0], patient(5))
        assert not ended(crowd[-1], 0.2)
    assert target.alive


@pytest.mark.usefixtures("many_files")
def test_a_crowd_that_does_not_take_its_answers_keeps_nobody_out(target: Target) -> None:
    (target.site / "large.bin").write_bytes(bytes(LARGE))
    asked = "GET /large.bin HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
    with contextlib.ExitStack() as stack:
        crowd = []
        for _ in range(CROWD):
            crowd.append(stack.enter_context(begin(target, asked, room=4096)))
            crowd[-1].recv(1, socket.MSG_PEEK)  # its answer has begun
        assert target.ask("/page.html").status == 200
        # Who takes its answer at last, and has not waited longest, has all of it.
        assert whole(crowd[-1])
        assert target.ask("/page.html").status == 200
    assert target.alive


def whole(connection: socket.socket) -> bool:
    """Tell whether the whole answer comes, head and all."""
    found = 0
    with contextlib.suppress(OSError):
        while found <= LARGE and (data := connection.recv(65536)):
            found += len(data)
    return found > LARGE


def test_who_does_not_end_a_request_is_not_waited_for_and_who_has_is_not_hurried(target: Target) -> None:
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(begin(target, begun)) for begun in BEGUN.values()]
        asked = "GET /_pagelet/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
        stream = stack.enter_context(begin(target, asked))
        drip = stack.enter_context(begin(target, "GET /page.html HTTP/1.1\r\nX: "))
        start = time.monotonic()
        while not ended(drip, 0.5) and time.monotonic() < start + patient(PATIENCE + 5):
            with contextlib.suppress(OSError):
                drip.sendall(b"x")
        assert time.monotonic() - start == pytest.approx(PATIENCE, abs=patient(3))
        assert all(ended(each, patient(2)) for each in silent)
        assert not ended(stream, 2)
