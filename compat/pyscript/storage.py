"""PyScript's ``pyscript.storage``: a dict that outlives the page."""

from __future__ import annotations

import pagelet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def storage(name: str = "", storage_class: Any = None) -> Any:
    """Open the store of that name; pages that never do load nothing for it."""
    return await pagelet.storage(name, storage_class or pagelet.Storage)


def __getattr__(name: str) -> Any:
    if name != "Storage":
        raise AttributeError(name)
    return pagelet.Storage


__all__ = ["storage"]
