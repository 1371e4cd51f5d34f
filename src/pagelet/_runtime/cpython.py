"""What both places with CPython do alike: the page and the desktop."""

from __future__ import annotations

import inspect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def is_awaitable(function: Any) -> bool:
    return inspect.iscoroutinefunction(function)


def taking_event(function: Callable[..., Any]) -> Callable[..., Any]:
    try:
        signature = inspect.signature(function)
    except ValueError:  # a callable of JavaScript's or C's, which does not tell
        return function
    # A method whose object is not known yet: bound, it has no such parameter.
    unbound = next(iter(signature.parameters), "") == "self"
    if _fits(signature, None) and not unbound:
        return function
    if not _fits(signature):
        name = getattr(function, "__qualname__", repr(function)).split("<locals>.")[-1]
        raise TypeError(
            f"an event is answered by a function of one parameter, or of none, not by {name}{signature}; "
            "what answers by a method is the method of an object: when(…)(self.method)"
        )

    def handler(event: Any) -> Any:
        return function()

    return handler


def _fits(signature: inspect.Signature, *args: Any) -> bool:
    try:
        signature.bind(*args)
    except TypeError:
        return False
    return True


__all__ = ["is_awaitable", "taking_event"]
