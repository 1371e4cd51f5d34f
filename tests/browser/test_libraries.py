# ruff: noqa: E501 - one check a line
"""CPython's HTTP libraries, as published, in pages and workers: suspended, and with the page at a standstill."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from backend import free_port

ROOT = Path(__file__).parents[2]
PINS = ROOT / "requirements" / "page.txt"
# Called back by JavaScript in the middle of something, Python cannot suspend: what browsers without JSPI never can.
WAYS = {"suspended": "run()", "standing": "js.Reflect.apply(run, None, to_js([]))"}

PLACES = [
    ("", "suspended"),
    ("worker", "standing"),
    pytest.param("", "standing", marks=pytest.mark.nightly),
    pytest.param("worker", "suspended", marks=pytest.mark.nightly),
]

pytestmark = pytest.mark.network


@pytest.fixture(scope="session")
def wheels(request) -> dict[str, bytes]:
    """Fetch the libraries once, each checked against its hash."""
    folder = request.config.cache.mkdir("wheels")
    pins = [line.split(" ")[0].split("==") for line in PINS.read_text("utf-8").splitlines() if "==" in line]
    names = [f"{name.replace('-', '_')}-{version}-py3-none-any.whl" for name, version in pins]
    if not all((folder / name).is_file() for name in names):
        options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", "--platform=any"]
        command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), "--requirement", str(PINS)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return {f"wheels/{name}": (folder / name).read_bytes() for name in names}


HEAD = """
from pagelet import to_js
from pagelet._runtime import can_settle, js
BASE, NOWHERE = "{base}", "http://127.0.0.1:{port}/"
TABLE = "name,mass\\nMercury,0.33\\nVenus,4.87\\nÉarth,5.97\\n".encode()
EVERY = bytes(range(256))
DATA = {{"name": "Ada", "list": [1, 2.5, None]}}
def run():
    check("how it waits", can_settle(), {suspended})
    SUSPENDED = can_settle()
"""


@pytest.fixture
def use(live, kit, backend, wheels):
    """Run checks in a page that has installed some of the libraries."""

    def run(code: str, place: str, way: str, packages: tuple[str, ...], after: str = "") -> None:
        given = {name: data for name, data in wheels.items() if name.split("/")[1].split("-")[0] in packages}
        config = f"<py-config>{json.dumps({'packages': [f'./{name}' for name in given]})}</py-config>"
        head = HEAD.format(base=backend.url, port=free_port(), suspended=way == "suspended")
        body = "".join(f"    {line}\n" for line in code.strip().splitlines())
        tab = live(config + kit.checks("py", f"{head}{body}\n{WAYS[way]}\n{after}", place), given, fails=True)
        kit.verdict(tab, 60)

    return run


URLLIB = """
import csv, io, json, urllib.error, urllib.request
from urllib.request import urlopen
check("json", json.load(urlopen(BASE + "json")), DATA)
with urlopen(BASE + "bytes") as answer:
    check("head", (answer.status, answer.reason, answer.headers["content-type"], answer.geturl()), (200, "OK", "application/octet-stream", BASE + "bytes"))
    check("in pieces", (answer.read(10), answer.read()), (EVERY[:10], EVERY[10:]))
check("large", len(urlopen(BASE + "bytes?times=4000").read()), 1024000)
check("lines", [row["name"] for row in csv.DictReader(io.TextIOWrapper(urlopen(BASE + "table"), "utf-8"))], ["Mercury", "Venus", "Éarth"])
check("mark of UTF-8", urlopen(BASE + "table/bom.csv").read(), b"\\xef\\xbb\\xbf" + TABLE)
check("gzip", urlopen(BASE + "gzip").read(), TABLE)
check("chunked", urlopen(BASE + "chunked").read(), b"one two three")
def sent(data=None, **options):
    got = json.load(urlopen(urllib.request.Request(BASE + "echo", data, **options)))
    return got["method"], bytes.fromhex(got["body"]), got["headers"].get("content-type")
