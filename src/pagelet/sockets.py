"""Talk with a server over a connection that stays open."""

from __future__ import annotations

import asyncio

from ._runtime import JsException, create_proxy, is_js, is_nothing, js, kernel, taking_event, to_js, to_py
from .network import NetworkError, absolute, attempt, forbidden, reason, watch, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HANDLERS = ("onclose", "onerror", "onmessage", "onopen")
# RFC 6455 §7.4.1: done, going away, no code given; and what the browser says when there was no word of an end.
_NORMAL = (1000, 1001, 1005)
_BROKEN = 1006


class WebSocketEvent:
    """What happened on a connection: a message's ``data``, the ``code`` and ``reason`` of an end."""

    def __init__(self, event: Any) -> None:
        self._event = event

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(self._event, name)
        if name != "data":
            return value
        received = _received(value)
        return memoryview(received) if isinstance(received, bytes) else received


class WebSocket:
    """A connection to a server, for text and bytes in both directions.

    It answers with handlers, which may be coroutines (``onopen``, ``onmessage``, ``onclose``, ``onerror``), or is read
    in a loop, as below.

        <button id="join">Join</button>

        @when("click", "#join")
        async def chat():
            async with WebSocket("wss://example.org/chat") as socket:
                socket.send("hello")
                async for message in socket:
                    display(message)

    The loop ends when the server has said that it is done; a connection that fails or breaks off is a
    ``NetworkError``. The address may be relative to the page. Anything else is the browser's own attribute.
    """

    CONNECTING = 0
    OPEN = 1
    CLOSING = 2
    CLOSED = 3

    _line: _Line

    def __init__(self, url: Any, protocols: Any = None, **handlers: Any) -> None:
        line = _Line(url, protocols)
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_js_websocket", line.socket)
        for name, handler in handlers.items():
            if name not in _HANDLERS:
                raise TypeError("a WebSocket takes " + ", ".join(_HANDLERS) + ", not " + name)
            setattr(self, name, handler)

    def __getattr__(self, name: str) -> Any:
        if name in _HANDLERS:
            return self._line.handlers.get(name)
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._line.socket, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HANDLERS:
            self._line.handlers[name] = value
        else:
            setattr(self._line.socket, name, value)

    def send(self, data: Any) -> None:
        """Send text or bytes."""
        if isinstance(data, (bytes, bytearray, memoryview)):
            data = to_js(bytes(data))
        elif not isinstance(data, str) and not is_js(data):
            kind = type(data).__name__
            raise TypeError("a WebSocket sends str or bytes, not " + kind + "; json.dumps() makes text of it")
        state = self._line.socket.readyState
        if state == self.CONNECTING:
            raise RuntimeError(self._line.told("is not open yet: send in onopen, or inside 'async with'"))
        if state != self.OPEN:
            raise self._line.error("is closed: nothing can be sent")
        self._line.socket.send(data)

    def close(self, code: int | None = None, reason: str | None = None) -> None:
        """End the connection; a code of your own is from 3000 to 4999."""
        args: list[Any] = [] if code is None else [code] if reason is None else [code, reason]
        try:
            attempt(self._line.socket, "close", *args)
        except JsException as error:
            told = "the browser does not close with " + ", ".join([repr(arg) for arg in args]) + ": " + words(error)[1]
            raise ValueError(told + ". A code is 1000 or from 3000 to 4999, a reason has 123 bytes") from None

    async def receive(self) -> str | bytes:
        """Return the next message; after the last one a ``NetworkError`` says how the connection ended."""
        message: str | bytes | None = await self._line.next()
        if message is None:
            raise self._line.error("is closed: nothing more will come")
        return message

    async def __aenter__(self) -> WebSocket:  # noqa: PYI034 - MicroPython has no typing
        self._line.collect()
        await self._line.opened()
        return self

    async def __aexit__(self, *error: object) -> None:
        self.close()

    def __aiter__(self) -> WebSocket:
        self._line.collect()
        return self

    async def __anext__(self) -> str | bytes:
        message: str | bytes | None = await self._line.next()
        if message is None:
            raise StopAsyncIteration
        return message


