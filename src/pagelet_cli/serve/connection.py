"""One connection: it may be slow to ask, but not for long, and slow to listen, but neither in a crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

MOST = 512
# Browsers open connections that they may need soon, some for each of their windows.
MOST_WAITING = 256
# Answers that nobody takes. A browser takes six at a time from one host; together these two leave room for others.
MOST_STUCK = 128
# For a whole request, with what it sends; uvicorn itself has no limit before the first.
PATIENCE = 10.0


class Connection(H11Protocol):
    """Close those that keep us waiting: the oldest of a crowd, and any that has not asked after some seconds.

    Otherwise whoever opens 512 and sends nothing, or asks for large files and reads nothing, would have the server
    refuse everybody else.
    """

    _limit: asyncio.TimerHandle | None = None
    # Since when no more of the answer could be sent, and how much of it waited then.
    _stuck: tuple[float, int] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._watch()
        others = [each for each in self.connections if isinstance(each, Connection)]
        waiting = [each for each in others if each.waits]
        if len(waiting) > MOST_WAITING:
            min(waiting, key=_since).give_up()
        stuck = [each for each in others if each.stuck_since]
        for each in sorted(stuck, key=_stuck_since)[: max(len(stuck) - MOST_STUCK, 0)]:
            each.give_up()

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

    def pause_writing(self) -> None:
        """Note that what the client has not taken fills the buffer."""
        super().pause_writing()
        self._stuck = self.loop.time(), self.transport.get_write_buffer_size()

    def resume_writing(self) -> None:
        """Note that it has taken it."""
        super().resume_writing()
        self._stuck = None

    @property
    def stuck_since(self) -> float:
        """Tell when the client took something of its answer for the last time that is known of; 0 if it takes it."""
        if self._stuck is None:
            return 0
        size = self.transport.get_write_buffer_size()
        if size != self._stuck[1]:
            self._stuck = self.loop.time(), size
        return self._stuck[0]

    @property
    def waits(self) -> bool:
        """Tell whether we wait for a request, or for the rest of one."""
        return self._limit is not None

    def give_up(self) -> None:
        """Wait no longer."""
        self._wait(due=False)
        self.connections.discard(self)  # now: the transport tells of its end later, and meanwhile more may come
        # Closing, it would first send all that the client does not take.
        end = self.transport.abort if self.transport.get_write_buffer_size() else self.transport.close
        end()

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


def _stuck_since(connection: Connection) -> float:
    return connection.stuck_since


def _since(connection: Connection) -> float:
    limit: Any = connection._limit  # noqa: SLF001
    return float(limit.when())
