"""Ask a server and wait: suspended where the browser can do that, else with the page at a standstill."""

from __future__ import annotations

import asyncio
import io

from pagelet._runtime import JsException, can_settle, js, kernel, settle, to_js, to_py
from pagelet.http import Fetch
from pagelet.network import NetworkError, NetworkTimeout, attempt, guess, watch, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

# The browser's own business (https://fetch.spec.whatwg.org/#forbidden-request-header). A library's name for itself is
# not, but it would make the browser ask other servers for leave first.
_BROWSERS = {"accept-charset", "accept-encoding", "connection", "content-length", "cookie", "date", "dnt", "expect"}
_BROWSERS |= {"host", "keep-alive", "origin", "referer", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"}
# What the browser has undone already. A length may be that of a packed body whose packing the page is not told of.
_UNDONE = {"connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"}

_HIGHEST_ASCII = "\x7f"
_MUCH = 1_000_000  # bytes between two words of progress


class Body(io.RawIOBase):
    """An answer's body as a file that is read while it arrives."""

    def __init__(self, left: bytes, stream: Any = None, timeout: float | None = None, url: str = "") -> None:
        self._left = left
        self._stream = stream
        self._timeout = timeout
        self._url = url
        self.wrap: Any = None  # what a library makes of an error

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def unread(self, data: bytes) -> None:
        """Put something in front."""
        self._left = data + self._left

    def readinto(self, buffer: Any) -> int:
        """Read what there is, or wait for more."""
        if not self._left and self._stream is not None:
            self._left = self._next()
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def _next(self) -> bytes:
        try:
            return bytes(_waited(_piece(self._stream), self._timeout, self._url))
        except NetworkError as error:
            if self.wrap is None:
                raise
            raise self.wrap(error) from error

    def close(self) -> None:
        """End the transfer."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        super().close()


class Answer:
    """An answer, of which the head is there."""

    def __init__(self, status: int, reason: str, headers: Iterable[tuple[str, str]], body: Body, method: str) -> None:
        self.status = status
        self.reason = reason
        # An answer to HEAD has no body: there the length is what was asked for.
        undone = _UNDONE - {"content-length"} if method == "HEAD" else _UNDONE
        self.headers = [(name, value) for name, value in headers if name.lower() not in undone]
        self.body = body


def allowed(headers: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the headers that a page may set."""
    return [[str(name), str(value)] for name, value in headers if not _is_browsers(str(name).lower())]


def _is_browsers(name: str) -> bool:
    return name in _BROWSERS or name.startswith(("proxy-", "sec-"))


def exchange(method: str, url: str, headers: Iterable[tuple[str, str]], body: Any, timeout: float | None) -> Answer:
    """Send a request and wait for the head of its answer; the timeout is for each wait, as those libraries have it."""
    if can_settle():
        return _suspended(method, url, allowed(headers), body, timeout)
    return _standing(method, url, allowed(headers), body, timeout)


def _suspended(method: str, url: str, headers: list[list[str]], body: Any, timeout: float | None) -> Answer:
    request = Fetch(url, {"method": method, "headers": headers}, body or None, None)
    response = _waited(request.response(), timeout, url)
    rest = Body(b"", response.stream(None if kernel.worker else _teller(url)), timeout, url)
    return Answer(response.status, response.statusText, response.headers.items(), rest, method)


def _teller(url: str) -> Callable[[int, int | None], None]:
    """Return what tells the page how much of a large answer has come, as it is told how far Python is."""
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    told = 0

    def tell(done: int, size: int | None) -> None:
        nonlocal told
        if done - told >= _MUCH:
            told = done
            of = f" of {size / 1e6:.1f}" if size else ""
            detail = f"Reading {name}: {done / 1e6:.1f}{of} MB"
            js.dispatchEvent(js.CustomEvent.new("py:progress", to_js({"detail": detail})))

    return tell


def _waited(coroutine: Any, timeout: float | None, url: str) -> Any:
    try:
        return settle(asyncio.wait_for(coroutine, timeout))
    except NetworkError:
        raise
    except TimeoutError:
        raise NetworkTimeout(url + " took longer than " + str(timeout) + " seconds", url) from None


async def _piece(stream: Any) -> bytes:
    try:
        piece: bytes = await stream.__anext__()
    except StopAsyncIteration:
        return b""
    return piece


def _standing(method: str, url: str, headers: list[list[str]], body: Any, timeout: float | None) -> Answer:
    request = js.XMLHttpRequest.new()
    watch.begin()
    request.open(method, url, False)  # noqa: FBT003 - as the platform has it
    for name, value in headers:
        request.setRequestHeader(name, value)
    if kernel.worker:
        request.responseType = "arraybuffer"
        request.timeout = int((timeout or 0) * 1000)
    else:
        # There the platform has neither: each byte becomes a character, and back.
        request.overrideMimeType("text/plain; charset=x-user-defined")
    try:
        attempt(request, "send", to_js(body) if body else None)
    except JsException as error:
        if words(error)[0] == "TimeoutError":
            raise NetworkTimeout(url + " took longer than " + str(timeout) + " seconds", url) from None
        raise NetworkError("fetching " + url + " failed: " + guess(url), url) from None
    if not request.status:  # Firefox's workers throw nothing
        raise NetworkError("fetching " + url + " failed: " + guess(url), url)
    data = bytes(to_py(js.Uint8Array.new(request.response))) if kernel.worker else _bytes(str(request.responseText))
    lines = [line.partition(": ") for line in str(request.getAllResponseHeaders()).splitlines()]
    return Answer(request.status, request.statusText, [(name, value) for name, _, value in lines], Body(data), method)


def _bytes(text: str) -> bytes:
    """Undo x-user-defined: bytes above ASCII are at U+F780 (https://encoding.spec.whatwg.org/#x-user-defined)."""
    if any(_HIGHEST_ASCII < letter < "\uf780" for letter in text):
        # It began with a mark that says UTF-8, which goes before what was asked for.
        return b"\xef\xbb\xbf" + text.encode()
    return text.encode("utf-16-le")[::2]


__all__ = ["Answer", "Body", "allowed", "exchange"]
