"""Keep what a page writes to its console."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one line of a page's console, or one uncaught error."""

    level: str
    text: str
    stack: str = ""

    @classmethod
    def from_event(cls, event: dict[str, Any]) -> Entry:
        """Read BiDi's `log.entryAdded`."""
        return cls(event["level"], event.get("text") or "", stack_text(event.get("stackTrace")))

    def __str__(self) -> str:
        stack = f"\n{self.stack}" if self.stack and self.level == "error" else ""
        return f"[{self.level}] {self.text}{stack}"


def stack_text(stack: dict[str, Any] | None) -> str:
    """Write a BiDi stack trace the way browsers do."""
    frames = (stack or {}).get("callFrames", ())
    return "\n".join(
        f"    at {frame.get('functionName') or '(anonymous)'} "
        f"({frame['url']}:{frame['lineNumber'] + 1}:{frame['columnNumber'] + 1})"
        for frame in frames
    )
