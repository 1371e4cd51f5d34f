"""Speak WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): commands with answers, and events."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from typing import TYPE_CHECKING, Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from pagelet_cli.browser.patience import patient
from pagelet_cli.errors import BrowserError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Connection", "Json"]

Json = dict[str, Any]


class Connection:
    """Carry any number of commands at once over one WebSocket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._handlers: dict[str, list[Callable[[Json], None]]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect to a browser's WebSocket address."""
        try:
            # Screenshots arrive as one message, so there is no size that is too large; and the browser is local,
            # where pings and compression only cost time.
            socket = await connect(url, max_size=None, ping_interval=None, compression=None, proxy=None)
        except (OSError, WebSocketException) as error:
            msg = f"cannot connect to the browser at {url}: {error}"
            raise BrowserError(msg) from error
        return cls(socket)

    async def command(self, method: str, params: Json | None = None, *, timeout: float = 30) -> Json:  # noqa: ASYNC109 - the timeout is part of the message
        """Send one command and return its result."""
        if self._reader.done():
            msg = f"{method}: the browser is gone"
            raise BrowserError(msg)
        number = next(self._ids)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        seconds = patient(timeout)
        try:
            await self._socket.send(json.dumps({"id": number, "method": method, "params": params or {}}))
            async with asyncio.timeout(seconds):
                message = await answer
        except TimeoutError:
            msg = f"{method}: no answer from the browser in {seconds:g} seconds"
            raise BrowserError(msg) from None
        except WebSocketException as error:
            msg = f"{method}: the browser is gone"
            raise BrowserError(msg) from error
        finally:
            self._answers.pop(number, None)
        if message.get("type") == "error":
            msg = f"{method}: {message.get('error')}: {message.get('message')}"
            raise BrowserError(msg)
        result: Json = message["result"]
        return result

    @property
    def alive(self) -> bool:
        """Tell whether the browser is still at the other end."""
        return not self._reader.done()

    def on(self, event: str, handler: Callable[[Json], None]) -> None:
        """Call `handler` with the parameters of every event of this name."""
        self._handlers.setdefault(event, []).append(handler)

    async def close(self) -> None:
        """Close the socket; commands still waiting fail."""
        await self._socket.close()
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                self._dispatch(json.loads(text))
        except WebSocketException:
            pass
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_result({"type": "error", "error": "closed", "message": "the browser is gone"})

    def _dispatch(self, message: Json) -> None:
        if message.get("type") == "event":
            for handler in self._handlers.get(message["method"], ()):
                handler(message["params"])
            return
        answer = self._answers.get(message.get("id", 0))
        # An answer may come after its command has timed out: nobody waits for it any more.
        if answer is not None and not answer.done():
            answer.set_result(message)
