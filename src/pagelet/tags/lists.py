"""``py-list``: lines that can be ticked off."""

from __future__ import annotations

from pagelet import Component
from pagelet._runtime import kernel
from pagelet.html import input_, label, li, span, ul
from pagelet.tags import name_for_python, page_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CSS = """
:is(py-list,mpy-list) { display: block; }
:is(py-list,mpy-list) ul { list-style: none; margin: 0; padding: 0; }
:is(py-list,mpy-list) label { display: flex; gap: .7em; align-items: center; padding: .45em .2em; cursor: pointer;
  border-bottom: 1px solid color-mix(in srgb, currentcolor 15%, transparent); }
:is(py-list,mpy-list) input { width: 1.15em; height: 1.15em; margin: 0; }
:is(py-list,mpy-list) input:checked + span { text-decoration: line-through; opacity: .75; }
"""


class List(Component):
    """``<py-list id="tasks" source="names">``: a Python list of that name, or what ``tasks.add(…)`` adds.

    A line is a text, or a dict with ``content`` and ``done``.
    """

    shadow = False
    source = ""
    css = _CSS

    def setup(self) -> None:
        names = page_names()
        if self.source and self.source not in names:
            kernel.blame(self.node, "PGL-P06", "The page's Python has no list \"" + self.source + '".')
        self.items = [_item(line) for line in names.get(self.source, ())]
        name_for_python(self)

    def draw(self) -> Any:
        return ul([self._line(item) for item in self.items])

    def _line(self, item: dict[str, Any]) -> Any:
        def tick(event: Any) -> None:
            item["done"] = bool(event.target.checked)
            self.emit("ticked", item["content"])

        box = input_(type="checkbox", checked=bool(item["done"]), on_change=tick)
        return li(label(box, span(item["content"])))

    def add(self, line: Any) -> None:
        """Add a line."""
        item = _item(line)
        self.items.append(item)
        self.find("ul")[0].append(self._line(item))

    def clear(self) -> None:
        """Take all lines away."""
        self.items = []
        self.redraw()


def _item(line: Any) -> dict[str, Any]:
    if isinstance(line, dict):
        line.setdefault("done", False)
        return line
    return {"content": str(line), "done": False}


TAGS = {"list": List}
__all__ = ["TAGS"]
