"""``httpx``: its two transports, the one that waits and the one that is awaited."""

from __future__ import annotations

from ..http import Fetch
from ..network import NetworkError, NetworkTimeout
from .exchange import Answer, Body, allowed, exchange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Any

_PIECE = 64 * 1024


def change(module: Any) -> None:
    """Give both transports the browser in place of a pool of connections."""

    def error_of(error: NetworkError, *, reading: bool) -> Exception:
        if isinstance(error, NetworkTimeout):
            return module.ReadTimeout(str(error))  # type: ignore[no-any-return]
        return (module.ReadError if reading else module.ConnectError)(str(error))  # type: ignore[no-any-return]

    class Waiting(module.SyncByteStream):  # type: ignore[misc, name-defined]
        """A body that is waited for."""

        def __init__(self, body: Body) -> None:
            self._body = body
            body.wrap = lambda error: error_of(error, reading=True)

        def __iter__(self) -> Iterator[bytes]:
            while piece := self._body.read(_PIECE):
                yield piece

        def close(self) -> None:
            self._body.close()

    class Awaited(module.AsyncByteStream):  # type: ignore[misc, name-defined]
        """A body that is awaited."""

        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                async for piece in self._stream:
                    yield piece
            except NetworkError as error:
                raise error_of(error, reading=True) from error

        async def aclose(self) -> None:
            self._stream.close()

    def response(answer: Answer, stream: Any) -> Any:
        extensions = {"http_version": b"HTTP/1.1", "reason_phrase": answer.reason.encode("ascii", "replace")}
        return module.Response(answer.status, headers=answer.headers, stream=stream, extensions=extensions)

    def handle_request(self: Any, request: Any) -> Any:  # noqa: ARG001 - a method
        try:
            answer = exchange(request.method, str(request.url), request.headers.items(), request.read(), _seconds(request))
        except NetworkError as error:
            raise error_of(error, reading=False) from error
        return response(answer, Waiting(answer.body))

    async def handle_async_request(self: Any, request: Any) -> Any:  # noqa: ARG001 - a method
        options = {"method": request.method, "headers": allowed(request.headers.items())}
        sent = Fetch(str(request.url), options, await request.aread() or None, _seconds(request))
        try:
            got = await sent.response()
        except NetworkError as error:
            raise error_of(error, reading=False) from error
        answer = Answer(got.status, got.statusText, got.headers.items(), Body(b""), request.method)
        return response(answer, Awaited(got.stream()))

    async def nothing_async(self: Any, *error: object) -> None:  # noqa: ARG001 - a method
        """Have nothing to close."""

    def nothing(self: Any, *args: object, **options: object) -> None:  # noqa: ARG001 - a method
        """Have no connections to keep."""

    for transport in (module.HTTPTransport, module.AsyncHTTPTransport):
        transport.__init__ = nothing
    module.HTTPTransport.handle_request = handle_request
    module.HTTPTransport.close = module.HTTPTransport.__exit__ = nothing
    module.HTTPTransport.__enter__ = lambda self: self
    module.AsyncHTTPTransport.handle_async_request = handle_async_request
    module.AsyncHTTPTransport.aclose = module.AsyncHTTPTransport.__aexit__ = nothing_async

    async def enter(self: Any) -> Any:
        return self

    module.AsyncHTTPTransport.__aenter__ = enter


def _seconds(request: Any) -> float | None:
    """Return how long a wait may take; the browser does not tell connecting from reading."""
    timeouts = request.extensions.get("timeout", {})
    seconds: float | None = timeouts.get("read")
    return seconds


__all__ = ["change"]
