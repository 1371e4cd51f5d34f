"""Parts of the kernel that are loaded when they are first used."""

from __future__ import annotations

from ._runtime import kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def part(name: str) -> Any:
    """Load a part of the kernel."""
    return await kernel.part(name)


def checked(answer: Any) -> Any:
    """Return what a part answers, or raise what it says went wrong."""
    if getattr(answer, "kind", None) == "failure":
        raise OSError(answer.message)
    return answer


__all__ = ["checked", "part"]
