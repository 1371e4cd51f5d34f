"""Python packages that are loaded when a program comes to need them."""

from __future__ import annotations

from ._runtime import JsException, kernel, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def py_import(*names: str) -> list[Any]:
    """Import Python modules by name, installing the packages of those that are not there yet, and return them.

    What cannot be had is an ``ImportError``. ``pagelet serve`` and ``pagelet build`` read the names, and have the
    packages ready.

    For example:

        json, random = await py_import("json", "random")
        display(json.dumps(random.choice([1, 2, 3])))
    """
    missing = [name for name in names if not _there(name)]
    if missing:
        try:
            await kernel.install(to_js(missing))
        except JsException as error:
            from .network import words

            raise ImportError("no module named " + " and ".join(missing) + ". " + words(error)[1]) from None
    return [_module(name) for name in names]


def _module(name: str) -> Any:
    return __import__(name, None, None, ["*"])


def _there(name: str) -> bool:
    try:
        _module(name)
    except ImportError:
        return False
    return True


__all__ = ["py_import"]
