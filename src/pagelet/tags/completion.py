"""What could stand at the end of a line of Python: names and attributes, and keywords."""

from __future__ import annotations

from pagelet._runtime import kernel, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KEYWORDS = (
    "and as assert async await break class continue def del elif else except False finally for from global if import "
    "in is lambda None nonlocal not or pass raise return True try while with yield"
)
_MOST = 60


def complete(source: str, at: int, scope: dict[str, Any]) -> tuple[int, list[str]]:
    """Return where the word at a place begins, and what it could be: ``complete("pri", 3, {})``."""
    start = at
    while start and (source[start - 1].isalpha() or source[start - 1].isdigit() or source[start - 1] == "_"):
        start -= 1
    word = source[start:at]
    if not word and not source[:at].endswith("."):
        return start, []
    # What is there answers at once and truly; jedi knows what code would make, and takes its time.
    found = _known(source, start, word, scope) or _jedi(source, at, scope)
    names = [name for name in found if word.startswith("_") or not name.startswith("_")]
    return start, names[:_MOST]


async def complete_with_jedi(source: str, at: int, scope: dict[str, Any]) -> tuple[int, list[str]]:
    """Return the same, and fetch jedi when nothing else knows: under CPython, where it can be had."""
    start, names = complete(source, at, scope)
    if not names and _wants_jedi(source, start, at) and await _fetch_jedi():
        start, names = complete(source, at, scope)
    return start, names


def answer(question: str, scope: dict[str, Any]) -> str:
    """Answer in JSON what was asked in JSON: the code, and the place in it; and whether jedi is wanted to know more."""
    import json

    source, at = json.loads(question)
    start, names = complete(source, at, scope)
    return json.dumps({"start": start, "names": names, "jedi": not names and _wants_jedi(source, start, at)})


_asked: list[str] = []


def _wants_jedi(source: str, start: int, at: int) -> bool:
    """Say whether there is something to complete and jedi is still to be fetched, which is tried once."""
    if _asked or kernel.type != "py" or not (start < at or source[:at].endswith(".")):
        return False
    _asked.append("jedi")
    return True


async def _fetch_jedi() -> bool:
    """Load jedi; where it cannot be had, names are what there is."""
    try:
        await kernel.install(to_js(["jedi"]))
    except Exception:  # noqa: BLE001 - JavaScript's errors, too: whoever pressed Tab did not ask for a package
        return False
    return True


def _jedi(source: str, at: int, scope: dict[str, Any]) -> list[str]:
    """Ask jedi, if the page has it."""
    try:
        import jedi  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return []
    before = source[:at].split("\n")
    try:
        found = jedi.Interpreter(source, [scope]).complete(len(before), len(before[-1]))
    except Exception:  # noqa: BLE001 - a mistake of jedi's is no answer, and nobody's error
        return []
    return [item.name for item in found]


def _known(source: str, start: int, word: str, scope: dict[str, Any]) -> list[str]:
    if start and source[start - 1] == ".":
        owner = _owner(source, start - 1, scope)
        names = [] if owner is None else dir(owner[0])
    else:
        import builtins

        names = list(scope) + dir(builtins) + _KEYWORDS.split()
    return sorted({name for name in names if isinstance(name, str) and name.startswith(word) and name != word})


def _owner(source: str, end: int, scope: dict[str, Any]) -> tuple[Any] | None:
    """Return the object that a dotted name before a place stands for; nothing is called to find it."""
    start = end
    while start and (source[start - 1].isalpha() or source[start - 1].isdigit() or source[start - 1] in "_."):
        start -= 1
    first, *rest = source[start:end].split(".")
    import builtins

    if first in scope:
        value = scope[first]
    elif hasattr(builtins, first) and first:
        value = getattr(builtins, first)
    else:
        return None
    for name in rest:
        if not hasattr(value, name):
            return None
        value = getattr(value, name)
    return (value,)


def help_on(text: str, scope: dict[str, Any]) -> str:
    """Return what is known of a dotted name: its signature and its documentation."""
    found = _owner(text, len(text), scope)
    if found is None:
        return "There is nothing called '" + text + "' here."
    value = found[0]
    lines = [text + _signature(value), type(value).__name__]
    try:
        import inspect

        documented = inspect.getdoc(value)
    except (ImportError, AttributeError, NotImplementedError):
        documented = getattr(value, "__doc__", None)
    if documented:
        lines += ["", str(documented)]
    else:
        names = [name for name in dir(value) if not name.startswith("_")]
        lines += ["", "It has " + ", ".join(names) + "." if names else "It has no documentation."]
    return "\n".join(lines)


def _signature(value: Any) -> str:
    try:
        import inspect

        text = str(inspect.signature(value))
        return "" if text.startswith("<") else text
    except (ImportError, AttributeError, TypeError, ValueError, NotImplementedError):  # MicroPython knows less
        return ""


__all__ = ["answer", "complete", "complete_with_jedi", "help_on"]
