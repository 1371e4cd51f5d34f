"""What JavaScript's errors are on the desktop."""

from __future__ import annotations


class JsException(Exception):
    """An error that the browser would have raised."""

    def __init__(self, message: str, name: str = "Error") -> None:
        super().__init__(message)
        self.name = name
        self.message = message
