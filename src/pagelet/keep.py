"""Dicts that are still there at the next visit."""

from __future__ import annotations

from ._runtime import is_nothing, kernel, to_js, to_py
from .parts import checked, part
from .records import decode, decode_key, encode, encode_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from typing_extensions import TypeVar

    Entries = dict[Any, Any]
    Kept = TypeVar("Kept", bound="Storage", default="Storage")

if not TYPE_CHECKING:
    Entries = dict

# What can change without its dict knowing, or hold something that can.
_CHANGING = (list, dict, set, tuple, bytearray, memoryview)


class Storage(Entries):
    """A dict that the browser keeps for this site; ``storage(name)`` opens one.

    Every change of its own entries is saved by itself, as soon as the code pauses. A list or dict inside of it that is
    changed in place, as by ``store["items"].append(…)``, is saved by ``await store.sync()``.
    """

    def __init__(self, store: Any) -> None:
        super().__init__()
        self._store = store
        self._saved: dict[Any, Any] = {}
        self._receive()

    async def sync(self) -> None:
        """Save every change, those in place too, and take over what other tabs have saved.

        When it returns, the changes are on the disk: all of them, for they are written at once. Of two tabs that have
        changed the same entry, the last one to save it wins.

            store = await storage("shopping")
            store.setdefault("items", [])
            store["items"].append("milk")
            await store.sync()
        """
        for key, value in self.items():
            if isinstance(value, _CHANGING):
                self._write(key, value)
        checked(await self._store.sync())
        self._receive()

    def __setitem__(self, key: Any, value: Any) -> None:
        self._write(key, value)
        super().__setitem__(key, value)

    def __delitem__(self, key: Any) -> None:
        super().__delitem__(key)
        self._saved.pop(key)
        self._store.put(encode_key(key), None)

    def update(self, *others: Any, **entries: Any) -> None:
        """Set several entries, as ``dict.update`` does."""
        for other in others + (entries,):  # noqa: RUF005 - MicroPython has no starred tuples
            for key, value in other.items() if hasattr(other, "keys") else other:
                self[key] = value

    def __ior__(self, other: Any) -> Self:  # type: ignore[misc]
        self.update(other)
        return self

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """Return an entry, which is set first if it is not there."""
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key: Any, *default: Any) -> Any:
        """Remove an entry and return its value, or the default."""
        if default and key not in self:
            return default[0]
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[Any, Any]:
        """Remove and return the entry that was added last."""
        keys = list(self)
        if not keys:
            raise KeyError("popitem(): the storage is empty")
        return keys[-1], self.pop(keys[-1])

    def clear(self) -> None:
        """Remove every entry."""
        for key in list(self):
            del self[key]

    def _write(self, key: Any, value: Any) -> None:
        name = encode_key(key)
        record = encode(value, "the value of " + repr(key))
        if self._saved.get(key) != record:
            self._saved[key] = record
            self._store.put(name, to_js(record))

    def _receive(self) -> None:
        """Become what is kept, where others have changed it."""
        news = self._store.take()
        if is_nothing(news):
            return
        found = {decode_key(name): [record[0]] + [bytes(part) for part in record[1:]] for name, record in to_py(news)}
        for key, record in found.items():
            if self._saved.get(key) != record:
                super().__setitem__(key, decode(record))
                self._saved[key] = record
        for key in [key for key in self if key not in found]:
            super().__delitem__(key)
            del self._saved[key]


async def storage(name: str = "", storage_class: type[Kept] = Storage) -> Kept:  # type: ignore[assignment]
    """Open the storage of that name, with all that it keeps: a dict that is still there at the next visit.

    It belongs to the site, to its workers and to both Pythons alike. A subclass of ``Storage`` may be given.

        notes = await storage("notes")
        notes["first"] = "Buy milk"
    """
    if not isinstance(name, str) or not name:
        raise ValueError("a storage needs a name, as in storage('notes')")
    keep = await part("keep")
    return storage_class(checked(await keep.openKeep(name, kernel.lost)))


__all__ = ["Storage", "storage"]
