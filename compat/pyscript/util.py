"""PyScript's ``pyscript.util``."""

from __future__ import annotations

from pagelet.ffi import as_bytearray, is_awaitable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class NotSupported:
    """Stand for what is not there in this place, and say so when it is used."""

    name: str
    error: str

    def __init__(self, name: str, error: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "error", error)

    def __repr__(self) -> str:
        return "<NotSupported " + self.name + " [" + self.error + "]>"

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(self.error)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(self.error)

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Refuse."""
        raise TypeError(self.error)


__all__ = ["NotSupported", "as_bytearray", "is_awaitable"]
