"""Make a line slow: so many bytes a second for all requests together, and a pause before each answer."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

# What results are of, in words.
LOOPBACK = "loopback"
SLOW = "20 Mbit/s, 40 ms"

_PIECE = 16 * 1024


@dataclass
class Throttle:
    """Share one slow line between all connections of a visit."""

    bytes_per_second: float
    delay: float
    _free_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def line(cls, megabits: float = 20, milliseconds: float = 40) -> Throttle:
        """Describe a line as its seller does."""
        return cls(megabits * 1e6 / 8, milliseconds / 1000)

    def pause(self) -> None:
        """Wait as long as a request and its answer are under way."""
        time.sleep(self.delay)

    def pieces(self, data: bytes) -> list[memoryview]:
        """Cut what is to be sent into pieces that take turns with other answers."""
        view = memoryview(data)
        return [view[at : at + _PIECE] for at in range(0, len(view), _PIECE)]

    def take(self, size: int) -> None:
        """Wait until the line is free for this many bytes."""
        with self._lock:
            now = time.monotonic()
            start = max(now, self._free_at)
            self._free_at = start + size / self.bytes_per_second
            wait = self._free_at - now
        time.sleep(wait)
