"""Where the code runs, and the page around it."""

from __future__ import annotations

from ._runtime import js, kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._runtime import Document, Window

RUNNING_IN_WORKER: bool = kernel.worker
"""Whether this code runs in a worker.

    display("in a worker" if RUNNING_IN_WORKER else "on the page")
"""

window: Window
"""The browser's own ``window``; in a worker it is that of the page, used as if it were here.

    window.scrollTo(0, 0)
    display(window.location.href)
"""

document: Document
"""The browser's own ``document``; in a worker it is that of the page, used as if it were here.

    note = document.createElement("p")
    note.textContent = "Made by hand"
    document.body.append(note)
"""

if RUNNING_IN_WORKER:
    from .remote import remote

    window = remote(kernel.client.window)
else:
    window = js


def here(name: str) -> Any:
    """Return a name of this module; the document is looked up at its first use, for not every worker may see it."""
    return window.document if name == "document" else globals()[name]


def __getattr__(name: str) -> Any:
    if name != "document":
        raise AttributeError(name)
    value = globals()[name] = here(name)
    return value


__all__ = ["RUNNING_IN_WORKER", "document", "window"]
