"""JavaScript modules that the config names."""

from __future__ import annotations

import sys

from ._runtime import is_nothing, kernel
from .context import config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Modules:
    """The modules of ``js_modules``, by name: the page's own, and in a worker the worker's own too.

    The config says ``[js_modules.main]`` and ``"./geometry.js" = "geometry"``.
    ``from pagelet.js_modules import geometry`` gives the same.

        display(js_modules.geometry.circleArea(2))
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        here = getattr(kernel.modules, name, None)
        if not is_nothing(here):
            return here
        if kernel.worker:
            from .remote import remote

            if name in config.get("js_modules", {}).get("main", {}).values():
                return getattr(remote(kernel.client.modules), name)
        raise AttributeError("the config's js_modules name no module '" + name + "'")


class Module:
    """One of them, as a module of Python's: ``from pagelet.js_modules.d3 import select``."""

    _name: str

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(getattr(js_modules, self._name), name)


def publish(package: str) -> None:
    """Let each JavaScript module be imported as a module inside the Python module of that name."""
    for table in config.get("js_modules", {}).values():
        for name in table.values():
            sys.modules[package + "." + name] = Module(name)  # type: ignore[assignment]


js_modules = Modules()

__all__ = ["js_modules", "publish"]
