"""A small editor for Python: a text area that indents, completes and remembers. It needs nothing but the browser."""

from __future__ import annotations

from pagelet.html import div, span, textarea
from pagelet.tags.completion import complete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_history: list[str] = []


class Editor:
    """Code in a text area, with what it needs around it: ``Editor("1 + 1", names, run)``."""

    def __init__(
        self, source: str, names: Callable[[], dict[str, Any]], run: Callable[[], Any], label: str = "", keys: str = ""
    ) -> None:
        self._source = source
        self._names = names
        self._run = run
        self._label = label
        self._keys = keys
        self._area: Any = None
        self._list: Any = None
        self._choices: list[str] = []
        self._chosen = 0
        self._start = 0
        self._leaving = False
        self._back = 0  # how far back in the history
        self._draft = ""

    def parts(self) -> list[Any]:
        """Return the elements that make up the editor."""
        area = textarea(
            self._source, rows=self._rows(self._source), wrap="off", spellcheck=False, aria_label=self._label,
            autocapitalize="off", autocomplete="off", autocorrect="off", aria_describedby="keys", role="combobox",
            aria_expanded=False, aria_autocomplete="list", aria_controls="choices", aria_haspopup="listbox",
            on_keydown=self._key, on_input=self._typed, on_blur=self._close,
        )  # fmt: skip
        return [
            area,
            span(self._keys, id="keys", class_="hidden"),
            div(
                id="choices",
                class_="choices",
                role="listbox",
                aria_label="Completions",
                hidden=True,
                on_mousedown=self._pick,
            ),
        ]

    def begin(self, root: Any) -> None:
        """Find the elements when they are there."""
        self._area = root.querySelector("textarea")
        self._list = root.querySelector(".choices")

    @property
    def text(self) -> str:
        """The code."""
        return self._source if self._area is None else str(self._area.value)

    @text.setter
    def text(self, value: str) -> None:
        self._source = value
        if self._area is not None:
            self._area.value = value
            self._fit()

    def remember(self) -> None:
        """Note the code for the history, which all editors share."""
        if not _history or _history[-1] != self.text:
            _history.append(self.text)
        self._back = 0

    # ----------------------------------------------------------------------------------------------------------- size

    def _rows(self, text: str) -> int:
        return text.count("\n") + 1

    def _fit(self) -> None:
        self._area.rows = self._rows(str(self._area.value))

    def _typed(self) -> None:
        self._leaving = False
        self._fit()
        self._close()

    # ----------------------------------------------------------------------------------------------------------- keys

    def _key(self, event: Any) -> Any:
        key = str(event.key)
        if event.isComposing:
            return None
        if self._choices and key in {"ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"}:
            event.preventDefault()
            event.stopPropagation()
            self._choose(key)
            return None
        if key == "Enter" and (event.shiftKey or event.ctrlKey or event.metaKey):
            event.preventDefault()
            return self._run()
        if key == "Escape":
            self._leaving = True
        elif key == "Tab":
            self._tab(event)
        elif key == "Enter":
            self._enter(event)
        elif key in {"ArrowUp", "ArrowDown"}:
            self._recall(event, key)
        return None

    def _tab(self, event: Any) -> None:
        if self._leaving:
            self._leaving = False
            return
        at = int(self._area.selectionStart)
        before = self.text[:at].split("\n")[-1]
        if event.shiftKey:
            if before and not before.strip():
                event.preventDefault()
                self._replace(at - min(4, len(before)), at, "")
            return
        event.preventDefault()
        if not before.strip():
            self._replace(at, int(self._area.selectionEnd), " " * (4 - len(before) % 4))
        else:
            self._complete(at)

    def _enter(self, event: Any) -> None:
        at = int(self._area.selectionStart)
        line = self.text[:at].split("\n")[-1]
        depth = len(line) - len(line.lstrip())
        if line.rstrip().endswith(":"):
            depth += 4
        elif line.strip().split(" ")[0] in {"return", "pass", "break", "continue", "raise"}:
            depth = max(0, depth - 4)
        if depth:
            event.preventDefault()
            self._replace(at, int(self._area.selectionEnd), "\n" + " " * depth)

    def _recall(self, event: Any, key: str) -> None:
        """Go through the history from the first line upwards, and back from the last line downwards."""
        at, text = int(self._area.selectionStart), self.text
        up = key == "ArrowUp"
        if "\n" in (text[:at] if up else text[at:]) or not _history:
            return
        back = self._back + (1 if up else -1)
        if back < 0 or back > len(_history):
            return
        if not self._back:
            self._draft = text
        self._back = back
        event.preventDefault()
        self.text = _history[-back] if back else self._draft

    def _replace(self, start: int, end: int, text: str) -> None:
        self._area.setRangeText(text, start, end, "end")
        self._fit()

    # ----------------------------------------------------------------------------------------------------- completions

    def _complete(self, at: int) -> None:
        start, names = complete(self.text, at, self._names())
        if not names:
            return
        common = names[0]
        for name in names:
            while not name.startswith(common):
                common = common[:-1]
        if len(names) == 1 or len(common) > at - start:
            self._replace(start, at, common)
        if len(names) > 1:
            self._start, self._choices, self._chosen = start, names, 0
            self._show()

    def _show(self) -> None:
        from pagelet import document

        options = []
        for number, name in enumerate(self._choices):
            option = document.createElement("div")
            option.id = "choice-" + str(number)
            option.setAttribute("role", "option")
            option.setAttribute("aria-selected", "true" if number == self._chosen else "false")
            option.textContent = name
            options.append(option)
        self._list.replaceChildren(*options)
        self._list.hidden = False
        self._area.setAttribute("aria-expanded", "true")
        self._area.setAttribute("aria-activedescendant", "choice-" + str(self._chosen))
        options[self._chosen].scrollIntoView(block_nearest()) if self._chosen else None

    def _choose(self, key: str) -> None:
        if key in {"ArrowDown", "ArrowUp"}:
            step = 1 if key == "ArrowDown" else -1
            self._chosen = (self._chosen + step) % len(self._choices)
            self._show()
            return
        name = self._choices[self._chosen]
        self._close()
        if key != "Escape":
            self._replace(self._start, int(self._area.selectionStart), name)

    def _pick(self, event: Any) -> None:
        event.preventDefault()
        chosen = str(event.target.id).replace("choice-", "")
        if chosen.isdigit():
            self._chosen = int(chosen)
            self._choose("Enter")

    def _close(self) -> None:
        if self._choices:
            self._choices = []
            self._list.hidden = True
            self._area.setAttribute("aria-expanded", "false")
            self._area.removeAttribute("aria-activedescendant")


def block_nearest() -> Any:
    """Return the option that scrolls no more than is needed."""
    from pagelet import to_js

    return to_js({"block": "nearest"})


__all__ = ["Editor"]
