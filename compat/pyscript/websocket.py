"""PyScript's ``pyscript.websocket``."""

from __future__ import annotations

from pagelet.sockets import WebSocket, WebSocketEvent

__all__ = ["WebSocket", "WebSocketEvent"]
