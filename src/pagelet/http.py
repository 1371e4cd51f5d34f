"""Ask servers for things."""

from __future__ import annotations

import json

from ._runtime import JsException, is_nothing, js, to_js, to_py
from .bodies import collected, prepared, takes_time
from .network import NetworkError, NetworkTimeout, absolute, reason, watch, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Iterator
    from typing import Any

    Progress = Callable[[int, "int | None"], Any] | None
    Bytes = bytes  # inside Response these names are its methods
    ByteArray = bytearray

# How Chromium, Firefox and Safari say that the network failed.
_NETWORK = ("Failed to fetch", "NetworkError", "Load failed")


class Headers:
    """The headers of an answer: a mapping that does not care about upper and lower case."""

    def __init__(self, headers: dict[str, str]) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        return self._headers[name.lower()]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a header, or the default."""
        return self._headers.get(name.lower(), default)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._headers

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)

    def __repr__(self) -> str:
        return repr(self._headers)

    def keys(self) -> Any:
        """Return the names, in lower case."""
        return self._headers.keys()

    def values(self) -> Any:
        """Return the values."""
        return self._headers.values()

    def items(self) -> Any:
        """Return names and values."""
        return self._headers.items()


class Response:
    """An answer; what is not listed here is the attribute of the browser's own object, such as ``redirected``."""

    def __init__(self, response: Any, exchange: _Exchange) -> None:
        self._response = response
        self._exchange = exchange
        self._buffer: Any = None
        self.status: int = response.status
        self.ok: bool = response.ok
        self.url: str = response.url
        self.headers = Headers(to_py(js.Object.fromEntries(response.headers)))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._response, name)

    def __repr__(self) -> str:
        return "<Response " + str(self.status) + " of " + self.url + ">"

    async def arrayBuffer(self) -> Any:  # noqa: N802 - the platform's own name
        """Return the body as a memoryview."""
        return memoryview(await self.bytes())

    async def blob(self) -> Any:
        """Return the body as a Blob of JavaScript's."""
        kind = self.headers.get("content-type", "")
        return js.Blob.new(to_js([await self._read()]), to_js({"type": kind}))

    async def bytes(self) -> Bytes:
        """Return the body as bytes."""
        return bytes(to_py(js.Uint8Array.new(await self._read())))

    async def bytearray(self) -> ByteArray:
        """Return the body as bytes that can be changed."""
        return bytearray(await self.bytes())

    async def text(self) -> str:
        """Return the body as text."""
        return str(js.TextDecoder.new().decode(await self._read()))

    async def json(self) -> Any:
        """Return what the body says in JSON."""
        text = await self.text()
        try:
            return json.loads(text)
        except ValueError:
            raise ValueError(self._not_json(text)) from None

    def stream(self, progress: Progress = None) -> Stream:
        """Return the body in pieces, as they arrive: ``async for chunk in response.stream()``.

        ``progress`` is called with how many bytes have arrived, and how many will: None where nobody knows.
        """
        return Stream(self, self._exchange, progress)

    async def copy_to(self, path: str, progress: Progress = None) -> str:
        """Write the body into a file of Python's own, piece by piece, and return its path."""
        from .pieces import kept

        return await kept(self.stream(progress), path)

    def _size(self) -> int | None:
        # What is compressed on the way has its size of then in this header.
        size = None if self.headers.get("content-encoding") else self.headers.get("content-length")
        return int(size) if size else None

    async def response(self) -> Response:
        """Return itself: it is there."""
        return self

    def _not_json(self, text: str) -> str:
        kind = self.headers.get("content-type", "of no type")
        return "{} is not JSON: the answer ({}, {}) {}".format(
            self.url, self.status, kind, "begins with " + repr(text[:40]) if text else "is empty"
        )

    async def _read(self) -> Any:
        """Read the body, once; all that asks for it is made of that."""
        if self._buffer is None:
            if self._response.bodyUsed:
                raise RuntimeError("the body of " + self.url + " has been read already, as a stream")
            self._buffer = await self._exchange.guard(self._response.arrayBuffer())
        return self._buffer


