"""An editor for Python, as the library's tags hold one: CodeMirror, with completions that Python finds."""

from __future__ import annotations

from pagelet import create_proxy, to_js
from pagelet._runtime import kernel
from pagelet.tags.completion import complete_with_jedi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Editor:
    """Code that is being written: ``Editor("1 + 1", names)``; from ``begin`` on it is an editor of the page."""

    def __init__(self, source: str, names: Callable[[], dict[str, Any]]) -> None:
        self._source = source
        self._names = names
        self._view: Any = None

    async def begin(self, place: Any, **options: Any) -> None:
        """Put the editor into an element, which gets an event ``run`` when the code is to be run."""
        part = await kernel.part("editor")
        part.dressFrame(place.getRootNode())
        self._view = await part.makeEditor(place, to_js(dict(options, text=self._source)), create_proxy(self._ask))

    async def _ask(self, source: str, at: int) -> str:
        import json

        start, names = await complete_with_jedi(source, at, self._names())
        return json.dumps({"start": start, "names": names})

    @property
    def text(self) -> str:
        """The code."""
        return self._source if self._view is None else str(self._view.text)

    @text.setter
    def text(self, value: str) -> None:
        self._source = value
        if self._view is not None:
            self._view.text = value

    def focus(self) -> None:
        """Let what is typed be the code."""
        self._view.focus()

    def remember(self) -> None:
        """Note the code for the arrow keys, which go through what was run."""
        if self._view is not None:
            self._view.remember()


__all__ = ["Editor"]
