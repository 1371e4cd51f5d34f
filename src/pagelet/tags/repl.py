"""``py-repl`` and ``mpy-repl``: Python that is written in the page, and run there."""

from __future__ import annotations

from pagelet import Component, document
from pagelet._runtime import is_nothing, kernel
from pagelet.html import button, div, pre, slot, span
from pagelet.tags import cell, dedent, page_names, read
from pagelet.tags.editor import Editor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The rest is in the kernel's editor/frame.js.
_CSS = """
:host { display: block; }
.cell pre { flex: 1; min-width: 0; margin: 0; padding: .65em .9em; overflow: hidden;
  font: .95rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
"""
_KEYS = (
    "Shift+Enter runs the code. Control+C stops it. Tab completes a word. Escape, then Tab, leaves the editor. "
    "A name with ? behind it is explained."
)

_count = [0]


class Repl(Component):
    """A cell of Python: Shift+Enter runs it and shows its last value.

    ``auto-generate`` adds the next cell; ``output``, ``std-out`` and ``std-err`` name elements for what is shown,
    printed and reported; ``output-mode="append"`` keeps what was there; ``src`` names a file to begin with; cells of
    one ``env`` share their names with each other, and not with the page. Cells with ``worker`` run in a thread, and the
    page needs no Python for them: they are the kernel's, in editor/repl.js.
    """

    auto_generate = False
    output = ""
    std_out = ""
    std_err = ""
    output_mode = ""
    src = ""
    env = ""
    worker = False
    css = _CSS

    # Not attributes of the tag: names that begin like this never are.
    _running = False
    _begun = False
    _shown = 0
    _result = ""

    def setup(self) -> None:
        if self.worker:
            return
        node = self.node
        _count[0] += 1
        self._result = "_pagelet_value_" + str(_count[0])  # cells of one "env" may run at a time
        if not node.id:
            node.id = self.tag + "-" + str(_count[0])
        self.source = dedent(node.textContent or "").strip("\n")
        self.place = document.createElement("div")
        self.place.className = "py-output"
        self.place.id = str(node.id) + "-output"
        # What scrolls has to be reached by keys; while it is empty it is not shown.
        for name, value in {"role": "log", "aria-label": "Output", "aria-live": "polite", "tabindex": "0"}.items():
            self.place.setAttribute(name, value)
        self.place.slot = "output"
        node.replaceChildren(self.place)
        self.editor = Editor(self.source, self.names)

    def draw(self) -> Any:
        run = button(class_="run", type="button", title="Run (Shift+Enter)", aria_label="Run", on_click=self._click)
        keys = span(_KEYS, id="keys", class_="hidden")
        cell = div(pre(self.source), run, keys, class_="cell", on_run=self.run, on_stop=self.stop)
        return [cell, slot(name="output")]

    def redraw(self) -> None:
        """Draw once: a change of an attribute must not take what is being written."""
        if not self._shown and not self.worker:
            self._shown = 1
            Component.redraw(self)

    async def connected(self) -> None:
        if self._begun or self.worker:
            return
        self._begun = True
        cell = self.find(".cell")[0].node
        await self.editor.begin(cell, label="Python code", described="keys", recalls=True)
        cell.querySelector("pre").remove()
        if self.node.hasAttribute("autofocus"):
            self.editor.focus()
        if self.src:
            self.editor.text = (await read(self.node, self.src) or "").rstrip()

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
        names: dict[str, Any] = kernel.names_of(self.env)
        return names

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
            for place in (out, self.place, self._element(self.std_out), self._element(self.std_err)):
                if place is not None:
                    place.replaceChildren()
        try:
            word = cell.asked_for(source)
            if word:
                self._explain(word, out)
            else:
                await self._execute(source, out)
        finally:
            self._running = False
            self._busy(None)
        # PyScript's own documentation wrote auto-generate="true", so who writes "false" means no, too.
        if self.auto_generate and self.node.getAttribute("auto-generate") != "false":
            self._next()
        self.emit("ran", source)

    def stop(self) -> None:
        """Stop the code, where Python gives way while it computes: CPython, in browsers with JSPI."""
        if self._running:
            kernel.stop_cell(self.node)

    async def _click(self) -> None:
        if self._running:
            self.stop()
        else:
            await self.run()

    async def _execute(self, source: str, out: Any) -> None:
        scope = self.names()
        self.node.target = self.node.printer = out
        filename = str(self.node.id)
        code = cell.keeping_value(source, self._result)
        failed = await kernel.run_cell(self.node, code, filename, source, self.env)
        if failed:
            self._fail(str(failed), self._element(self.std_err) or out)
            return
        cell.show(scope, self._result, out)

    def _fail(self, text: str, place: Any) -> None:
        import json

        error = json.loads(text)
        if error["message"].split(":")[0].split(".")[-1] in {"KeyboardInterrupt", "CancelledError"}:
            place.append(_shown("py-note", "Stopped."))
            return
        lines = [error.get("message", "")]
        if len(error.get("frames") or ()) > 1 and error.get("traceback"):
            lines.insert(0, error["traceback"].rstrip())
        elif error.get("line"):
            lines.append("line " + str(error["line"]) + ": " + error.get("source", "").strip())
        shown = _shown("py-error", "\n".join(lines))
        shown.setAttribute("role", "alert")
        place.append(shown)

    def _explain(self, name: str, place: Any) -> None:
        from pagelet.tags.completion import help_on

        place.append(_shown("py-help", help_on(name, self.names())))

    def _element(self, name: str) -> Any:
        place = document.getElementById(name) if name else None
        return None if is_nothing(place) else place

    def _busy(self, busy: str | None) -> None:
        run = self.find(".run")[0]
        run.attrs["aria-busy"] = busy
        # MicroPython hears nothing on the page while it computes; the kernel's overrun.js asks by itself.
        stops = busy and kernel.type == "py"
        run.attrs["aria-label"] = "Stop" if stops else "Run"
        run.attrs["title"] = "Stop (Ctrl+C)" if stops else "Run (Shift+Enter)"

    def _next(self) -> None:
        self.auto_generate = False
        node = self.node
        following = document.createElement(self.tag)
        for name in node.getAttributeNames():
            if name not in ("id", "src"):
                following.setAttribute(name, node.getAttribute(name))
        following.setAttribute("auto-generate", "")
        following.setAttribute("autofocus", "")
        following.setAttribute("root", node.getAttribute("root") or node.id)
        node.after(following)


def _shown(kind: str, text: str) -> Any:
    shown = document.createElement("pre")
    shown.className = kind
    shown.textContent = text
    return shown


TAGS = {"repl": Repl}
__all__ = ["TAGS"]
