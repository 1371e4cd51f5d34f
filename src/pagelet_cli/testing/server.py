"""Serve pages to tests, as `pagelet serve` does, but from a thread and without reloading them."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Self

import uvicorn

from pagelet_cli.config import load
from pagelet_cli.serve.server import application_for, config_for, listen

if TYPE_CHECKING:
    from types import TracebackType

    from pagelet_cli.serve.site import Site

_PATIENCE = 10


class Server:
    """Own the server of one site."""

    def __init__(self, site: Site) -> None:
        self._listener = listen("127.0.0.1", 0)
        self.app = application_for(site, load(site.root.folder), self._listener.getsockname()[1])
        self.base = f"http://127.0.0.1:{self.app.doors.port}/"
        self._server = uvicorn.Server(config_for(self.app))
        self._thread = threading.Thread(target=self._run, name="pagelet-server", daemon=True)

    def __enter__(self) -> Self:
        """Begin to serve; requests that come before it has begun wait for it."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, and what it has under way."""
        self.app.hub.close()
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        self.app.close()
        self._listener.close()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listener]))