check("post", sent(b"a=1"), ("POST", b"a=1", "application/x-www-form-urlencoded"))
check("all bytes", sent(EVERY, method="PUT", headers={"Content-Type": "x/y"}), ("PUT", EVERY, "x/y"))
check("pieces", sent(iter([b"abc", b"def"]), method="PUT")[1], b"abcdef")
try: urlopen(BASE + "nothing")
except urllib.error.HTTPError as error: check("404", (error.code, error.read()[:15]), (404, b"<!doctype html>"))
fails("500", urllib.error.HTTPError, "500", lambda: urlopen(BASE + "status/500"))
check("redirect", json.load(urlopen(BASE + "redirect"))["method"], "GET")
fails("nobody", urllib.error.URLError, NOWHERE, lambda: urlopen(NOWHERE))
fails("CORS", urllib.error.URLError, "(CORS)" if SUSPENDED else "failed", lambda: urlopen(BASE + "refused"))
fails("reset", urllib.error.URLError, "reset", lambda: urlopen(BASE + "reset"))
if SUSPENDED: fails("late", urllib.error.URLError, "longer than 0.2 seconds", lambda: urlopen(BASE + "slow", timeout=0.2))
if SUSPENDED: fails("broken", OSError, "broke off", lambda: urlopen(BASE + "broken").read())
import http.client
line = http.client.HTTPConnection(BASE[7:-1])
line.request("GET", "/json")
check("http.client", json.load(line.getresponse()), DATA)
line.request("POST", "/echo", body=b"x")
check("the same line again", json.load(line.getresponse())["body"], "78")
check("https is there", issubclass(http.client.HTTPSConnection, http.client.HTTPConnection))
"""

REQUESTS = """
import requests, urllib3
response = requests.get(BASE + "json")
check("json", (response.json(), response.status_code, response.ok, response.headers["Content-Type"]), (DATA, 200, True, "application/json"))
check("bytes", requests.get(BASE + "bytes").content, EVERY)
check("large", len(requests.get(BASE + "bytes?times=4000").content), 1024000)
check("gzip", requests.get(BASE + "gzip").content, TABLE)
check("mark of UTF-8", requests.get(BASE + "table/bom.csv").content, b"\\xef\\xbb\\xbf" + TABLE)
check("query", requests.get(BASE + "echo", params={"q": "a b"}).json()["query"], {"q": "a b"})
check("404", requests.get(BASE + "nothing").status_code, 404)
fails("raise", requests.HTTPError, "404", lambda: requests.get(BASE + "nothing").raise_for_status())
check("redirect", requests.get(BASE + "redirect").json()["method"], "GET")
check("json sent", bytes.fromhex(requests.post(BASE + "echo", json={"a": 1}).json()["body"]), b'{"a": 1}')
check("form sent", bytes.fromhex(requests.post(BASE + "echo", data={"a": 1}).json()["body"]), b"a=1")
got = requests.put(BASE + "echo", files={"f": ("a.bin", EVERY)}, headers={"X-One": "1"}).json()
check("file sent", (EVERY in bytes.fromhex(got["body"]), got["method"], got["headers"]["x-one"]), (True, "PUT", "1"))
check("head", requests.head(BASE + "json").headers["content-length"], "39")
check("session", requests.Session().get(BASE + "json").json(), DATA)
check("stream", b"".join(requests.get(BASE + "chunked", stream=True).iter_content(4)), b"one two three")
fails("nobody", requests.ConnectionError, NOWHERE, lambda: requests.get(NOWHERE))
fails("CORS", requests.ConnectionError, "(CORS)" if SUSPENDED else "failed", lambda: requests.get(BASE + "refused"))
fails("reset", requests.ConnectionError, "reset", lambda: requests.get(BASE + "reset"))
if SUSPENDED: fails("late", requests.Timeout, "longer than 0.2 seconds", lambda: requests.get(BASE + "slow", timeout=0.2))
if SUSPENDED: fails("broken", requests.exceptions.ChunkedEncodingError, "broke off", lambda: requests.get(BASE + "broken"))
fails("no scheme", requests.exceptions.MissingSchema, "No scheme", lambda: requests.get("json"))
pool = urllib3.PoolManager()
check("urllib3", pool.request("GET", BASE + "bytes").data, EVERY)
check("urllib3 json", urllib3.request("POST", BASE + "echo", json=[1]).json()["method"], "POST")
fails("urllib3 nobody", urllib3.exceptions.MaxRetryError, NOWHERE, lambda: pool.request("GET", NOWHERE, retries=0))
if SUSPENDED: fails("urllib3 late", urllib3.exceptions.ReadTimeoutError, "longer", lambda: pool.request("GET", BASE + "slow", timeout=0.2, retries=False))
"""

HTTPX = """
import httpx
response = httpx.get(BASE + "json")
check("json", (response.json(), response.status_code, response.reason_phrase, response.headers["Content-Type"]), (DATA, 200, "OK", "application/json"))
check("bytes", httpx.get(BASE + "bytes").content, EVERY)
check("gzip", httpx.get(BASE + "gzip").content, TABLE)
check("query", httpx.get(BASE + "echo", params={"q": "a b"}).json()["query"], {"q": "a b"})
check("json sent", bytes.fromhex(httpx.post(BASE + "echo", json={"a": 1}).json()["body"]), b'{"a":1}')
check("file sent", EVERY in bytes.fromhex(httpx.post(BASE + "echo", files={"f": EVERY}).json()["body"]))
fails("404", httpx.HTTPStatusError, "404", lambda: httpx.get(BASE + "nothing").raise_for_status())
check("redirect", httpx.get(BASE + "redirect").json()["method"], "GET")
with httpx.Client(base_url=BASE, headers={"X-One": "1"}) as client:
    check("client", client.get("echo").json()["headers"]["x-one"], "1")
    with client.stream("GET", "chunked") as response:
        check("stream", b"".join(response.iter_bytes()), b"one two three")
