"""Frames of pandas as tables that scroll and sort, and stay quick however long they are.

Only the rows that can be seen are on the page. The table sticks to the top of what scrolls, so that the head stays; a
scroll changes which rows it holds.
"""

from __future__ import annotations

from ._runtime import is_nothing
from .events import when
from .mime import fill
from .place import document
from .spans import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ROW = 28  # pixels
_SEEN = 12  # rows
_MOST_COLUMNS = 60
# Browsers cut off what is taller than some 17 million pixels.
_TALLEST = 8_000_000

_BORDER = "1px solid color-mix(in srgb, currentColor 18%, transparent)"
_CELL = (
    "box-sizing:border-box;padding:0 .8em;height:"
    + str(_ROW)
    + "px;white-space:nowrap;max-width:24em;overflow:hidden;text-overflow:ellipsis;"
)
_LINE = "border-bottom:" + _BORDER + ";"
_HEAD = _CELL + _LINE + "cursor:pointer;user-select:none;font-weight:600;"
# In the cell, so that keys reach it; the cell itself stays what readers of screens take for the head of a column.
_BUTTON = "<button type='button' style='all:unset;cursor:inherit;outline:revert'>"
_TABLE = "position:sticky;top:0;border-collapse:separate;border-spacing:0;font-size:.9em;line-height:1.2;min-width:100%"
_LABEL = "text-align:left;opacity:.7;font-weight:400"


def show_table(box: Any, frame: Any) -> None:
    """Put a frame or a series into a box."""
    if not hasattr(frame, "columns"):
        frame = frame.to_frame(frame.name if frame.name is not None else "")
    _Table(box, frame)


class _Table:
    """One table: the frame, the order of its rows, and the part of it that is seen."""

    def __init__(self, box: Any, frame: Any) -> None:
        self.frame = frame
        self.order: Any = None
        self.sorted: tuple[int, bool] | None = None
        self.first = -1
        self.rows = len(frame)
        self.names = [_named(name) for name in frame.columns[:_MOST_COLUMNS]]
        self.numeric = [kind.kind in "iufc" for kind in frame.dtypes.iloc[:_MOST_COLUMNS] if hasattr(kind, "kind")]
        self.scroller = document.createElement("div")
        self.table = document.createElement("table")
        self._build(box)
        self.draw(0)
        when("scroll", self.scroller, passive=True)(self.scrolled)
        when("click", self.table)(self.clicked)

    def _build(self, box: Any) -> None:
        style = self.scroller.style
        style.overflow = "auto"
        style.border = _BORDER
        style.borderRadius = "8px"
        # Where all rows fit there is no limit: the bar below a wide frame would take the last row's place.
        if self.rows > _SEEN:
            style.maxHeight = str((_SEEN + 1) * _ROW) + "px"
        height = document.createElement("div")
        height.style.height = str(min((self.rows + 1) * _ROW, _TALLEST)) + "px"
        self.table.style.cssText = _TABLE
        self.head = document.createElement("thead")
        self.body = document.createElement("tbody")
        self.table.append(self.head, self.body)
        self._draw_head()
        self.table.setAttribute("aria-rowcount", str(self.rows + 1))
        height.append(self.table)
        self.scroller.append(height)
        note = document.createElement("div")
        columns = len(self.frame.columns)
        note.textContent = _many(self.rows, "row") + " \u00d7 " + _many(columns, "column")
        if columns > _MOST_COLUMNS:
            note.textContent += ", the first " + str(_MOST_COLUMNS) + " of them shown"
        note.style.cssText = "font-size:.8em;opacity:.7;margin:.4em 0"
        self.scroller.tabIndex = 0
        self.scroller.setAttribute("role", "group")
        self.scroller.setAttribute("aria-label", note.textContent)
        box.append(self.scroller, note)

    def scrolled(self, event: Any) -> None:  # noqa: ARG002
        room = min((self.rows + 1) * _ROW, _TALLEST) - (_SEEN + 1) * _ROW
        share = self.scroller.scrollTop / room if room > 0 else 0
        self.draw(round(min(share, 1) * max(self.rows - _SEEN, 0)))

    def clicked(self, event: Any) -> None:
        cell = event.target.closest("th[data-column]")
        if is_nothing(cell):
            return
        column = int(cell.getAttribute("data-column"))
        # Up, down, and as it was.
        up = self.sorted is None or self.sorted[0] != column
        self.sorted = (column, up) if up or (self.sorted and self.sorted[1]) else None
        self.order = None
        if self.sorted is not None:
            values = self.frame.iloc[:, column].reset_index(drop=True)
            self.order = values.sort_values(ascending=up, kind="stable").index.to_numpy()
        self.first = -1
        self.scroller.scrollTop = 0
        self._draw_head()
        # Who has pressed a key there goes on from there.
        self.head.querySelector("th[data-column='" + str(column) + "'] button").focus()
        self.draw(0)

    def _draw_head(self) -> None:
        heads = [self._head(column, name) for column, name in enumerate(self.names)]
        fill(self.head, "<tr><td style='" + _CELL + _LINE + "'></td>" + "".join(heads) + "</tr>", vouched=True)

    def draw(self, first: int) -> None:
        """Show the rows from one on."""
        if first == self.first:
            return
        self.first = first
        wanted = slice(first, first + _SEEN)
        part = self.frame.iloc[wanted if self.order is None else self.order[wanted], :_MOST_COLUMNS]
        out = []
        for number, row in enumerate(part.itertuples(name=None), first + 2):  # the head is the first
            out.append(
                "<tr aria-rowindex='"
                + str(number)
                + "'><th style='"
                + _CELL
                + _LABEL
                + "'>"
                + escape(_named(row[0]))
                + "</th>"
            )
            for column, value in enumerate(row[1:]):
                side = (
                    "right;font-variant-numeric:tabular-nums" if self.numeric[column : column + 1] == [True] else "left"
                )
                out.append("<td style='" + _CELL + "text-align:" + side + "'>" + escape(_written(value)) + "</td>")
            out.append("</tr>")
        fill(self.body, "".join(out), vouched=True)

    def _head(self, column: int, name: str) -> str:
        mark, told = "", "none"
        if self.sorted is not None and self.sorted[0] == column:
            mark, told = (" \u25b2", "ascending") if self.sorted[1] else (" \u25bc", "descending")
        side = "right" if self.numeric[column : column + 1] == [True] else "left"
        given = (
            " data-column='" + str(column) + "' aria-sort='" + told + "' style='" + _HEAD + "text-align:" + side + "'"
        )
        return "<th scope='col'" + given + ">" + _BUTTON + escape(name) + mark + "</button></th>"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _named(name: Any) -> str:
    return " / ".join([str(part) for part in name]) if isinstance(name, tuple) else str(name)


def _written(value: Any) -> str:
    return "%.6g" % value if isinstance(value, float) else str(value)


__all__ = ["show_table"]
