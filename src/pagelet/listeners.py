# ruff: noqa: SLF001 - elements and what makes them know each other
"""The functions that answer events, by number: JavaScript holds the numbers only.

A function and the elements that it uses can keep each other: Python's garbage collector sees one half of that circle,
JavaScript's the other. So when elements are removed, their handlers come back from the table here to the element that
was removed, and are put back when that is.
"""

from __future__ import annotations

from ._runtime import create_proxy, kernel, taking_event
from .crossing import cross

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

# By number: all that can be called.
handlers: dict[int, Callable[[Any], Any]] = {}

# Elements that are being removed, until the page has said which handlers went with them.
_leaving: dict[int, Any] = {}

# Handlers that are in use again before a worker has heard that the page gave them back: how often it will hear.
_overtaken: dict[int, int] = {}

_numbers = [0]


def _number() -> int:
    _numbers[0] += 1
    return _numbers[0]


def register(function: Callable[..., Any]) -> int:
    """Give a function a number."""
    if not callable(function):
        raise TypeError("an event is answered by a function, not by " + repr(function))
    if not _numbers[0]:
        # The bridge makes proxies of its own.
        given = (_dispatch, _release) if kernel.worker else (create_proxy(_dispatch), create_proxy(_release))
        cross("start", *given)
    number = _number()
    handlers[number] = taking_event(function)
    return number


def _dispatch(number: int, event: Any) -> Any:
    handler = handlers.get(number)
    if handler is None:
        raise RuntimeError(
            "this element was taken out of the page and its handlers were released: keep the Element that was "
            "removed, and append that, or call on() again"
        )
    return handler(event)


def _release(key: int, numbers: str) -> None:
    """Take back the handlers of elements that were removed, or that nobody has any more."""
    element = _leaving.pop(key, None)
    for number in {int(text) for text in numbers.split(",")} if numbers else ():
        late = _overtaken.pop(number, 0)
        if late > 1:
            _overtaken[number] = late - 1
        if late:
            continue
        handler = handlers.pop(number, None)
        if element is not None and handler is not None:
            element._keep(number, handler)


def remove(nodes: list[Any], element: Any) -> None:
    """Take nodes out of the page; the element is to have their handlers."""
    if not handlers:
        for node in nodes:
            node.remove()
        return
    key = _number()
    _leaving[key] = element
    cross("take", key, *nodes)


def restore(elements: Iterable[Any], nodes: list[Any]) -> None:
    """Let elements that are back in the page answer events as before."""
    if not _numbers[0]:
        return
    kept: dict[int, Callable[[Any], Any]] = {}
    for element in elements:
        kept.update(element._all_kept())
    # One function may answer several events of an element.
    for number in {int(number) for number in cross("returned", *nodes)}:
        if number in handlers:
            _overtaken[number] = _overtaken.get(number, 0) + 1
        elif number in kept:
            handlers[number] = kept[number]


__all__ = ["handlers", "register", "remove", "restore"]