class Stream:
    """The body of an answer in pieces of bytes; leaving ``async with`` ends the transfer."""

    def __init__(self, source: Fetch | Response, exchange: _Exchange, progress: Progress = None) -> None:
        self._source: Any = source
        self._exchange = exchange
        self._reader: Any = None
        self._progress = progress
        self._done = 0
        self._size: int | None = None

    def __aiter__(self) -> Stream:
        return self

    async def __anext__(self) -> bytes:
        if self._reader is None:
            response = await self._source.response()
            body = response.body
            self._size = response._size()  # noqa: SLF001 - one thing in two classes
            if is_nothing(body):
                raise StopAsyncIteration
            if body.locked:
                raise RuntimeError("the body of " + response.url + " has been read already, or is being read")
            self._reader = body.getReader()
        piece = await self._exchange.guard(self._reader.read())
        if piece.done:
            raise StopAsyncIteration
        chunk = bytes(to_py(piece.value))
        self._done += len(chunk)
        if self._progress:
            self._progress(self._done, self._size)
        return chunk

    async def __aenter__(self) -> Stream:  # noqa: PYI034 - MicroPython has no typing
        return self

    async def __aexit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the transfer: what has not arrived will not."""
        self._exchange.abort()


class _Exchange:
    """What a request and its answer have in common: their address, their end, their errors."""

    def __init__(self, url: str, timeout: float | None) -> None:
        self.url = url
        self.answered = False
        self._timeout = timeout
        self._aborter = js.AbortController.new()
        self._timer: Any = None

    def signal(self, given: Any) -> Any:
        """Return the signal that ends the request: by the author, by the clock or from here."""
        signals = [self._aborter.signal]
        if self._timeout is not None:
            self._timer = js.AbortSignal.timeout(int(self._timeout * 1000))
            signals.append(self._timer)
        if not is_nothing(given):
            signals.append(given)
        return js.AbortSignal.any(to_js(signals))

    def abort(self) -> None:
        """End the request, whatever it is doing."""
        self._aborter.abort()

    async def guard(self, promise: Any) -> Any:
        """Wait for what the browser promised: its errors get words, and a task that is cancelled ends the request."""
        done = False
        try:
            value = await promise
            done = True
        except JsException as error:
            done = True
            raise await self._told(error) from None
        finally:
            if not done:
                self.abort()
        return value

    async def _told(self, error: BaseException) -> Exception:
        name, message = words(error)
        # Firefox calls it AbortError, too, when the time is over.
        if name == "TimeoutError" or (name == "AbortError" and self._timer and self._timer.aborted):
            return NetworkTimeout(self.url + " took longer than " + str(self._timeout) + " seconds", self.url)
        if name == "AbortError":
            return NetworkError("the request for " + self.url + " was aborted", self.url)
        # A TypeError before the answer may also be about the arguments, and says so.
        if name == "TypeError" and self.answered:
            early = " broke off: the server or the network ended it too early. Ask again"
            return NetworkError("the answer of " + self.url + early, self.url)
        if name == "TypeError" and message.startswith(_NETWORK):
            message = await reason(self.url)
        return NetworkError("fetching " + self.url + " failed: " + message, self.url)


class Fetch:
    """A request under way: await it for the response, or call one of the response's methods at once."""

    def __init__(self, url: Any, options: dict[str, Any], body: Any, timeout: float | None) -> None:
        self._exchange = _Exchange(absolute(url), timeout)
        self._options = options
        self._body = body
        self._response: Response | None = None
        self._waiting: Any = None
        watch.begin()
        # As in JavaScript the request begins at once, so that several are under way before the first is awaited.
        self._sent: Any = None if takes_time(body) else self._send(*prepared(body))

    def _send(self, body: Any, kind: str = "") -> Any:
        options = self._options
        headers = js.Headers.new(to_js(_pairs(options.pop("headers", None))))
        if kind and not headers.has("content-type"):
            headers.set("content-type", kind)
        options.update({"headers": headers, "signal": self._exchange.signal(options.get("signal"))})
        if body is not None:
            options["body"] = body
        return js.fetch(self._exchange.url, to_js(options))

    def __await__(self) -> Generator[Any, Any, Response]:
        return self.response().__await__()

    def __iter__(self) -> Any:  # MicroPython awaits by iterating
        return self.response()

    # With these it is a coroutine for MicroPython's asyncio, too.
    def send(self, value: Any) -> Any:
        """Go on."""
        self._waiting = self._waiting or self.response()
        return self._waiting.send(value)

    def throw(self, *error: Any) -> Any:
        """Go on with an exception."""
        self._waiting = self._waiting or self.response()
        return self._waiting.throw(*error)

    def close(self) -> None:
        """Await it no more."""
        if self._waiting:
            self._waiting.close()

    async def response(self) -> Response:
        """Wait for the response's head."""
        if self._response is None:
            if self._sent is None:
                self._sent = self._send(*prepared(await collected(self._body)))
            self._response = Response(await self._exchange.guard(self._sent), self._exchange)
            self._exchange.answered = True
        return self._response

    def stream(self, progress: Progress = None) -> Stream:
        """Return the body in pieces, as they arrive: ``async for chunk in fetch(url).stream()``."""
        return Stream(self, self._exchange, progress)

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        if name not in _READING:
            raise AttributeError("a fetch has no '" + name + "' before it is awaited: (await fetch(url))." + name)

        async def read(*args: Any, **options: Any) -> Any:
            return await getattr(await self.response(), name)(*args, **options)

        return read


_READING = ("arrayBuffer", "blob", "bytearray", "bytes", "copy_to", "json", "text")


def _pairs(headers: Any) -> Any:
    """Return headers in the form that JavaScript takes; an array of pairs allows a name to come twice."""
    if headers is None:
        return []
    items = headers.items() if hasattr(headers, "items") else headers
    return [[str(name), str(value)] for name, value in items]


def fetch(
    url: Any,
    method: str | None = None,
    headers: Any = None,
    body: Any = None,
    timeout: float | None = None,
    **options: Any,
) -> Fetch:
    """Ask a server for something.

    ``body`` is text, bytes, a dict or list (sent as JSON), ``FormData``, an open file or an async iterable of bytes;
    ``method`` is GET without a body and POST with one; ``timeout`` is in seconds. Other options are those of
    JavaScript's ``fetch``. A relative address is relative to the page, in a worker too. What fails on the way is a
    ``NetworkError``; an answer such as 404 is an answer, with ``ok`` false.

        planets = await fetch("planets.json").json()
        response = await fetch("/notes", body={"text": "hello"}, timeout=5)
        display(len(planets), response.ok)

        async def size(url):
            found = 0
            async for chunk in fetch(url).stream():
                found += len(chunk)
            return found

        display(await size("planets.csv"))

    ``await fetch(url).copy_to("planets.csv", progress=show)`` keeps an answer as a file, piece by piece, and calls
    ``show(done, size)`` with each of them.
    """
    options["method"] = method or ("GET" if body is None else "POST")
    options["headers"] = headers
    return Fetch(url, options, body, timeout)


__all__ = ["Fetch", "Headers", "Response", "Stream", "fetch"]
