"""What a page keeps, for as long as the test runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Entries = dict[str, list[Any]]


class Keep:
    """One storage as the library sees it."""

    kind = "keep"

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def put(self, key: str, record: list[Any] | None) -> None:
        """Change an entry, or remove it."""
        if record is None:
            self._entries.pop(key, None)
        else:
            self._entries[key] = record

    async def sync(self) -> None:
        """Do nothing: memory is written at once."""

    def take(self) -> list[tuple[str, list[Any]]]:
        """Return all entries: a storage of the same name may have changed them."""
        return list(self._entries.items())


class KeepPart:
    """The part of the kernel that opens storages."""

    def __init__(self) -> None:
        self.storages: dict[str, Entries] = {}

    async def openKeep(self, name: str, _lost: Callable[[str, str], None]) -> Keep:  # noqa: N802 - the kernel's name
        """Open a storage by its name."""
        return Keep(self.storages.setdefault(name, {}))
