"""JavaScript modules that the config names."""

from ._runtime import kernel


class Modules:
    """The modules of ``js_modules``, by name: the page's own, and in a worker the worker's own too."""

    def __getattr__(self, name):
        here = getattr(kernel.modules, name, None)
        if here is not None:
            return here
        if kernel.worker:
            from .remote import remote

            return getattr(remote(kernel.client.modules), name)
        raise AttributeError("the config's js_modules name no module '" + name + "'")


js_modules = Modules()
