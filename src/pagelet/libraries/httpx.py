"""``httpx``: its two transports, the one that waits and the one that is awaited."""

from __future__ import annotations

from httpx._exceptions import ConnectError, ReadError, ReadTimeout
from httpx._models import Response
from httpx._types import AsyncByteStream, SyncByteStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pagelet.network import NetworkError

    from .exchange import Answer, Body

_PIECE = 64 * 1024


class Waiting(SyncByteStream):  # type: ignore[misc] # it has no types here
    """A body that is waited for."""

    def __init__(self, body: Body) -> None:
        self._body = body
        body.wrap = _while_reading

    def __iter__(self) -> Iterator[bytes]:
        while True:
            piece = self._body.read(_PIECE)
            if not piece:
                return
            yield piece

    def close(self) -> None:
        """End the transfer."""
        self._body.close()


class Awaited(AsyncByteStream):  # type: ignore[misc] # it has no types here
    """A body that is awaited."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __aiter__(self) -> Awaited:
        return self

    async def __anext__(self) -> bytes:
        from pagelet.network import NetworkError

        try:
            piece: bytes = await self._stream.__anext__()
        except NetworkError as error:
            raise _while_reading(error) from error
        return piece

    async def aclose(self) -> None:
        """End the transfer."""
        self._stream.close()


def _while_reading(error: NetworkError) -> Exception:
    return _raised(error, ReadError)


def _raised(error: NetworkError, kind: Any) -> Exception:
    from pagelet.network import NetworkTimeout

    wrapped: Exception = (ReadTimeout if isinstance(error, NetworkTimeout) else kind)(str(error))
    return wrapped


def _response(answer: Answer, stream: Any) -> Any:
    extensions = {"http_version": b"HTTP/1.1", "reason_phrase": answer.reason.encode("ascii", "replace")}
    return Response(answer.status, headers=answer.headers, stream=stream, extensions=extensions)


def _seconds(request: Any) -> float | None:
    """Return how long a wait may take; the browser does not tell connecting from reading."""
    seconds: float | None = request.extensions.get("timeout", {}).get("read")
    return seconds


def handle_request(transport: Any, request: Any) -> Any:  # noqa: ARG001 - a method
    """Do what a transport does."""
    from pagelet.network import NetworkError

    from .exchange import exchange

    try:
        answer = exchange(request.method, str(request.url), request.headers.items(), request.read(), _seconds(request))
    except NetworkError as error:
        raise _raised(error, ConnectError) from error
    return _response(answer, Waiting(answer.body))


async def handle_async_request(transport: Any, request: Any) -> Any:  # noqa: ARG001 - a method
    """Do what a transport does that is awaited."""
    from pagelet.http import Fetch
    from pagelet.network import NetworkError

    from .exchange import Answer, Body, allowed

    options = {"method": request.method, "headers": allowed(request.headers.items())}
    sent = Fetch(str(request.url), options, await request.aread() or None, _seconds(request))
    try:
        got = await sent.response()
    except NetworkError as error:
        raise _raised(error, ConnectError) from error
    answer = Answer(got.status, got.statusText, got.headers.items(), Body(b""), request.method)
    return _response(answer, Awaited(got.stream()))


def nothing(transport: Any, *args: object, **options: object) -> None:
    """Have no connections to open or close."""


async def nothing_async(transport: Any, *error: object) -> None:
    """Have no connections to close."""


async def _itself(transport: Any) -> Any:
    return transport


def change(module: Any) -> None:
    """Give both transports the browser in place of a pool of connections."""
    waits, awaits = module.HTTPTransport, module.AsyncHTTPTransport
    waits.__init__ = awaits.__init__ = nothing
    waits.handle_request, awaits.handle_async_request = handle_request, handle_async_request
    waits.close = waits.__exit__ = nothing
    awaits.aclose = awaits.__aexit__ = nothing_async
    waits.__enter__ = lambda transport: transport
    awaits.__aenter__ = _itself


__all__ = ["change"]
