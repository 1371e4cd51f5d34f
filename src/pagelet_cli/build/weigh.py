"""What each part of a site weighs, on the disk and over the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli.build.output import AHEAD, HOSTING

if TYPE_CHECKING:
    from pagelet_cli.build.output import Output

# Bits in a second.
_LINE = 20_000_000
_ORDER = ("pages", "your files", "kernel", "library", "interpreter", AHEAD, "packages", "charts", HOSTING)


@dataclass(slots=True)
class Weight:
    """Add up one part: its files, their bytes, those bytes compressed, and what of them a page's start loads."""

    part: str
    files: int = 0
    size: int = 0
    sent: int = 0
    start: int = 0


def weigh(output: Output) -> list[Weight]:
    """Weigh every part of a site, and the whole."""
    found: dict[str, Weight] = {part: Weight(part) for part in _ORDER}
    total = Weight("all")
    for path, file in output.files.items():
        sent = min([len(file.data), *(map(len, file.twins(path).values()) if output.twins else ())])
        for weight in (found[file.part], total):
            weight.files += 1
            weight.size += len(file.data)
            weight.sent += sent
            weight.start += sent if file.start else 0
    return [weight for weight in (*found.values(), total) if weight.files]


def rows(weights: list[Weight]) -> list[tuple[str, ...]]:
    """Write weights as rows of a table."""
    return [
        (
            weight.part,
            str(weight.files),
            size(weight.size),
            size(weight.sent),
            size(weight.start) if weight.start else "",
        )
        for weight in weights
    ]


def seconds(whole: Weight) -> float:
    """Tell for how long a page's first start takes a line as many have it."""
    return round(whole.start * 8 / _LINE, 2)


def first_visit(whole: Weight, pages: int) -> str:
    """Say what the first start costs over such a line."""
    cost = f"{seconds(whole):.1f} seconds on a line of 20 Mbit/s"
    starts = "The first start loads" if pages == 1 else f"The first starts of all {pages} pages load"
    return f"{starts} {size(whole.start)}: {cost}."


def size(count: int) -> str:
    """Write a number of bytes as people read it."""
    if count < 1000:  # noqa: PLR2004 - a thousand bytes are a kilobyte
        return f"{count} B"
    return f"{count / 1000:,.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.2f} MB"  # noqa: PLR2004
