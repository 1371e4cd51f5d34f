"""``py-repl`` and ``mpy-repl``: Python that is written in the page, and run there."""

from __future__ import annotations

from pagelet import Component, create_proxy, display, document, window
from pagelet._runtime import is_nothing, kernel
from pagelet.html import button, div, slot
from pagelet.tags import cell, dedent, page_names
from pagelet.tags.editor import Editor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CSS = """
:host { display: block; margin: 1em 0; color-scheme: light dark; --ink: light-dark(#1c2430, #e4e9f0);
  --soft: light-dark(#5c6878, #9aa7b8); --paper: light-dark(#f7f9fb, #161b22); --line: light-dark(#d6dce4, #333d4a);
  --accent: light-dark(#2563a8, #7fb4f0); }
.cell { position: relative; display: flex; align-items: stretch; border: 1px solid var(--line); border-radius: 10px;
  background: var(--paper); color: var(--ink); }
.cell:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
textarea { flex: 1; min-width: 0; box-sizing: border-box; margin: 0; padding: .7em .9em; border: 0; outline: 0;
  resize: none;
  overflow: auto hidden; white-space: pre; background: none; color: inherit; caret-color: var(--accent); tab-size: 4;
  font: .95rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.run { flex: none; align-self: flex-end; width: 2.6rem; height: 2.6rem; margin: .25rem; border: 0;
  border-radius: 8px; cursor: pointer;
  font-size: 1rem; line-height: 1; color: var(--accent); background: none; }
.run:hover { background: color-mix(in srgb, var(--accent) 14%, transparent); }
.run:focus-visible { outline: 2px solid var(--accent); }
.run[aria-busy=true] { animation: wait 1s linear infinite alternate; cursor: progress; }
@keyframes wait { to { opacity: .25 } }
@media (prefers-reduced-motion: reduce) { .run { animation: none !important; } }
.choices { position: absolute; z-index: 10; left: .6em; top: 100%; min-width: 12em; max-width: calc(100% - 1.2em);
  max-height: 13em; overflow: auto; margin: .2em 0 0;
  padding: .3em; border: 1px solid var(--line); border-radius: 8px; background: light-dark(#fff, #1d232d);
  box-shadow: 0 8px 24px rgb(0 0 0 / .18); font: .9rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
.choices[hidden] { display: none; }
.choices div { padding: .1em .6em; border-radius: 5px; cursor: pointer; white-space: pre; }
.choices div[aria-selected=true] { background: var(--accent); color: light-dark(#fff, #10151c); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
::slotted(.repl-output) { display: block; padding: .5em .9em 0;
  font: .95rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-x: auto; }
::slotted(.repl-output:empty) { display: none; }
"""
# Outputs are the page's own, so that what is displayed there looks like the page.
_OUTER = """
.repl-error { margin: .2em 0; padding: .6em .8em; overflow: auto; border-radius: 8px;
  border-inline-start: 4px solid light-dark(#c4302b, #f0625b);
  white-space: pre-wrap; background: light-dark(#fff2f0, #2f1a19); color: light-dark(#8f1d19, #ffaca6);
  font: inherit; }
.repl-help { margin: .2em 0; padding: .6em .8em; border-radius: 8px; white-space: pre-wrap; font: inherit;
  background: light-dark(#eef4fb, #1a2532); }
"""
_KEYS = (
    "Shift+Enter runs the code. Tab completes a word. Escape, then Tab, leaves the editor. "
    "A name with ? behind it is explained."
)

# One list of names for each "env", and the page's own for those without.
_environments: dict[str, dict[str, Any]] = {}
_count = [0]
_dressed = [False]


