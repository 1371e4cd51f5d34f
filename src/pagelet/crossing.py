"""The way into the page for DOM work of many steps: one crossing, from wherever Python runs."""

from __future__ import annotations

from ._runtime import failure, is_js, is_nothing, kernel, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What stands between the parts of a message. No text has it; one that does gets another.
MARK = "\x1f"

# Whether nothing lets Python wait here for what the page answers.
one_way = False

if kernel.worker:
    from .remote import lend, remote

    one_way = is_nothing(kernel.client.transport)

    def cross(name: str, *args: Any) -> Any:
        """Ask the page's side of the bridge."""
        return remote(kernel.client.dom(name, *[lend(arg) for arg in args]))

else:

    def cross(name: str, *args: Any) -> Any:
        """Ask the kernel; see batch.js for what there is to ask."""
        given = [to_js(arg) if isinstance(arg, dict) else arg for arg in args]
        result = kernel.dom("change" if name == "later" else name, *given)
        if is_js(result) and getattr(result, "kind", None) == "failure":
            raise failure(result)
        return result


def join(parts: list[str], inner: int = 0) -> tuple[str, str]:
    """Join the parts of a message, and return what they are joined with, too.

    ``inner`` says how many marks are in the parts because they are joined already; if a part has one by itself then,
    there is no mark for them all, and no message.
    """
    mark = MARK
    text = mark.join(parts)
    while parts and text.count(mark) != len(parts) - 1 + inner:
        if inner:
            return "", ""
        mark += "\x1e"
        text = mark.join(parts)
    return text, mark


__all__ = ["MARK", "cross", "join", "one_way"]
