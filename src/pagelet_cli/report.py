"""Everything the tool prints goes through here.

Results go to standard output, where scripts read them; progress, notes and errors go to standard error.
"""

from __future__ import annotations

import re
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TransferSpeedColumn,
)
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pagelet_cli.errors import PageletError

# C0 and C1 controls, and the bidirectional overrides: a page must not be able to move the cursor, change
# the title, or make a line read differently from what it says (CVE-2021-42574).
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")


class Meter(Protocol):
    """Be told how a download goes."""

    def advance(self, count: int) -> None:
        """Count bytes that have come."""

    def total(self, size: int | None) -> None:
        """Learn how many bytes there will be, where that is known."""


# One console each: two bars that do not know of each other would overwrite one another's lines.
_out = Console(soft_wrap=True, highlight=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False)


def clean(text: str) -> str:
    """Take terminal controls out of text that comes from elsewhere."""
    return _UNSAFE.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n")))


def shown(path: Path) -> str:
    """Name a file as the terminal finds it from the folder that it is in."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def line(text: str) -> None:
    """Print one line of result, plain, at once."""
    _out.print(Text(text))
    sys.stdout.flush()


def raw(text: str) -> None:
    """Write text for machines to standard output, unwrapped and unstyled."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table of results; a row that adds up the others is set apart."""
    shown = Table(box=SIMPLE, header_style="bold", pad_edge=False)
    for number, column in enumerate(columns):
        numeric = number > 0 and len(columns) > 2  # noqa: PLR2004 - with two columns, the second is words
        shown.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        shown.add_row(*(Text(clean(cell)) for cell in row), style="bold" if row[0] == "all" else None)
    _out.print(shown)
    sys.stdout.flush()


def note(text: str) -> None:
    """Print a remark that a reader may skip."""
    _err.print(Text(text, style="dim"))


def problem(error: PageletError) -> None:
    """Print an error: where, code, what happened, what to do."""
    head = Text()
    if error.where is not None:
        head.append(f"{error.where}: ", style="bold")
    head.append(error.code, style="bold red")
    head.append(f" {clean(error.what)}")
    _err.print(head)
    for detail in error.details:
        _err.print(Text(f"  {clean(detail)}", style="dim"))
    _err.print(Text(f"  {clean(error.todo)}", style="green"))


def page_problem(detail: dict[str, Any]) -> None:
    """Print an error that happened in the page, as the page shows it."""

    def field(name: str) -> str:
        value = detail.get(name)
        return clean(str(value)) if isinstance(value, str | int) else ""

    head = Text()
    place = ":".join(part for part in (field("file"), field("line")) if part) if field("file") else ""
    if place:
        head.append(f"{place}: ", style="bold")
    head.append(field("code") or "PGL", style="bold red")
    head.append(f" {field('message') or 'An error happened in the page.'}")
    _err.print(head)
    for row in field("traceback").splitlines() or field("source").splitlines():
        _err.print(Text(f"  {row}", style="dim"))
    if hint := field("hint"):
        _err.print(Text(f"  {hint}", style="green"))


class _Bar:
    """Pulse until the first bytes come, then fill."""

    def __init__(self, progress: Progress, label: str) -> None:
        self._progress = progress
        self._size: int | None = None
        self.task = progress.add_task(label, total=None)

    def advance(self, count: int) -> None:
        self._progress.update(self.task, total=self._size, advance=count)

    def total(self, size: int | None) -> None:
        self._size = size


class _Silent:
    def advance(self, count: int) -> None:
        pass

    def total(self, size: int | None) -> None:
        pass


class _Bars:
    """Share one display among all downloads that run at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0
        self._progress: Progress | None = None

    def add(self, label: str) -> tuple[Progress, _Bar]:
        with self._lock:
            if self._progress is None:
                self._progress = Progress(*_columns(), console=_err, transient=True)
                self._progress.start()
            self._open += 1
            return self._progress, _Bar(self._progress, label)

    def remove(self, progress: Progress, bar: _Bar) -> None:
        with self._lock:
            progress.remove_task(bar.task)
            self._open -= 1
            if self._open == 0:
                progress.stop()
                self._progress = None


def _columns() -> tuple[ProgressColumn, ...]:
    return (
        SpinnerColumn(),
        TextColumn("Fetching {task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )


_bars = _Bars()


@contextmanager
def download(label: str) -> Iterator[Meter]:
    """Show a bar of bytes on a terminal, and one line elsewhere."""
    if not _err.is_terminal:
        note(f"Fetching {label}")
        yield _Silent()
        return
    progress, bar = _bars.add(label)
    try:
        yield bar
    finally:
        _bars.remove(progress, bar)
