"""Python in web pages: what a page imports.

Names are looked up when they are first used, so that a page which only needs ``document`` loads nothing else.
"""

_HOMES = {
    "Element": "dom",
    "ElementCollection": "dom",
    "HTML": "display",
    "PyWorker": "workers",
    "RUNNING_IN_WORKER": "context",
    "config": "context",
    "create_named_worker": "workers",
    "create_proxy": "context",
    "current_target": "context",
    "display": "display",
    "document": "context",
    "js_import": "context",
    "js_modules": "modules",
    "page": "dom",
    "sync": "workers",
    "to_js": "context",
    "when": "events",
    "window": "context",
    "workers": "workers",
}

__version__ = "0.1.0.dev0"
__all__ = sorted(list(_HOMES) + ["__version__"])  # noqa: RUF005 - MicroPython has no starred lists


def __getattr__(name):
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError("pagelet has no name '" + name + "'")
    value = getattr(__import__("pagelet." + home, None, None, [name]), name)
    globals()[name] = value
    return value
