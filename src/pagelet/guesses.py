"""What somebody may have meant who wrote a name that is not there."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_ALIKE = 0.75


def missing(name: str, names: Sequence[str]) -> Exception:
    """Say that the library has no such name, as each interpreter wants it said."""
    text = "pagelet has no name '" + name + "'"
    if sys.implementation.name != "micropython":
        # CPython makes an ImportError of it where it was imported, and makes its own guess.
        return AttributeError(text)
    close = max(names, key=lambda known: _likeness(name, known))
    return ImportError(text + (": did you mean '" + close + "'?" if _likeness(name, close) >= _ALIKE else ""))


def _likeness(written: str, known: str) -> float:
    """Compare the letters of two names that begin alike, for most mistakes swap, lose or double one."""
    left = list(known.lower())
    both = 0
    for letter in written.lower():
        if letter in left:
            left.remove(letter)
            both += 1
    return 2 * both / (len(written) + len(known)) if written[:1].lower() == known[:1].lower() else 0.0


__all__ = ["missing"]
