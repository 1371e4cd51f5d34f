# ruff: noqa: E501 - one check a line
"""`fetch`, `open_url` and their errors, against a real server that is not the page's own."""

from __future__ import annotations

import pytest
from backend import free_port

TYPES = ("mpy", "py")
PLACES = ("", "worker")

NAMES = """
import asyncio, io, json
from pagelet import RUNNING_IN_WORKER, FormData, NetworkError, NetworkTimeout, fetch, open_url
from pagelet._runtime import js
BASE = "{base}"
async def echo(**options):
    return await fetch(BASE + "echo", **options).json()
"""


@pytest.fixture
def ask(live, kit, backend):
    """Run checks in a page of a type, on the page or in a worker."""

    def run(type_: str, place: str, code: str, **options):
        tab = live(kit.checks(type_, NAMES.format(base=backend.url) + code, place), {"own.json": "[1]"}, **options)
        kit.verdict(tab, 40)
        return tab

    return run


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", TYPES)
def test_what_comes_back(ask, type_: str, place: str) -> None:
    ask(
        type_,
        place,
        """
data = {"name": "Ada", "list": [1, 2.5, None]}
check("json at once", await fetch(BASE + "json").json(), data)
response = await fetch(BASE + "json")
check("ok", (response.ok, response.status, response.url), (True, 200, BASE + "json"))
check("headers", response.headers["Content-Type"], "application/json")
check("no header", response.headers.get("X-None"), None)
check("has", ("content-type" in response.headers, "x-none" in response.headers), (True, False))
check("json", await response.json(), data)
check("text, after json", json.loads(await response.text()), data)
check("browser's own", response.statusText, "OK")
every = bytes(range(256))
check("bytes", await fetch(BASE + "bytes").bytes(), every)
changed = await fetch(BASE + "bytes").bytearray()
changed[0] = 7
check("bytearray", bytes(changed), b"\\x07" + every[1:])
check("arrayBuffer", bytes(await fetch(BASE + "bytes").arrayBuffer()), every)
check("blob", (await fetch(BASE + "bytes").blob()).size, 256)
check("large", len(await fetch(BASE + "bytes?times=4000").bytes()), 1024000)
check("text", (await fetch(BASE + "table").text())[-11:], "Éarth,5.97\\n")
check("byte order mark", (await fetch(BASE + "table/bom.csv").text())[:4], "name")
check("404", [(await fetch(BASE + "nothing")).status, (await fetch(BASE + "nothing")).ok], [404, False])
check("redirected", (await fetch(BASE + "redirect")).url, BASE + "echo")
check("relative to the page", await fetch("own.json").json(), [1])
first, second = fetch(BASE + "json"), fetch("own.json")
check("two at once", [await second.json(), await first.json()], [[1], data])
check("awaited twice", (await first).status, (await first).status)
chunks = []
async for chunk in fetch(BASE + "chunked").stream():
    chunks.append(chunk)
check("pieces as they come", (len(chunks) > 1, b"".join(chunks)), (True, b"one two three"))
response = await fetch(BASE + "chunked")
pieces = []
async for chunk in response.stream():
    pieces.append(chunk)
check("stream of a response", b"".join(pieces), b"one two three")
await afails("read twice", RuntimeError, "has been read already, as a stream", lambda: response.text())
whole = await fetch(BASE + "json")
await whole.text()
async def read_on():
    async for chunk in whole.stream():
        pass
await afails("a stream of what is read", RuntimeError, "has been read already, or is being read", read_on)
together = await asyncio.gather(fetch(BASE + "json"), fetch("own.json"))
check("gathered", [each.status for each in together], [200, 200])
check("waited for", (await asyncio.wait_for(fetch("own.json"), 30)).status, 200)
async with fetch(BASE + "endless").stream() as endless:
    async for chunk in endless:
        break
await afails("not JSON", ValueError, "is not JSON: the answer (404, text/html) begins with '<!doctype", lambda: fetch(BASE + "nothing").json())
fails("too early", AttributeError, "has no 'status' before it is awaited", lambda: fetch(BASE + "json").status)
""",
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", TYPES)
def test_what_is_sent(ask, type_: str, place: str) -> None:
    ask(
        type_,
        place,
        """
async def sent(**options):
    got = await echo(**options)
    return got["method"], bytes.fromhex(got["body"]), got["headers"].get("content-type")
every = bytes(range(256))
check("nothing", await sent(), ("GET", b"", None))
check("text", await sent(body="Grüße"), ("POST", "Grüße".encode(), "text/plain;charset=UTF-8"))
check("bytes", await sent(body=every, method="PUT"), ("PUT", every, None))
check("no bytes", await sent(body=b""), ("POST", b"", None))
check("bytearray", (await sent(body=bytearray(every)))[1], every)
check("memoryview", (await sent(body=memoryview(every)[10:20]))[1], every[10:20])
check("dict", await sent(body={"a": [1, None]}), ("POST", b'{"a": [1, null]}', "application/json"))
check("own type", (await sent(body={}, headers={"Content-Type": "x/y"}))[2], "x/y")
check("file", (await sent(body=io.BytesIO(every)))[1], every)
got = await echo(headers={"X-One": "1", "X-Number": 2})
check("headers", (got["headers"]["x-one"], got["headers"]["x-number"]), ("1", "2"))
class Chunks:
    def __init__(self): self.left = [b"three", "two", b"one"]
    def __aiter__(self): return self
    async def __anext__(self):
        if not self.left: raise StopAsyncIteration
        return self.left.pop()
check("async chunks", (await sent(body=Chunks()))[1], b"onetwothree")
form = FormData({"name": "Ada", "age": 36, "tag": ["x", "y"]}, photo=("ada.png", every, "image/png"))
form.append("note", io.BytesIO(b"noted"))
method, body, kind = await sent(body=form)
check("form", (method, kind[:30]), ("POST", "multipart/form-data; boundary="))
for part in (b'name="age"\\r\\n\\r\\n36\\r\\n', b'name="tag"\\r\\n\\r\\nx\\r\\n', b'name="tag"\\r\\n\\r\\ny\\r\\n', b'filename="ada.png"\\r\\nContent-Type: image/png\\r\\n\\r\\n' + every, b"noted"):
    check(part, part in body)
own = js.FormData.new()
own.append("a", "b")
check("JavaScript's form", b'name="a"\\r\\n\\r\\nb' in (await sent(body=own))[1])
await afails("a set", TypeError, "not set", lambda: fetch(BASE + "echo", body={1}))
""",
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", TYPES)
def test_what_is_sent_of_the_page(ask, type_: str, place: str) -> None:
    ask(
        type_,
        place,
        """
from pagelet import to_js, window
async def sent(body):
    got = await echo(body=body)
    return bytes.fromhex(got["body"]), got["headers"].get("content-type")
file = window.File.new(to_js(["secret"]), "a.txt", to_js({"type": "text/own"}))
form = FormData({"f": [file, "2"]}, several=[file, "2"])
form.append("named", ("b.txt", file))
body, kind = await sent(form)
parts = (b'name="f"; filename="a.txt"\\r\\nContent-Type: text/own\\r\\n\\r\\nsecret', b'name="several"; filename="a.txt"', b'name="named"; filename="b.txt"', b'name="several"\\r\\n\\r\\n2')
check("form", [part for part in parts if part not in body], [])
check("order", body.find(b'"several"; filename') < body.find(b'"several"\\r') < body.find(b'"named"'))
check("file", await sent(file), (b"secret", "text/own"))
check("buffer", (await sent(await file.arrayBuffer()))[0], b"secret")
check("array", (await sent(window.Uint8Array.new(to_js([1, 2, 255]))))[0], b"\\1\\2\\xff")
check("query", await sent(window.URLSearchParams.new("a=1&b=%20")), (b"a=1&b=+", "application/x-www-form-urlencoded;charset=UTF-8"))
own = window.FormData.new()
own.append("text", "t")
own.append("file", file)
body, kind = await sent(own)
check("own form", b'name="text"\\r\\n\\r\\nt' in body and b'filename="a.txt"' in body)
if RUNNING_IN_WORKER:
    await afails("an element", TypeError, "cannot carry <HTMLBodyElement of the page>", lambda: fetch(BASE + "echo", body=window.document.body))
""",
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", TYPES)
def test_what_goes_wrong(ask, type_: str, place: str) -> None:
    port = free_port()
    ask(
        type_,
        place,
        f"""
NOWHERE = "http://127.0.0.1:{port}/"
"""
        """
async def got(call):
    try: return await call()
    except NetworkError as error: return error
def told(name, error, *parts):
    for part in parts: check(name, part in str(error) or str(error))
await afails("no address", ValueError, "'http://' is not an address", lambda: fetch("http://"))
error = await got(lambda: fetch(NOWHERE).json())
told("nobody there", error, "fetching " + NOWHERE + " failed: nothing answers at 127.0.0.1:")
check("where", (error.url, isinstance(error, OSError)), (NOWHERE, True))
told("CORS", await got(lambda: fetch(BASE + "refused").json()), "lets" if False else "does not let pages of http://127.0.0.1:", "(CORS)", "Access-Control-Allow-Origin")
told("policy", await got(lambda: fetch("http://192.0.2.1/x")), "Content-Security-Policy forbids it. Add http://192.0.2.1 to its connect-src")
told("reset", await got(lambda: fetch(BASE + "reset")), "fetching " + BASE + "reset failed: ")
told("broken off", await got(lambda: fetch(BASE + "broken").text()), "the answer of " + BASE + "broken broke off")
told("GET with a body", await got(lambda: fetch(BASE + "echo", method="GET", body="x")), "fetching " + BASE + "echo failed: ", "GET")
error = await got(lambda: fetch(BASE + "slow", timeout=0.2))
told("too slow", error, BASE + "slow took longer than 0.2 seconds")
check("timeout", isinstance(error, NetworkTimeout))
if TIMEOUT: check("TimeoutError", isinstance(error, TIMEOUT))
error = await got(lambda: fetch(BASE + "endless", timeout=0.5).text())
told("too slow in the middle", error, "took longer than 0.5 seconds")
check("quick enough", await fetch(BASE + "json", timeout=30).json(), {"name": "Ada", "list": [1, 2.5, None]})
""".replace("TIMEOUT", "TimeoutError" if type_ == "py" else "None"),
        fails=True,
        preload="() => addEventListener('securitypolicyviolation', () => window.violations.pop())",
    )


@pytest.mark.parametrize("type_", TYPES)
def test_a_cancelled_task_ends_its_request(ask, backend, type_: str) -> None:
    backend.seen.clear()
    tab = ask(
        type_,
        "",
        """
async def read():
    async for chunk in fetch(BASE + "endless?cancelled").stream():
        started.append(len(chunk))
started = []
task = asyncio.create_task(read())
while not started: await asyncio.sleep(0.05)
task.cancel()
try: await task
except asyncio.CancelledError: check("cancelled", True)
""",
    )
    for _ in range(100):
        if ("LEFT", "/endless?cancelled") in backend.seen:
            return
        tab.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")
    pytest.fail("the server still sends")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", TYPES)
def test_open_url(ask, type_: str, place: str) -> None:
    port = free_port()
    ask(
        type_,
        place,
        f"""
check("text", open_url(BASE + "table").read()[-11:], "Éarth,5.97\\n")
check("relative", json.load(open_url("own.json")), [1])
check("a file", open_url(BASE + "table").readline(), "name,mass\\n")
fails("404", NetworkError, "nothing failed: the server answered 404", lambda: open_url(BASE + "nothing"))
fails("nobody", NetworkError, "failed: nothing answers at 127.0.0.1:{port}. Check the name and the port", lambda: open_url("http://127.0.0.1:{port}/"))
""",
        fails=True,
    )


@pytest.mark.parametrize("type_", TYPES)
def test_a_failure_nobody_catches_shows_on_the_page(live, kit, type_: str) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    tab = live(kit.python(type_, f'\nfrom pagelet import fetch\nawait fetch("{url}").json()\n'), fails=True)
    tab.wait_for("document.querySelector('pagelet-error')", 30)
    assert f"NetworkError: fetching {url} failed: nothing answers" in tab.evaluate(
        "document.querySelector('pagelet-error').shadowRoot.textContent"
    )
