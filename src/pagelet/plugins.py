"""Plugins: modules that the config lists under ``plugins``.

A plugin is a module that may define any of these functions or coroutines, or has an object ``plugin`` that does:

- ``configure(config)`` sees the config before any script runs, and may change it, packages included;
- ``before_run(script)`` and ``after_run(script)`` are called around each script of the page, with its element, or with
  None for a worker that no script tag started;
- ``on_error(error)`` gets what went wrong, as a dict with ``code``, ``message``, ``file``, ``line`` and more.

Workers whose config lists it have it as well, each in an interpreter of its own.
It may also define tags, with ``component``. Nothing else is needed to publish one: it is a package like others.
"""

from __future__ import annotations

from ._runtime import create_proxy, kernel, to_js, to_py
from .dom import Element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_plugins: list[Any] = []

# While plugins are imported and configured. The page and its workers may all have a plugin: a tag that it adds belongs
# to the first that says so, which is no mistake of the others.
loading = False


def load(names: list[str]) -> None:
    """Import plugins by the names of their modules."""
    global loading  # noqa: PLW0603 - an interpreter has one set of plugins
    loading = True
    for name in names:
        module: Any = __import__(name.strip())
        for part in name.strip().split(".")[1:]:
            module = getattr(module, part)
        _plugins.append(getattr(module, "plugin", module))
    kernel.plug(create_proxy(_call))


async def _call(hook: str, value: Any) -> None:
    if hook == "configure":
        await _configure(value)
        return
    given = to_py(value) if hook == "on_error" else _script(value)
    for plugin in _plugins:
        await _ask(plugin, hook, given)


def _script(given: Any) -> Element | None:
    """Return a script's element: workers know it by its id."""
    if isinstance(given, str):
        from .place import document

        return Element(document.getElementById(given)) if given else None
    return Element(given)


async def _configure(settings: Any) -> None:
    global loading  # noqa: PLW0603 - see `load`
    config = to_py(settings)
    for plugin in _plugins:
        await _ask(plugin, "configure", config)
    loading = False
    for name in config:
        setattr(settings, name, to_js(config[name]))


async def _ask(plugin: Any, hook: str, given: Any) -> None:
    function = getattr(plugin, hook, None)
    if function is not None:
        answer = function(given)
        if hasattr(answer, "send"):
            await answer


__all__ = ["load", "loading"]
