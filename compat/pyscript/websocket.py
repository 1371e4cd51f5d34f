"""PyScript's ``pyscript.websocket``."""

from __future__ import annotations

from pagelet import WebSocket, WebSocketEvent

__all__ = ["WebSocket", "WebSocketEvent"]
