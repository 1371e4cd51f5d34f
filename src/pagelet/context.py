"""Where the code runs, and the page around it."""

from ._runtime import create_proxy, is_nothing, js, kernel, to_js, to_py

RUNNING_IN_WORKER = kernel.worker

config = to_py(kernel.config)

if RUNNING_IN_WORKER:
    from .remote import remote

    window = remote(kernel.client.window)
    document = window.document
else:
    window = js
    document = js.document


def current_target():
    """Return the id of the element that the running script writes to."""
    return kernel.target


async def js_import(*urls):
    """Import JavaScript modules by address and return them in a list."""
    modules = []
    for url in urls:  # MicroPython cannot await in a comprehension
        modules.append(await kernel.load(url))  # noqa: PERF401
    return modules


__all__ = ["RUNNING_IN_WORKER", "config", "create_proxy", "current_target", "document", "is_nothing", "js_import", "to_js", "window"]
