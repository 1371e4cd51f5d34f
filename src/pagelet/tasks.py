"""Python that goes on by itself."""

from __future__ import annotations

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any


def start(coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Let a coroutine run beside the rest of the page, and return its task; an error in it shows on the page.

    ::

        task = start(load_pictures())
    """
    return asyncio.create_task(coroutine)


__all__ = ["start"]
