"""PyScript's ``pyscript.events``."""

from __future__ import annotations

import pagelet
from pagelet import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def when(event_type: Any, selector: Any = None, **options: Any) -> Callable[[Any], Any]:
    """Call the decorated function when the event happens; lists of events, and elements of PyScript's, will do."""
    kinds = event_type if isinstance(event_type, (list, tuple)) else [event_type]
    if selector is None and not isinstance(kinds[0], Event):
        raise ValueError("Selector required for DOM event handling.")
    decorators = [pagelet.when(kind, _nodes(selector), **options) for kind in kinds]

    def decorate(function: Any) -> Any:
        for decorator in decorators:
            decorator(function)
        return function

    return decorate


def _nodes(target: Any) -> Any:
    if isinstance(target, (list, tuple)) or (hasattr(target, "elements") and hasattr(target, "update_all")):
        return [_nodes(item) for item in target]
    return getattr(target, "_dom_element", target)


__all__ = ["Event", "when"]