class Repl(Component):
    """A cell of Python: Shift+Enter runs it and shows its last value.

    ``auto-generate`` adds the next cell; ``output``, ``std-out`` and ``std-err`` name elements for what is shown,
    printed and reported; ``output-mode="append"`` keeps what was there; ``src`` names a file to begin with; cells of
    one ``env`` share their names with each other, and not with the page.
    """

    auto_generate = False
    output = ""
    std_out = ""
    std_err = ""
    output_mode = ""
    src = ""
    env = ""
    css = _CSS

    # Not attributes of the tag: names that begin like this never are.
    _running = False
    _shown = 0

    def setup(self) -> None:
        node = self.node
        _count[0] += 1
        if not node.id:
            node.id = self.tag + "-" + str(_count[0])
        self.source = dedent(node.textContent or "")
        self.place = document.createElement("div")
        self.place.className = "repl-output"
        self.place.id = str(node.id) + "-output"
        self.place.setAttribute("aria-live", "polite")
        self.place.slot = "output"
        node.replaceChildren(self.place)
        self.editor = Editor(self.source, self.names, self.run, label="Python code", keys=_KEYS)
        _dress()

    def draw(self) -> Any:
        run = button("▶", class_="run", type="button", title="Run (Shift+Enter)", aria_label="Run", on_click=self.run)
        return [div(self.editor.parts(), run, class_="cell"), slot(name="output")]

    def redraw(self) -> None:
        """Draw once: a change of an attribute must not take what is being written."""
        if not self._shown:
            self._shown = 1
            Component.redraw(self)

    async def connected(self) -> None:
        self.editor.begin(self.node.shadowRoot)
        if self.src:
            response = await window.fetch(self.src)
            if not response.ok:
                raise RuntimeError(self.src + " cannot be shown: the server answered " + str(response.status))
            self.editor.text = str(await response.text()).rstrip()

    # ------------------------------------------------------------------------------------------------- from outside

    def getPySrc(self) -> str:  # noqa: N802 - the name that pages know
        """Return the code that is in the cell."""
        return self.editor.text

    @property
    def code(self) -> str:
        """The code that is in the cell."""
        return self.editor.text

    @code.setter
    def code(self, text: str) -> None:
        self.editor.text = text

    def names(self) -> dict[str, Any]:
        """Return the names that the cell knows."""
        if not self.env:
            return page_names()
        return _environments.setdefault(self.env, {"__name__": "__main__"})

    # --------------------------------------------------------------------------------------------------------- running

    async def run(self) -> None:
        """Run the code and show what comes of it."""
        source = self.editor.text
        if self._running or not source.strip():
            return
        self._running = True
        self._busy("true")
        self.editor.remember()
        out = self._element(self.output) or self.place
        if self.output_mode != "append":
            for place in {str(place.id): place for place in (out, self.place)}.values():
                place.replaceChildren()
        try:
            word = source.strip().strip("?")
            if len(word) < len(source.strip()) and "\n" not in word:
                self._explain(word.strip(), out)
            else:
                await self._execute(source, out)
        finally:
            self._running = False
            self._busy(None)
        if self.auto_generate:
            self._next()
        self.emit("ran", source)

    async def _execute(self, source: str, out: Any) -> None:
        scope = self.names()
        self.node.target = self.node.printer = out
        filename = str(self.node.id)
        given = create_proxy(scope) if self.env else None
        failed = await kernel.run_cell(self.node, cell.keeping_value(source), filename, source, given)
        if failed:
            self._fail(str(failed), self._element(self.std_err) or out)
            return
        value = scope.pop(cell.RESULT, None)
        if value is not None:
            scope["_"] = value
            display(value if not isinstance(value, str) else repr(value), target=out)

    def _fail(self, text: str, place: Any) -> None:
        import json

        error = json.loads(text)
        shown = document.createElement("pre")
        shown.className = "repl-error"
        shown.setAttribute("role", "alert")
        lines = [error.get("message", "")]
        if error.get("line"):
            lines.append("line " + str(error["line"]) + ": " + error.get("source", "").strip())
        if len(error.get("frames") or ()) > 1 and error.get("traceback"):
            lines.insert(0, error["traceback"].rstrip())
            del lines[1]
        shown.textContent = "\n".join(lines)
        place.append(shown)

    def _explain(self, name: str, place: Any) -> None:
        from pagelet.tags.completion import help_on

        shown = document.createElement("pre")
        shown.className = "repl-help"
        shown.textContent = help_on(name, self.names())
        place.append(shown)

    def _element(self, name: str) -> Any:
        place = document.getElementById(name) if name else None
        return None if is_nothing(place) else place

    def _busy(self, busy: str | None) -> None:
        self.find(".run")[0].attrs["aria-busy"] = busy

    def _next(self) -> None:
        self.auto_generate = False
        node = self.node
        following = document.createElement(self.tag)
        for name in node.getAttributeNames():
            if name not in ("id", "src"):
                following.setAttribute(name, node.getAttribute(name))
        following.setAttribute("auto-generate", "")
        following.setAttribute("root", node.getAttribute("root") or node.id)
        node.after(following)
        following.focus()


def _dress() -> None:
    """Give the outputs their looks, once a page."""
    if not _dressed[0]:
        _dressed[0] = True
        sheet = window.CSSStyleSheet.new()
        sheet.replaceSync(_OUTER)
        document.adoptedStyleSheets.push(sheet)


TAGS = {"repl": Repl}
__all__ = ["TAGS"]
