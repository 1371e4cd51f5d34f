"""Libraries that are changed when a page imports them: those for HTTP ask the browser in place of a socket.

``http.client``, and with it ``urllib.request`` and what builds on that, such as ``pandas.read_csv(url)``; ``urllib3``,
and with it ``requests``; ``httpx``. Each is changed when it is imported, in the one place where it would connect; a
page that imports none of them loads nothing of this. What they raise is what they raise elsewhere. And Panel, whose
module for pages is filled by ours.

Some are changed where there is no page, for a memory that pages begin with: what changes them imports what asks the
browser only when something is to be asked.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What is changed, and by which module of this folder. The kernel asks `found` for the same names.
CHANGED = {
    "http.client": "client",
    "httpx._transports.default": "httpx",
    "panel.io.pyodide": "panel",
    "urllib3.contrib.emscripten.connection": "urllib3",
}


class _Loader:
    """Load a module as always, then change it."""

    def __init__(self, loader: Any, home: str) -> None:
        self._loader = loader
        self._home = home

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: Any) -> None:
        home: Any = __import__("pagelet.libraries." + self._home, None, None, ["change"])
        if hasattr(home, "fill"):
            home.fill(module)
            return
        self._loader.exec_module(module)
        home.change(module)


def found(finder: Any, name: str, path: Any, target: Any) -> Any:
    """Find a module as the other finders do, and see to it that it is changed once it has loaded."""
    import sys

    for other in sys.meta_path:
        spec: Any = None if other is finder else other.find_spec(name, path, target)
        if spec is not None:
            spec.loader = _Loader(spec.loader, CHANGED[name])
            return spec
    return None


__all__ = ["CHANGED", "found"]
