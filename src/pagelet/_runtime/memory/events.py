# ruff: noqa: N802, SLF001 - the platform's own names, and targets that know each other
"""Events: what happens to a node, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .tasks import tasks

Listener = Callable[..., Any]


class Event:
    """Something that happens; further fields, such as ``key``, are given by name or in a dict."""

    def __init__(self, type: str, init: Any = None, **fields: Any) -> None:
        self.type = type
        self.bubbles = False
        self.cancelable = False
        self.detail: Any = None
        self.target: Any = None
        self.currentTarget: Any = None
        self.defaultPrevented = False
        self._stopped = False
        self._stopped_here = False
        given: dict[str, Any] = {**(init or {}), **fields}
        for name, value in given.items():
            setattr(self, name, value)

    @classmethod
    def new(cls, type: str, init: Any = None) -> Event:
        """Make an event the way Python makes JavaScript's objects."""
        return cls(type, init)

    def preventDefault(self) -> None:
        """Ask that what usually follows does not."""
        self.defaultPrevented = self.defaultPrevented or self.cancelable

    def stopPropagation(self) -> None:
        """Tell no further nodes."""
        self._stopped = True

    def stopImmediatePropagation(self) -> None:
        """Tell nobody else at all."""
        self._stopped = self._stopped_here = True


class _Registered:
    """One listener with its options."""

    def __init__(self, type: str, listener: Any, options: Any) -> None:
        given: dict[str, Any] = options if isinstance(options, dict) else {"capture": bool(options)}
        self.type = type
        self.listener = listener
        self.capture = bool(given.get("capture"))
        self.once = bool(given.get("once"))

    def same(self, other: _Registered) -> bool:
        return (self.type, self.listener, self.capture) == (other.type, other.listener, other.capture)


class EventTarget:
    """What can be listened to."""

    def __init__(self) -> None:
        self._listeners: list[_Registered] = []

    def addEventListener(self, type: str, listener: Any, options: Any = None) -> None:
        """Call the listener whenever the event happens here; the same one is called once."""
        new = _Registered(type, listener, options)
        if not any(new.same(known) for known in self._listeners):
            self._listeners.append(new)

    def removeEventListener(self, type: str, listener: Any, options: Any = None) -> None:
        """Call the listener no longer."""
        old = _Registered(type, listener, options)
        self._listeners = [known for known in self._listeners if not old.same(known)]

    def dispatchEvent(self, event: Event) -> bool:
        """Tell the listeners here and, if the event bubbles, those above; return whether the default may follow."""
        event.target = self
        path = self._path()
        for target in reversed(path[1:]):
            target._tell(event, capture=True)
        self._tell(event)
        if event.bubbles:
            for target in path[1:]:
                target._tell(event, capture=False)
        event.currentTarget = None
        return not event.defaultPrevented

    def _path(self) -> list[EventTarget]:
        return [self]

    def _tell(self, event: Event, *, capture: bool | None = None) -> None:
        """Call this node's listeners: those of one phase, or all where the event itself happens."""
        if event._stopped:
            return
        event.currentTarget = self
        for known in list(self._listeners):
            if known.type != event.type or (capture is not None and known.capture != capture):
                continue
            if known.once:
                self._listeners.remove(known)
            tasks.call(getattr(known.listener, "handleEvent", known.listener), event)
            if event._stopped_here:
                return
        own = getattr(self, "on" + event.type, None)
        if callable(own) and capture is not True:
            tasks.call(own, event)


def fire(target: EventTarget, type: str, **fields: Any) -> bool:
    """Let an event happen that bubbles and may be prevented, as those that users cause do."""
    return target.dispatchEvent(Event(type, {"bubbles": True, "cancelable": True, **fields}))
