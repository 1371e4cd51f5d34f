"""The library's own tags. Each is a module of this folder, which the page fetches when it uses the first of them."""

from __future__ import annotations

# What stands behind "py-" or "mpy-", and the module that has it.
_MODULES = {
    "box": "widgets",
    "button": "widgets",
    "inputbox": "widgets",
    "list": "lists",
    "md": "markdown",
    "register-widget": "register",
    "repl": "repl",
    "terminal": "terminal",
    "title": "widgets",
    "tutor": "tutor",
}


def use(tag: str) -> None:
    """Make a tag of the page an element: ``use("py-repl")``."""
    name = tag.split("-", 1)[1]
    module = __import__("pagelet.tags." + _MODULES[name], None, None, ["TAGS"])
    from pagelet.components import component

    component(tag)(module.TAGS[name])


__all__ = ["use"]
