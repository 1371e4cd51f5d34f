"""Python in other threads: from the page to its workers and back."""

from ._runtime import create_proxy, is_js, kernel, to_js, to_py


class Worker:
    """A worker as the page sees it: the functions that it exports are coroutines here."""

    def __init__(self, handle):
        object.__setattr__(self, "_handle", handle)

    def __getattr__(self, name):
        function = getattr(self._handle, name)
        return _calling(function) if callable(function) else function

    @property
    def sync(self):
        return Sync(self._handle.sync)


class Sync:
    """What page and worker offer each other by name."""

    def __init__(self, offered):
        object.__setattr__(self, "_offered", offered)

    def __getattr__(self, name):
        return _calling(getattr(self._offered, name))

    def __setattr__(self, name, function):
        setattr(self._offered, name, create_proxy(function))


class WorkerSync:
    """The same, seen from inside the worker: calls return when the page has answered."""

    def __getattr__(self, name):
        def call(*args):
            from .remote import remote

            return remote(kernel.client.sync(name, *[_lent(arg) for arg in args]))

        return call

    def __setattr__(self, name, function):
        kernel.expose(name, create_proxy(function))


class Workers:
    """The page's named workers: ``await workers["name"]``."""

    def __getitem__(self, name):
        return _wrapped(kernel.worker_named(name))


async def create_named_worker(src, name, config=None, type="py"):
    """Start a worker that runs the file, under a name that ``workers`` knows."""
    return await _wrapped(_start(src, type, config, name))


def PyWorker(src, type="py", config=None, **options):  # noqa: N802 - the name that pages know
    """Start a worker that runs the file; await it to call the functions that it exports."""
    return _wrapped(_start(src, type, config, options.get("name", "")))


def _start(src, type, config, name):
    options = {"type": type, "name": name}
    if config is not None:
        options["config"] = config
    return kernel.start_worker(src, to_js(options))


async def _wrapped(promise):
    return Worker(await promise)


def _calling(function):
    async def call(*args):
        return to_py(await function(*[_lent(arg) for arg in args]))

    return call


def _lent(value):
    if callable(value) and not is_js(value):
        return create_proxy(value)
    ref = getattr(value, "_ref", None)
    return value if is_js(value) else ref if ref is not None else to_js(value)


sync = WorkerSync() if kernel.worker else None
workers = Workers()
