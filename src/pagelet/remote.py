"""Objects of the page, used from a worker as if they were here."""

from __future__ import annotations

import sys

from ._runtime import create_proxy, failure, is_js, kernel, settle, to_js, to_py, unwrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import Any

_MICROPYTHON = sys.implementation.name == "micropython"

# Only a worker has the other end.
_client: Any = getattr(kernel, "client", None)
# What is done most; to find a method of JavaScript's takes half as long as to call it.
_get: Any = getattr(_client, "get", None)

# One proxy a function, so that removeEventListener gets what addEventListener got.
_proxies: dict[Callable[..., Any], Any] = {}


def remote(value: Any) -> Any:
    """Receive what the bridge returns: wait for it if need be, raise what went wrong, wrap what lives in the page."""
    if not is_js(value):
        return value
    kind = value.kind
    if kind == "pending":
        return remote(settle(value.wait()))
    if kind == "failure":
        raise AttributeError(value.message) if value.name == "AttributeError" else failure(value)
    if kind == "items":
        return [remote(item) for item in value.values]
    if kind == "data":
        return to_py(value.values)
    return Later(value) if kind == "later" else Remote(value)


def lend(value: Any) -> Any:
    """Make a value of this worker's fit to be given to the page."""
    if isinstance(value, Remote):
        return value._ref  # noqa: SLF001
    value = unwrapped(value)
    if callable(value) and (not is_js(value) or hasattr(value, "call")):  # MicroPython calls all of JavaScript callable
        if value not in _proxies:
            _proxies[value] = create_proxy(lambda *args: value(*[remote(arg) for arg in args]))
        return _proxies[value]
    if isinstance(value, (list, tuple)):
        return to_js([lend(item) for item in value])
    if isinstance(value, dict):
        return to_js({key: lend(item) for key, item in value.items()})
    return to_js(value)


class Remote:
    """An object that lives in the page."""

    _ref: Any

    def __init__(self, ref: Any) -> None:
        object.__setattr__(self, "_ref", ref)

    def __getattr__(self, name: str) -> Any:
        if name == "new":
            return lambda *args: remote(_client.construct(self._ref, *[lend(arg) for arg in args]))
        if name.startswith("__") or name == "_repr_html_":  # Python asks for these; it need not cross for them
            raise AttributeError(name)
        if name == "keys" and self._ref.cls == "Array":  # dict() takes what has it for a dict
            raise AttributeError(name)
        return remote(_get(self._ref, name))

    def __setattr__(self, name: str, value: Any) -> None:
        remote(_client.set(self._ref, name, lend(value)))

    def __delattr__(self, name: str) -> None:
        remote(_client.delete(self._ref, name))

    def __call__(self, *args: Any) -> Any:
        """Call it in the page."""
        return remote(_client.call(self._ref, *[lend(arg) for arg in args]))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int) and key < 0:
            key += len(self)
        if not remote(_client.has(self._ref, key)):
            raise (IndexError if isinstance(key, int) else KeyError)(key)
        return remote(_client.get(self._ref, key))

    def __setitem__(self, key: Any, value: Any) -> None:
        remote(_client.set(self._ref, key, lend(value)))

    def __delitem__(self, key: Any) -> None:
        remote(_client.delete(self._ref, key))

    def __contains__(self, key: Any) -> bool:
        return bool(remote(_client.has(self._ref, key)))

    def __len__(self) -> int:
        for name in ("length", "size"):
            if name in self:
                return int(remote(_get(self._ref, name)))
        raise TypeError(repr(self) + " has no length")  # list() goes on after this error, and no other

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        if self._ref.kind == "promise":  # MicroPython awaits by iterating
            return self._wait()  # type: ignore[return-value]
        return iter(remote(_client.items(self._ref)))

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._wait().__await__()

    async def _wait(self) -> Any:
        return remote(await _client.promised(self._ref))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remote) and bool(self._ref.id == other._ref.id)

    def __hash__(self) -> int:
        return int(self._ref.id)

    def __str__(self) -> str:
        return str(remote(_client.text(self._ref)))

    def __repr__(self) -> str:
        return "<" + str(self._ref.cls) + " of the page>"


class Later(Remote):
    """What the page has not said yet, in a worker that cannot wait for it: await it, or go on with what it will be."""

    def _unknown(self, *_: Any) -> Any:
        raise failure(_client.unknown(self._ref))

    def __getitem__(self, key: Any) -> Any:
        return self._unknown() if isinstance(key, int) and key < 0 else remote(_get(self._ref, key))

    def __iter__(self) -> Any:
        return Unanswered(self) if _MICROPYTHON else self._unknown()

    _all: Any = _unknown
    __bool__ = __len__ = __contains__ = __int__ = __float__ = __str__ = __lt__ = __le__ = __gt__ = __ge__ = _all
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __eq__ = __ne__ = _all
    __hash__ = Remote.__hash__


class Unanswered:
    """What MicroPython awaits, for it awaits by iterating.

    To await is to call ``send``. A loop wants ``__next__``, which is not here, so none begins; the kernel says why.
    """

    def __init__(self, later: Later) -> None:
        _client.iterates(later._ref)  # noqa: SLF001
        steps: Any = later._wait()  # noqa: SLF001
        self.send = steps.send
        self.throw = steps.throw
        self.close = steps.close


__all__ = ["Later", "Remote", "lend", "remote"]
