"""The config, and what Python and JavaScript hand each other."""

from __future__ import annotations

from ._runtime import create_proxy, kernel, to_js, to_py

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

config: dict[str, Any]
"""The config of the page's scripts of this type, your own keys too, and that ``type`` itself.

    site = config.get("site", {})
    display(config["type"], site.get("greeting", "Hi"))
"""


def __getattr__(name: str) -> Any:
    if name != "config":
        raise AttributeError(name)
    value = globals()[name] = to_py(kernel.config)
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


__all__ = ["config", "create_proxy", "current_target", "js_import", "to_js"]
