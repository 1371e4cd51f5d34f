"""PyScript's ``pyscript.fetch``."""

from __future__ import annotations

import pagelet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def fetch(url: Any, **options: Any) -> Any:
    """Ask a server, with the options of JavaScript's fetch; pages that never do load nothing for it."""
    return pagelet.fetch(url, **options)


__all__ = ["fetch"]
