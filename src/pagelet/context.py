"""Where the code runs, and the page around it."""

from __future__ import annotations

from ._runtime import js, kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._runtime import Document, Window, create_proxy, to_js

RUNNING_IN_WORKER: bool = kernel.worker
"""Whether this code runs in a worker.

    display("in a worker" if RUNNING_IN_WORKER else "on the page")
"""

config: dict[str, Any]
"""The config of the page's scripts of this type, your own keys too, and that ``type`` itself.

    site = config.get("site", {})
    display(config["type"], site.get("greeting", "Hi"))
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
    """Return a name of this module; some are made at their first use, for not every worker may see the document."""
    if name == "document":
        return window.document
    if name == "config":
        from ._runtime import to_py

        return to_py(kernel.config)
    if name in ("create_proxy", "to_js"):
        from ._runtime import create_proxy, to_js

        return to_js if name == "to_js" else create_proxy
    if name in globals():
        return globals()[name]
    raise AttributeError(name)


def __getattr__(name: str) -> Any:
    value = globals()[name] = here(name)
    return value


def current_target() -> str:
    """Return the id of the element that the running script writes to.

    For example:

        display("Hello", target=current_target())
    """
    target: str = kernel.target
    return target


async def js_import(*urls: str) -> list[Any]:
    """Import JavaScript modules by address, all at once, and return them in a list.

    For example:

        (geometry,) = await js_import("./geometry.js")
        display(geometry.circleArea(2))
    """
    loading = [kernel.load(url) for url in urls]
    modules: list[Any] = []
    for promise in loading:  # MicroPython cannot await in a comprehension
        modules.append(await promise)  # noqa: PERF401
    return modules


__all__ = ["RUNNING_IN_WORKER", "config", "create_proxy", "current_target", "document", "js_import", "to_js", "window"]
