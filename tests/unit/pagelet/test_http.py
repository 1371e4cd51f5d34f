"""`fetch` on the desktop, where page logic is tested without a browser."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from backend import ALL_BYTES, TABLE, Backend, free_port

from pagelet import FormData, NetworkError, NetworkTimeout, WebSocket, fetch, media, open_url
from pagelet.host import open_page


async def test_what_comes_back(backend: Backend) -> None:
    response = await fetch(backend.url + "json")
    assert (response.ok, response.status, response.url) == (True, 200, backend.url + "json")
    assert response.headers["Content-Type"] == response.headers.get("content-type") == "application/json"
    assert dict(response.headers.items())["content-type"] in response.headers.values()
    assert "content-type" in response.headers
    assert len(response.headers) == len(list(response.headers)) == len(response.headers.keys())
    assert repr(response) == f"<Response 200 of {backend.url}json>"
    assert await response.json() == {"name": "Ada", "list": [1, 2.5, None]}
    assert (await response.text()).startswith("{")
    assert await fetch(backend.url + "bytes").bytes() == ALL_BYTES
    assert await fetch(backend.url + "bytes").bytearray() == bytearray(ALL_BYTES)
    assert bytes(await fetch(backend.url + "bytes").arrayBuffer()) == ALL_BYTES
    assert await fetch(backend.url + "table/bom.csv").text() == TABLE
    assert (await fetch(backend.url + "nothing")).status == 404
    with pytest.raises(ValueError, match=r"is not JSON: the answer \(404, text/html\) begins with '<!doctype"):
        await fetch(backend.url + "nothing").json()
    with pytest.raises(AttributeError, match="has no 'status' before it is awaited"):
        fetch(backend.url + "json").status  # noqa: B018


async def test_two_requests_are_under_way_at_once(backend: Backend) -> None:
    slow, quick = fetch(backend.url + "slow?seconds=0.2"), fetch(backend.url + "json")
    assert (await quick).ok
    assert await slow.text() == "at last"


async def test_streams(backend: Backend) -> None:
    assert b"".join([chunk async for chunk in fetch(backend.url + "chunked").stream()]) == b"one two three"
    async with fetch(backend.url + "endless").stream() as stream:
        async for chunk in stream:
            assert chunk
            break


async def test_what_is_sent(backend: Backend) -> None:
    async def sent(body: object, **options: object) -> tuple[str, bytes, str]:
        got = await fetch(backend.url + "echo", body=body, **options).json()
        return got["method"], bytes.fromhex(got["body"]), got["headers"].get("content-type")

    async def chunks() -> AsyncIterator[bytes | str]:
        yield b"one"
        yield "two"

    assert await sent({"a": 1}) == ("POST", b'{"a": 1}', "application/json")
    assert (await sent({}, method="PUT", headers={"Content-Type": "x/y"}))[::2] == ("PUT", "x/y")
    assert await sent("Grüße") == ("POST", "Grüße".encode(), "text/plain;charset=UTF-8")
    assert (await sent(memoryview(ALL_BYTES)))[1] == ALL_BYTES
    assert (await sent(io.BytesIO(ALL_BYTES)))[1] == ALL_BYTES
    assert (await sent(io.StringIO("text")))[1] == b"text"
    assert (await sent(chunks()))[1] == b"onetwo"
    form = FormData({"name": "Ada", "tag": ["x", "y"]}, photo=("ada.png", ALL_BYTES, "image/png"), raw=b"raw")
    _, body, kind = await sent(form)
    assert kind.startswith("multipart/form-data; boundary=")
    assert b'name="tag"\r\n\r\ny\r\n' in body
    assert b'filename="ada.png"\r\nContent-Type: image/png\r\n\r\n' + ALL_BYTES in body
    assert b'name="raw"; filename="file"' in body
    with pytest.raises(TypeError, match="not set"):
        fetch(backend.url, body={1})


async def test_what_goes_wrong(backend: Backend) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(NetworkError, match=f"fetching {url} failed: .*refused") as caught:
        await fetch(url)
    assert caught.value.url == url
    assert isinstance(caught.value, OSError)
    with pytest.raises(NetworkTimeout, match=r"took longer than 0\.1 seconds") as late:
        await fetch(backend.url + "slow", timeout=0.1)
    assert isinstance(late.value, TimeoutError)
    with pytest.raises(NetworkError, match="failed"):
        await fetch(backend.url + "broken").text()
    with pytest.raises(ValueError, match="is not an address"):
        fetch("http://")


async def test_a_cancelled_task_waits_no_longer(backend: Backend) -> None:
    task = asyncio.ensure_future(fetch(backend.url + "slow?seconds=0.3").text())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_open_url(backend: Backend) -> None:
    assert open_url(backend.url + "table").read() == TABLE
    with pytest.raises(NetworkError, match="the server answered 404"):
        open_url(backend.url + "nothing")
    with pytest.raises(NetworkError, match=r"fetching .* failed: "):
        open_url(f"http://127.0.0.1:{free_port()}/")


def test_a_page_reads_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text('{"x": [1, 2]}')
    (tmp_path / "index.html").write_text(
        '<button id="b"></button><output></output><script type="py">\n'
        "from pagelet import fetch, page, when\n"
        '@when("click", "#b")\n'
        "async def show():\n"
        '    page["output"][0].text = sum((await fetch("data.json").json())["x"])\n'
        "</script>"
    )
    page = open_page(tmp_path / "index.html")
    page.click("#b")
    assert page.text("output") == "3"


async def test_what_only_a_browser_has() -> None:
    with pytest.raises(NotImplementedError, match="a part of the browser"):
        WebSocket("ws://127.0.0.1/")
    with pytest.raises(media.MediaError, match="https and localhost only"):
        await media.list_devices()
