"""A real WebSocket server."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol


def _talk(line: ServerConnection) -> None:
    path = urlsplit(line.request.path if line.request else "").path
    try:
        if path == "/count":
            for number in range(3):
                line.send(str(number))
        elif path == "/fail":
            line.send("before")
            line.close(1011, "out of coffee")
        elif path == "/drop":
            line.recv()
            line.socket.shutdown(2)
        elif path == "/protocol":
            line.send(str(line.subprotocol))
        else:
            for message in line:
                line.send(message)
    except ConnectionClosed:
        pass


def _first(_line: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return offered[0] if offered else None


class SocketServer:
    """Serve from the beginning of `with` to its end."""

    def __init__(self) -> None:
        self._server: Any = serve(_talk, "127.0.0.1", 0, select_subprotocol=_first)
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
