"""An exception of another Python's, raised anew: that of a worker's function, or of the page's other interpreter."""

from __future__ import annotations

import builtins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def raise_again(failure: Any) -> None:
    """Raise what the kernel says was raised there, with the lines of there."""
    places = [(str(place.file), int(place.line), str(place.name)) for place in failure.frames]
    _raise(_exception(str(failure.kind), str(failure.said)), places)


def _exception(kind: str, said: str) -> Exception:
    """Make an exception of the class that was raised, or what is nearest to it here."""
    found = getattr(builtins, "ImportError" if kind == "ModuleNotFoundError" else kind, None)
    if isinstance(found, type) and issubclass(found, Exception):
        try:
            return found(said[1:-1] if kind == "KeyError" and said[:1] in ("'", '"') else said)
        except TypeError:  # a few want more than a text
            pass
    # Of a class that is not here, the name has to do. Its module is what a traceback puts in front of that.
    module, _, name = kind.rpartition(".")
    return type(name, (RuntimeError,), {"__module__": module or "builtins"})(said)


def _raise(error: Exception, places: list[tuple[str, int, str]]) -> None:
    """Raise it as if it had come through these lines: no interpreter lets frames be made by hand."""
    if not places:
        raise error
    file, line, name = places[0]
    scope: dict[str, Any] = {"go": lambda: _raise(error, places[1:])}
    head, call = ("def " + name + "():", " go()") if name else ("", "go()")
    exec(compile(head + "\n" * (line - 1) + call, file, "exec"), scope)  # noqa: S102
    if name:
        scope[name]()


__all__ = ["raise_again"]
