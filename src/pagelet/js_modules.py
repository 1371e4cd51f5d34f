"""``from pagelet.js_modules import d3``: the JavaScript modules that the config names."""

from .modules import js_modules as _modules


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(_modules, name)
