"""Apps of Panel's, and figures of Bokeh's that Python listens to: what happens on the page happens in Python, and back.

Bokeh keeps one document twice, and each side tells the other what has changed, as a patch:
https://docs.bokeh.org/en/latest/docs/dev_guide/server.html. The scripts that show it come out of the wheels, so that
they are of the same version.
"""

from __future__ import annotations

import json

from ._runtime import to_js
from .events import when
from .place import RUNNING_IN_WORKER, window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def is_app(value: Any, library: str) -> bool:
    """Tell whether a value is of Panel's, or of Bokeh's and with callbacks in Python."""
    if library == "panel" or hasattr(value, "__panel__"):
        return True
    if library != "bokeh" or not hasattr(value, "references"):
        return False
    # Bokeh has no other way to ask.
    return any(vars(model).get(kind) for model in value.references() for kind in ("_callbacks", "_event_callbacks"))


def show_app(box: Any, value: Any) -> None:
    """Put an app into a box."""
    _App(box, value)


class _App:
    """One app: its document, and the frame that shows the twin of that."""

    def __init__(self, box: Any, value: Any) -> None:
        from .charts import draw

        self.styles: Any = None
        self.document = self._document(value)
        # What changes before the frame is there waits for it.
        self.waiting: list[str] | None = []
        about = {"item": self._item(), "scripts": _scripts(self.document)}
        self.frame = draw(box, ("app", self._local(json.dumps(about)), ""))
        self.document.on_change(self._told)
        when("pagelet:change", self.frame)(self._changed)

    def _document(self, value: Any) -> Any:
        from bokeh.document import Document

        if hasattr(value, "references"):
            if value.document is None:
                Document().add_root(value)
            return value.document
        from panel import panel
        from panel.io.resources import CDN_DIST, DIST_DIR

        self.styles = CDN_DIST, DIST_DIR
        made = Document()
        panel(value).server_doc(doc=made, location=False)
        return made

    def _item(self) -> Any:
        from bokeh.embed.util import standalone_docs_json_and_render_items

        root = self.document.roots[0]
        made, _ = standalone_docs_json_and_render_items([root], suppress_callback_warning=True)
        return {"doc": next(iter(made.values())), "root_id": root.ref["id"]}

    def _local(self, text: str) -> str:
        """Put style sheets of Panel's into the text that names them by a public address."""
        if self.styles is None:
            return text
        import re

        address, folder = self.styles
        named = '"' + re.escape(address) + r'([\w/.@-]+\.css)[^"]*"'
        return re.sub(named, lambda found: _sheet(folder / found[1]), text)

    def _told(self, event: Any) -> None:
        """Tell the frame what Python has changed."""
        from bokeh.core.serialization import Serializer
        from bokeh.document.events import DocumentPatchedEvent

        if event.setter == "js" or not isinstance(event, DocumentPatchedEvent):
            return

        models = self.document.models
        serializer = Serializer(references=models.synced_references, deferred=False)
        patch = {"events": serializer.encode([event])}
        models.flush_synced(lambda model: not serializer.has_ref(model))
        self._send(self._local(json.dumps(patch)))

    def _send(self, text: str) -> None:
        if self.waiting is not None:
            self.waiting.append(text)
            return
        options = {"detail": text}
        self.frame.dispatchEvent(
            window.CustomEvent.new("pagelet:patch", options if RUNNING_IN_WORKER else to_js(options))
        )

    def _changed(self, event: Any) -> None:
        """Hear what has changed on the page, or first of all that the frame is there."""
        from bokeh.io.doc import patch_curdoc

        if not event.detail:
            waiting, self.waiting = self.waiting or [], None
            for text in waiting:
                self._send(text)
            return
        try:
            with patch_curdoc(self.document):
                self.document.apply_json_patch(json.loads(event.detail), setter="js")
        finally:
            self._send("")  # what came meanwhile may come now


def _scripts(document: Any) -> list[str]:
    """Read what shows a document: Bokeh's own, Panel's, and what its models name of others'."""
    from pathlib import Path

    import bokeh

    folder = Path(str(bokeh.__file__)).parent / "server" / "static" / "js"
    paths = [folder / (name + ".min.js") for name in ("bokeh", "bokeh-widgets", "bokeh-tables")]
    kinds = {type(model) for model in document.roots[0].references()}
    if any(kind.__module__.startswith("panel.") for kind in kinds):
        from panel.io.resources import CDN_DIST, DIST_DIR

        named = [url for kind in kinds for url in getattr(kind, "__javascript__", None) or ()]
        paths += [DIST_DIR / url[len(CDN_DIST) :] for url in dict.fromkeys(named) if url.startswith(CDN_DIST)]
        paths.append(DIST_DIR / "panel.min.js")
    return [path.read_text("utf-8") for path in paths if path.is_file()]


def _sheet(path: Any) -> str:
    import binascii

    data = path.read_bytes() if path.is_file() else b""
    return '"data:text/css;base64,' + binascii.b2a_base64(data, newline=False).decode() + '"'


__all__ = ["is_app", "show_app"]
