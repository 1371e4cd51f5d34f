"""What every error of the tool is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Location:
    """Point at a place in a file of the user's."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Write the place the way editors and terminals link it."""
        parts = (self.file, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


class PageletError(Exception):
    """Carry a code, what happened, what to do next and where."""

    code: ClassVar[str] = "PGL-X000"

    def __init__(
        self,
        what: str,
        todo: str,
        *,
        where: Location | None = None,
        details: Sequence[str] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.where = where
        self.details = tuple(details)

    def __str__(self) -> str:
        """Write the whole error as plain text, as logs and tests read it."""
        place = f"{self.where}: " if self.where else ""
        lines = [f"{place}{self.code} {self.what}", *(f"  {d}" for d in self.details), self.todo]
        return "\n".join(lines)


def codes() -> Mapping[str, type[PageletError]]:
    """Map every code to the error that carries it."""
    found: dict[str, type[PageletError]] = {}
    queue: list[type[PageletError]] = [PageletError]
    while queue:
        kind = queue.pop()
        queue.extend(kind.__subclasses__())
        if "code" in vars(kind) and kind is not PageletError:
            found[kind.code] = kind
    return dict(sorted(found.items()))
