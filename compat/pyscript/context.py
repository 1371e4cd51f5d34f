"""PyScript's ``pyscript.context``: where the code runs, and the page around it."""

from __future__ import annotations

import pagelet
from pagelet import RUNNING_IN_WORKER, config, current_target, js_import, js_modules

from .util import NotSupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PyWorker: Any
sync: Any

if RUNNING_IN_WORKER:
    PyWorker = NotSupported("pyscript.PyWorker", "pyscript.PyWorker works only when running in the main thread")
    sync = pagelet.sync
else:
    PyWorker = pagelet.PyWorker
    sync = NotSupported("pyscript.sync", "pyscript.sync works only when running in a worker")


def __getattr__(name: str) -> Any:
    # A worker asks the page for these two, when they are used.
    if name not in ("document", "window"):
        raise AttributeError(name)
    return getattr(pagelet, name)


__all__ = ["RUNNING_IN_WORKER", "PyWorker", "config", "current_target", "js_import", "js_modules", "sync"]
