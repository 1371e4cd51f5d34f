"""The worker behind ``donkey`` of core.js: it runs pieces of Python for a program in JavaScript."""

from __future__ import annotations

from pagelet import sync

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def serve(persistent: bool = False, show: bool = False) -> None:
    """Offer ``execute`` and ``evaluate`` to the page; with ``show``, hand it what is printed."""
    kept: dict[str, Any] = {}

    def scope() -> dict[str, Any]:
        # Each piece has globals of its own, unless they are to persist.
        names = kept if persistent else {}
        names["__name__"] = "__main__"
        if show:
            names["print"] = _print
        return names

    sync.execute = _telling(lambda code: exec(code, scope()), show)
    sync.evaluate = _telling(lambda code: eval(code, scope()), show)


def _telling(run: Callable[[str], Any], show: bool) -> Callable[[str], Any]:
    def call(code: str) -> Any:
        try:
            return run(code)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            told = "\x1b[31m\x1b[1m" + type(error).__name__ + "\x1b[0m: " + str(error)
            (_print if show else print)(told)
            return None

    return call


def _print(*values: Any, sep: str = " ", end: str = "\n", file: Any = None, flush: bool = False) -> None:
    sync.show(sep.join([str(value) for value in values]) + end)


__all__ = ["serve"]
