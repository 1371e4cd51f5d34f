"""JavaScript modules that the config names."""

from __future__ import annotations

from ._runtime import is_nothing, kernel

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

            pages = remote(kernel.client.modules)
            if name in pages:
                return getattr(pages, name)
        raise AttributeError("the config's js_modules name no module '" + name + "'")


js_modules = Modules()

__all__ = ["js_modules"]
