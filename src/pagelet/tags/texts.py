"""Texts: ``py-md`` renders Markdown, ``py-tutor`` shows how the page is written."""

from __future__ import annotations

from pagelet import Component, document
from pagelet.html import code, details, pre, summary
from pagelet.tags import dedent, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Md(Component):
    """``<py-md># A heading</py-md>``, or ``<py-md src="notes.md"></py-md>``."""

    shadow = False
    src = ""
    css = ":is(py-md,mpy-md) { display: block; }"

    async def connected(self) -> None:
        from pagelet import Markdown, display

        text = await read(self.node, self.src) if self.src else dedent(self.text)
        if text is not None:
            display(Markdown(text), target=self.node, append=False)


class Tutor(Component):
    """``<py-tutor modules="game.py;board.py">``: the page's own source, and the files that it is made of."""

    modules = ""
    css = """
:host { display: block; margin: 1em 0; }
details { border: 1px solid light-dark(#d6dce4, #3a4452); border-radius: 8px; margin: .5em 0; overflow: hidden; }
summary { cursor: pointer; padding: .6em 1em; font: 600 .9em system-ui, sans-serif;
  background: light-dark(#f0f3f7, #232a34); color: light-dark(#1c2430, #e8ecf2); }
pre { margin: 0; padding: .8em 1em; overflow: auto; max-height: 28em; tab-size: 4;
  scrollbar-color: light-dark(#c3cad4, #3a4452) transparent;
  font: .85em/1.55 ui-monospace, monospace;
  background: light-dark(#fff, #161b22); color: light-dark(#1c2430, #dfe5ee); }
"""

    files: Any = ()

    def draw(self) -> Any:
        return [
            details(summary(name), pre(code(text), tabindex="0", aria_label=name), open=number == 0)
            for number, (name, text) in enumerate(self.files)
        ]

    async def connected(self) -> None:
        page = str(document.location.pathname).split("/")[-1] or "index.html"
        files = [(page, await read(self.node, str(document.URL)))]
        for name in self.modules.replace(",", ";").split(";"):
            if name.strip():
                files.append((name.strip(), await read(self.node, name.strip())))  # noqa: PERF401 - MicroPython cannot await there
        self.files = [(name, text) for name, text in files if text is not None]
        self.redraw()


TAGS = {"md": Md, "tutor": Tutor}
__all__ = ["TAGS"]
