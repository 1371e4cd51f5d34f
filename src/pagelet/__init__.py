"""Python in web pages: what a page imports.

Names are looked up when they are first used, so that a page which only needs ``document`` loads nothing else.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from . import arrays as arrays
    from . import files as files
    from . import fs as fs
    from . import media as media
    from . import wasm as wasm
    from .batches import batch as batch
    from .blocking import open_url as open_url
    from .bodies import FormData as FormData
    from .components import Component as Component
    from .components import component as component
    from .context import config as config
    from .context import create_proxy as create_proxy
    from .context import current_target as current_target
    from .context import js_import as js_import
    from .context import to_js as to_js
    from .dom import Element as Element
    from .dom import ElementCollection as ElementCollection
    from .dom import page as page
    from .events import Event as Event
    from .events import when as when
    from .handover import start as start
    from .http import fetch as fetch
    from .keep import Storage as Storage
    from .keep import storage as storage
    from .modules import js_modules as js_modules
    from .network import NetworkError as NetworkError
    from .network import NetworkTimeout as NetworkTimeout
    from .output import HTML as HTML
    from .output import display as display
    from .packages import py_import as py_import
    from .place import RUNNING_IN_WORKER as RUNNING_IN_WORKER
    from .place import document as document
    from .place import window as window
    from .sockets import WebSocket as WebSocket
    from .texts import Latex as Latex
    from .texts import Markdown as Markdown
    from .threads import PyWorker as PyWorker
    from .threads import create_named_worker as create_named_worker
    from .threads import sync as sync
    from .threads import workers as workers

__version__ = "0.1.0.dev0"
"""The library's version.

    display("Pagelet", __version__)
"""

# A module of a name's own would hide the name once it is imported: no home is called like a name, but for those
# that are the name.
_HOMES = {
    "Component": "components",
    "Element": "dom",
    "ElementCollection": "dom",
    "Event": "events",
    "FormData": "bodies",
    "HTML": "output",
    "Latex": "texts",
    "Markdown": "texts",
    "NetworkError": "network",
    "NetworkTimeout": "network",
    "PyWorker": "threads",
    "RUNNING_IN_WORKER": "place",
    "WebSocket": "sockets",
    "Storage": "keep",
    "arrays": "arrays",
    "batch": "batches",
    "component": "components",
    "config": "context",
    "create_named_worker": "threads",
    "create_proxy": "context",
    "current_target": "context",
    "display": "output",
    "document": "place",
    "fetch": "http",
    "files": "files",
    "fs": "fs",
    "js_import": "context",
    "js_modules": "modules",
    "media": "media",
    "open_url": "blocking",
    "page": "dom",
    "py_import": "packages",
    "start": "handover",
    "storage": "keep",
    "sync": "threads",
    "to_js": "context",
    "wasm": "wasm",
    "when": "events",
    "window": "place",
    "workers": "threads",
}

# CPython finds modules of the library by itself in `from pagelet import html`; MicroPython asks for the name alone.
_MODULES = ("html", "svg")

__all__ = sorted(list(_HOMES) + ["__version__"])  # noqa: PLE0605, RUF005 - MicroPython has no starred lists


def __getattr__(name: str) -> Any:
    home = name if name in _MODULES else _HOMES.get(name)
    if not home:
        from .guesses import missing

        raise missing(name, __all__)
    if home == "place":
        from .place import here

        value = here(name)
    else:
        value = __import__("pagelet." + home, None, None, [name])
        if home != name:
            value = getattr(value, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
