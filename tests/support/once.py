"""Ask a page once for what many tests look at."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")


def once(ask: Callable[..., T]) -> Callable[..., T]:
    """Remember what came of it by arguments, failures too: a page that never answers is waited for once, not by all."""
    came: dict[tuple[Hashable, ...], T | Exception] = {}

    @functools.wraps(ask)
    def answer(*arguments: Hashable) -> T:
        if arguments not in came:
            try:
                came[arguments] = ask(*arguments)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is raised below
                came[arguments] = error
        result = came[arguments]
        if isinstance(result, Exception):
            raise result
        return result

    return answer
