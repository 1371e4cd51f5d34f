"""One connection: it may be slow to ask, but not for long, and not in a crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

MOST = 512
# Browsers open connections that they may need soon, some for each of their windows.
MOST_WAITING = 256
# For a whole request, with what it sends; uvicorn itself has no limit before the first.
PATIENCE = 10.0


class Connection(H11Protocol):
    """Close those that keep us waiting for a request: the oldest of a crowd, and any after some seconds.

    Otherwise whoever opens 512 and sends nothing would have the server refuse everybody else.
    """

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._watch()
        waiting = [each for each in self.connections if isinstance(each, Connection) and each.waits]
        if len(waiting) > MOST_WAITING:
            min(waiting, key=_since).give_up()

    def data_received(self, data: bytes) -> None:
        """Hear more of a request."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._wait(due=False)

    @property
    def waits(self) -> bool:
        """Tell whether we wait for a request, or for the rest of one."""
        return self._limit is not None

    def give_up(self) -> None:
        """Wait no longer."""
        self._wait(due=False)
        self.connections.discard(self)  # now: the transport tells of its end later, and meanwhile more may come
        self.transport.close()

    def _watch(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle  # of the last request
        busy = cycle is not None and not cycle.more_body and not cycle.response_complete
        self._wait(due=not busy and not self.transport.is_closing())

    def _wait(self, *, due: bool) -> None:
        if due and self._limit is None:
            self._limit = self.loop.call_later(PATIENCE, self.give_up)
        elif not due and self._limit is not None:
            self._limit.cancel()
            self._limit = None


def _since(connection: Connection) -> float:
    limit: Any = connection._limit  # noqa: SLF001
    return float(limit.when())