class _Line:
    """The browser's own connection, and what has come over it."""

    def __init__(self, url: Any, protocols: Any) -> None:
        if not hasattr(js, "WebSocket"):
            raise NotImplementedError("a WebSocket is a part of the browser: the desktop has none")
        address = absolute(url, ("ws:", "wss:", "http:", "https:"))
        self.address = "ws" + address[4:] if address.startswith("http") else address
        self.handlers: dict[str, Any] = {}
        self._inbox: list[Any] | None = None  # of those who ask for messages one by one
        self._was_open = False
        self._end: tuple[int, str] | None = None
        self._noticed = False
        self._news = asyncio.Event()
        watch.begin()
        self.socket = self._connect(protocols)
        for name in _HANDLERS:
            self._listen(name)

    def _connect(self, protocols: Any) -> Any:
        given = [self.address, protocols] if protocols else [self.address]
        try:
            socket = attempt(js.Reflect, "construct", js.WebSocket, to_js(given))
        except JsException as error:
            name, message = words(error)
            if name != "SyntaxError":  # Firefox throws what is an event elsewhere, under a name of its own
                raise self.error("could not be opened: " + forbidden(self.address)) from None
            raise ValueError(self.told("is not possible: " + message)) from None
        socket.binaryType = "arraybuffer"
        return socket

    def _listen(self, name: str) -> None:
        def answer(event: Any) -> Any:
            self._note(name, event)
            self._news.set()
            handler = self.handlers.get(name)
            if handler:
                return taking_event(handler)(WebSocketEvent(event))
            return self._complain() if self._is_lost() else None

        self.socket.addEventListener(name[2:], kernel.answering(create_proxy(answer)))

    def _note(self, name: str, event: Any) -> None:
        if name == "onopen":
            self._was_open = True
        elif name == "onclose":
            self._end = (event.code, event.reason)
        elif name == "onerror" and self.socket.readyState == WebSocket.CLOSED:
            # What a policy forbids has no other end in Chromium.
            self._end = (_BROKEN, "")
        elif name == "onmessage" and self._inbox is not None:
            self._inbox.append(_received(event.data))

    def _is_lost(self) -> bool:
        """Tell whether the connection has failed and nobody would notice."""
        broken = self._end is not None and self._end[0] == _BROKEN
        return broken and not self._noticed and self._inbox is None and not self.handlers.get("onerror")

    async def _complain(self) -> None:
        self._noticed = True
        raise await self._failure()

    def collect(self) -> None:
        """Keep messages from now on."""
        if self._inbox is None:
            self._inbox = []

    async def _happens(self) -> None:
        self._news.clear()
        await self._news.wait()

    async def opened(self) -> None:
        """Wait for the connection."""
        while not self._was_open and self._end is None:
            await self._happens()
        if not self._was_open:
            raise await self._failure()

    async def next(self) -> Any:
        """Return the next message, or None at a good end."""
        self.collect()
        while not self._inbox and self._end is None:
            await self._happens()
        if self._inbox:
            return self._inbox.pop(0)
        if self._end is None or self._end[0] in _NORMAL:
            return None
        raise await self._failure()

    async def _failure(self) -> NetworkError:
        code, said = self._end or (_BROKEN, "")
        if code != _BROKEN:
            return self.error("was closed by the server with code " + str(code) + (": " + said if said else ""))
        if self._was_open:
            return self.error("broke off: the server or the network ended it without a word. Connect again")
        why = await reason(self.address)
        return self.error("could not be opened: " + why + ", and that it takes WebSockets at this path")

    def error(self, what: str) -> NetworkError:
        """Make the error that says it of this connection."""
        return NetworkError(self.told(what), self.address)

    def told(self, what: str) -> str:
        """Say something of this connection."""
        return "the connection to " + self.address + " " + what


def _received(data: Any) -> Any:
    """Return text as text, an ArrayBuffer as bytes, and a Blob as it is."""
    if not is_js(data) or is_nothing(getattr(data, "byteLength", None)):
        return data
    return bytes(to_py(js.Uint8Array.new(data)))


__all__ = ["WebSocket", "WebSocketEvent"]
