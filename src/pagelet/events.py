"""Answer the page's events in Python."""

from __future__ import annotations

from ._runtime import taking_event
from .dom import elements_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Handler = TypeVar("Handler", bound=Callable[..., Any])


def when(event: str, target: Any, **options: Any) -> Callable[[Handler], Handler]:
    """Call the decorated function, coroutine or bound method whenever the event happens on the elements.

    ``target`` is a CSS selector, an element, or several of them; ``options`` are those of ``addEventListener``.
    A function without parameters is called without the event.
    """
    elements = elements_of(target)

    def decorate(function: Handler) -> Handler:
        handler = taking_event(function)
        for element in elements:
            element.on(event, handler, **options)
        return function

    return decorate


__all__ = ["when"]
