# ruff: noqa: E501 - one check a line
"""`WebSocket` against a real server."""

from __future__ import annotations

import pytest
from backend import free_port

TYPES = ("mpy", "py")
PLACES = ("", "worker")
EXPECT = "() => addEventListener('securitypolicyviolation', () => window.violations.pop())"

NAMES = """
import asyncio, json
from pagelet import NetworkError, WebSocket, window
BASE = "{base}"
async def until(condition):
    for _ in range(200):
        if condition(): return True
        await asyncio.sleep(0.02)
    return False
async def got(call):
    try: return await call()
    except NetworkError as error: return error
def told(name, error, *parts):
    for part in parts: check(name, part in str(error) or str(error))
every = bytes(range(256))
"""


@pytest.fixture
def talk(live, kit, sockets):
    """Run checks in a page of a type, on the page or in a worker."""

    def run(type_: str, place: str, code: str, **options):
        tab = live(kit.checks(type_, NAMES.format(base=sockets.url) + code, place), **options)
        kit.verdict(tab, 40)
        return tab

    return run


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", TYPES)
def test_handlers(talk, type_: str, place: str) -> None:
    talk(
        type_,
        place,
        """
log = []
def opened(event):
    log.append("open")
    socket.send("Grüße")
    socket.send(every)
    socket.send(bytearray(b"ab"))
    socket.send(memoryview(b"cdef")[1:3])
async def message(event):
    await asyncio.sleep(0)
    log.append(event.data if isinstance(event.data, str) else (type(event.data), bytes(event.data)))
    if len(log) == 5: socket.close(3000, "enough")
socket = WebSocket(url=BASE, onmessage=message)
socket.onopen = opened
socket.onclose = lambda event: log.append((event.code, event.reason, event.wasClean))
check("connecting", socket.readyState, WebSocket.CONNECTING)
fails("too early", RuntimeError, "is not open yet: send in onopen", lambda: socket.send("x"))
check("ended", await until(lambda: len(log) == 6))
view = memoryview
check("all", log, ["open", "Grüße", (view, every), (view, b"ab"), (view, b"de"), (3000, "enough", True)])
check("closed", socket.readyState, socket.CLOSED)
check("handler", socket.onopen, opened)
check("browser's own", (socket.url, socket.binaryType), (BASE, "arraybuffer"))
fails("too late", NetworkError, "is closed: nothing can be sent", lambda: socket.send("x"))
fails("a dict", TypeError, "not dict; json.dumps()", lambda: socket.send({}))
calls = []
second = WebSocket(BASE + "protocol", protocols=["coffee"], onopen=lambda: calls.append("open"))
async def last(event): calls.append(event.data)
second.onmessage = print
second.onmessage = last
check("protocol", await until(lambda: len(calls) == 2) and calls, ["open", "coffee"])
second.close()
""",
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", TYPES)
def test_loops(talk, type_: str, place: str) -> None:
    port = free_port()
    talk(
        type_,
        place,
        f"""
NOWHERE = "ws://127.0.0.1:{port}/"
"""
        """
await asyncio.sleep(0)  # MicroPython takes "async with" outside of functions only after an await
async with WebSocket(BASE) as socket:
    socket.send("one")
    socket.send(every)
    check("received", [await socket.receive(), await socket.receive()], ["one", every])
check("left", socket.readyState in (socket.CLOSING, socket.CLOSED))
numbers = []
async with WebSocket(BASE + "count") as socket:
    async for number in socket: numbers.append(number)
check("to a good end", numbers, ["0", "1", "2"])
error = await got(socket.receive)
told("no more", error, "the connection to " + BASE + "count is closed")
numbers = []
async for number in WebSocket(BASE + "count"): numbers.append(number)
check("without with", numbers, ["0", "1", "2"])
seen = []
async def failing():
    async with WebSocket(BASE + "fail") as socket:
        async for message in socket: seen.append(message)
told("server's error", await got(failing), "was closed by the server with code 1011: out of coffee")
check("before it", seen, ["before"])
async def dropped():
    async with WebSocket(BASE + "drop") as socket:
        socket.send("x")
        await socket.receive()
told("dropped", await got(dropped), "the connection to " + BASE + "drop broke off")
async def nowhere():
    async with WebSocket(NOWHERE): pass
error = await got(nowhere)
told("nobody there", error, "the connection to " + NOWHERE + " could not be opened: nothing answers at 127.0.0.1:")
check("where", error.url, NOWHERE)
async def forbidden():
    async with WebSocket("ws://192.0.2.1/"): pass
told("policy", await got(forbidden), "Content-Security-Policy forbids it. Add ws://192.0.2.1 to its connect-src")
fails("scheme", ValueError, "does not begin with ws:// or wss://", lambda: WebSocket("ftp://x/"))
fails("protocols", ValueError, "is not possible", lambda: WebSocket(BASE, ["a", "a"]))
fails("keyword", TypeError, "not onmesage", lambda: WebSocket(BASE, onmesage=print))
socket = WebSocket(BASE, onerror=lambda event: None)
fails("code", ValueError, "1001", lambda: socket.close(1001))
socket.close()
""",
        fails=True,
        preload=EXPECT,
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", TYPES)
def test_nothing_is_lost(live, kit, sockets, type_: str, place: str) -> None:
    code = """
from pagelet import WebSocket
async def handle(event):
    raise ValueError("in a handler")
socket = WebSocket("%s", onmessage=handle, onopen=lambda event: socket.send("x"))
lost = WebSocket("ws://127.0.0.1:%d/")
"""
    tab = live(kit.python(type_, code % (sockets.url, free_port()), place), fails=True)
    tab.wait_for("document.querySelectorAll('pagelet-error').length == 2", 30)
    shown = tab.evaluate("[...document.querySelectorAll('pagelet-error')].map((e) => e.shadowRoot.textContent).join()")
    assert "ValueError: in a handler" in shown
    assert "could not be opened: nothing answers" in shown


def test_an_address_of_the_page_s_own_server(live, kit) -> None:
    tab = live(
        kit.checks(
            "mpy",
            'from pagelet import WebSocket\ncheck("", WebSocket("/x", onerror=print).url[:16], "ws://127.0.0.1:" + window.location.port[0])',
        ),
        fails=True,
    )
    kit.verdict(tab)
