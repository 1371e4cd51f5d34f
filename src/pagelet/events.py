"""Answer the page's events in Python, and events of one's own."""

from __future__ import annotations

from ._runtime import taking_event
from .dom import elements_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Handler = TypeVar("Handler", bound=Callable[..., Any])


class Event:
    """An event of the program's own: functions listen to it, ``trigger`` calls them.

    For example:

        saved = Event()

        @when(saved)
        def tell(name):
            display(name + " is saved")

        saved.trigger("draft.txt")
    """

    def __init__(self) -> None:
        self._listeners: list[tuple[Callable[..., Any], Callable[[Any], Any]]] = []

    def add_listener(self, listener: Callable[..., Any]) -> None:
        """Call a function or coroutine with what ``trigger`` is given; one that is there already is not added again."""
        if not callable(listener):
            raise TypeError("an event is answered by a function, not by " + repr(listener))
        if all(known != listener for known, _ in self._listeners):
            self._listeners.append((listener, taking_event(listener)))

    def remove_listener(self, *listeners: Callable[..., Any]) -> None:
        """Call functions no longer; none named means all."""
        self._listeners = [entry for entry in self._listeners if listeners and entry[0] not in listeners]

    def trigger(self, result: Any = None) -> None:
        """Call all that listen; what one of them raises is raised when the others have been called, too."""
        failed: Exception | None = None
        for _, listener in list(self._listeners):
            try:
                answer = listener(result)
                if hasattr(answer, "send"):
                    begin(answer)
            except Exception as error:  # noqa: BLE001 - one that fails must not keep the others from hearing of it
                failed = failed or error
        if failed is not None:
            raise failed


def begin(coroutine: Any) -> None:
    """Let a coroutine run on its own."""
    import asyncio

    asyncio.ensure_future(coroutine) if hasattr(asyncio, "ensure_future") else asyncio.create_task(coroutine)


def when(event: Any, target: Any = None, **options: Any) -> Callable[[Handler], Handler]:
    """Call the decorated function, coroutine or bound method whenever the event happens on the elements.

    ``event`` is a name, and ``target`` a CSS selector, an element, or several of them; or it is an ``Event``, which
    needs no target. ``options`` are those of ``addEventListener``: ``once``, ``capture``, ``passive``. A function
    without parameters is called without the event.

        <button id="b">Roll</button>

        @when("click", "#b")
        def roll(event):
            display(event.target.textContent)

    ``prevent_default=True`` keeps the browser from what it does by itself, such as sending a form or following a
    link. In a worker ``event.preventDefault()`` comes too late for that, for the page does not wait for workers.

        <form id="f"><input name="word"><button>Look it up</button></form>

        @when("submit", "#f", prevent_default=True)
        def look_up(event):
            display("looking for " + page["#f input"][0].value)
    """
    if isinstance(event, Event):

        def listen(function: Handler) -> Handler:
            event.add_listener(function)
            return function

        return listen
    elements = elements_of(target)

    def decorate(function: Handler) -> Handler:
        for element in elements:
            element.on(event, function, **options)
        return function

    return decorate


__all__ = ["Event", "begin", "when"]