fails("nobody", httpx.ConnectError, NOWHERE, lambda: httpx.get(NOWHERE))
fails("CORS", httpx.ConnectError, "(CORS)" if SUSPENDED else "failed", lambda: httpx.get(BASE + "refused"))
if SUSPENDED: fails("late", httpx.TimeoutException, "longer than 0.2 seconds", lambda: httpx.get(BASE + "slow", timeout=0.2))
if SUSPENDED: fails("broken", httpx.ReadError, "broke off", lambda: httpx.get(BASE + "broken"))
"""

HTTPX_AWAITED = """
async with httpx.AsyncClient(base_url=BASE, timeout=5) as client:
    first, second = await asyncio.gather(client.get("json"), client.post("echo", content=EVERY))
    check("awaited", (first.json(), bytes.fromhex(second.json()["body"])), (DATA, EVERY))
    async with client.stream("GET", "chunked") as response:
        check("streamed", [piece async for piece in response.aiter_bytes()], [b"one ", b"two ", b"three"])
    await afails("awaited nobody", httpx.ConnectError, NOWHERE, lambda: client.get(NOWHERE))
    await afails("awaited late", httpx.ReadTimeout, "longer than 0.2 seconds", lambda: client.get("slow", timeout=0.2))
    await afails("awaited broken", httpx.ReadError, "broke off", lambda: client.get("broken"))
"""


@pytest.mark.parametrize(("place", "way"), PLACES)
def test_urllib(use, place: str, way: str) -> None:
    use(URLLIB, place, way, ())


@pytest.mark.parametrize(("place", "way"), PLACES)
def test_requests(use, place: str, way: str) -> None:
    use(REQUESTS, place, way, ("requests", "urllib3", "certifi", "idna", "charset_normalizer"))


@pytest.mark.parametrize(("place", "way"), PLACES)
def test_httpx(use, place: str, way: str) -> None:
    packages = ("httpx", "httpcore", "h11", "anyio", "certifi", "idna")
    use(HTTPX, place, way, packages, f"import asyncio, httpx\n{HTTPX_AWAITED}")


def test_the_page_lives_while_a_library_waits(live, kit, backend) -> None:
    code = f"""
import asyncio, urllib.request
ticks = []
async def tick():
    while True:
        ticks.append(1)
        await asyncio.sleep(0.02)
task = asyncio.ensure_future(tick())
check("answer", urllib.request.urlopen("{backend.url}slow?seconds=0.5").read(), b"at last")
check("alive", len(ticks) > 5)
task.cancel()
"""
    kit.verdict(live(kit.checks("py", code)))


def test_a_page_without_these_libraries_loads_nothing_of_it(live, kit) -> None:
    code = """
import sys, json, random
check("loaded", [name for name in sys.modules if name.startswith("pagelet.")and ("libraries" in name or "http" in name)], [])
"""
    kit.verdict(live(kit.checks("py", code)))


def test_urllib_without_ssl(live, kit, backend) -> None:
    # Pyodide's releases before 314 keep ssl in a package of its own; the browser knows https anyway.
    code = f"""
import importlib.util, urllib.error
from urllib.request import urlopen
check("no ssl", importlib.util.find_spec("ssl"), None)
check("http", urlopen("{backend.url}table").read()[:4], b"name")
fails("https", urllib.error.URLError, "fetching https://localhost:1/ failed: nothing answers", lambda: urlopen("https://localhost:1/"))
"""
    tab = live('<py-config>interpreter = "0.27.7"</py-config>' + kit.checks("py", code), fails=True)
    kit.verdict(tab, 60)
