"""PyScript's names, for pages that were written for it: each is one of Pagelet's own."""

from __future__ import annotations

from pagelet import RUNNING_IN_WORKER, config, current_target, js_import

from .display import HTML, display
from .fetch import fetch
from .storage import storage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Some modules have names of functions, which hide them: those are imported here, so that none hides one later.
if not RUNNING_IN_WORKER:
    from .workers import create_named_worker, workers

# Looked up when they are used: a worker asks the page for its document, and most pages open no sockets.
_HOMES = {
    "Element": "legacy",
    "Event": "events",
    "Plugin": "legacy",
    "PyItemTemplate": "legacy",
    "PyListTemplate": "legacy",
    "PyWorker": "context",
    "Storage": "storage",
    "WebSocket": "websocket",
    "document": "context",
    "js_modules": "context",
    "py_import": "packages",
    "run_until_complete": "legacy",
    "sync": "context",
    "when": "events",
    "window": "context",
    "write": "legacy",
}

_MODULES = ("context", "events", "ffi", "flatted", "fs", "legacy", "media", "util", "web", "websocket", "workers")


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return _module(name)
    if name not in _HOMES:
        # CPython makes this an ImportError for whoever tries "from pyscript import …"; MicroPython does not.
        kind = ImportError if config["type"] == "mpy" else AttributeError
        raise kind("pyscript has no name '" + name + "'")
    value = getattr(_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def _module(name: str) -> Any:
    return __import__("pyscript." + name, None, None, ["*"])


def _public() -> list[str]:
    """List what "from pyscript import *" means to PyScript: all but the names of 2022."""
    names = [name for name in _HOMES if _HOMES[name] != "legacy"]
    names += ["HTML", "RUNNING_IN_WORKER", "config", "current_target", "display", "fetch", "js_import", "storage"]
    return sorted(names if RUNNING_IN_WORKER else names + ["create_named_worker", "workers"])


__all__ = _public()  # noqa: PLE0605 - a worker has no workers of its own
