"""Workers: Python in threads of its own."""

from __future__ import annotations

from ._runtime import create_proxy, is_js, kernel, to_js, to_py

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Generator
    from typing import Any


# What tells keywords from a dict: no keyword has this name.
_KEYWORDS = "keywords of Python's"


class Worker:
    """A worker as the page sees it: the functions that it exports are coroutines here."""

    _handle: Any

    def __init__(self, handle: Any) -> None:
        object.__setattr__(self, "_handle", handle)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        function = getattr(self._handle, name)
        return _calling(self._handle, name) if callable(function) else function

    @property
    def sync(self) -> Sync:
        """What the page offers to this worker, and this worker to the page."""
        return Sync(self._handle.sync)


class Sync:
    """What page and worker offer each other by name."""

    _offered: Any

    def __init__(self, offered: Any) -> None:
        object.__setattr__(self, "_offered", offered)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _calling(self._offered, name)

    def __setattr__(self, name: str, function: Callable[..., Any]) -> None:
        kernel.offer(self._offered, name, create_proxy(_offered(function)))


class WorkerSync:
    """The same, seen from inside the worker: calls return when the page has answered."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: Any, **named: Any) -> Any:
            from .remote import remote

            return remote(kernel.client.sync(name, *_given(args, named)))

        return call

    def __setattr__(self, name: str, function: Callable[..., Any]) -> None:
        kernel.expose(name, create_proxy(_offered(function)))


class NoSync:
    """What ``sync`` is on the page: false, and every use says where the page finds a worker's own."""

    def __bool__(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            "sync." + name + " is there in a worker only; on the page use (await workers['name']).sync"
        )

    def __setattr__(self, name: str, function: Callable[..., Any]) -> None:
        self.__getattr__(name)


class StartingWorker:
    """A worker that is on its way: await it, or its ``ready``, and offer it functions by its ``sync`` already."""

    def __init__(self, promise: Awaitable[Any], offered: Any) -> None:
        self._promise = promise
        #: What the page offers to this worker, and this worker to the page.
        self.sync = StartingSync(offered, self)

    @property
    def ready(self) -> Coroutine[Any, Any, Worker]:
        """The worker, once its script has run."""
        return _wrapped(self._promise)

    def __await__(self) -> Generator[Any, Any, Worker]:
        return self.ready.__await__()

    def __iter__(self) -> Any:  # MicroPython awaits by iterating
        return self.ready


class StartingSync(Sync):
    """The same before the worker is there: its functions are called when it is."""

    _worker: StartingWorker

    def __init__(self, offered: Any, worker: StartingWorker) -> None:
        object.__setattr__(self, "_offered", offered)
        object.__setattr__(self, "_worker", worker)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        async def call(*args: Any, **named: Any) -> Any:
            worker = await self._worker.ready
            return await getattr(worker.sync, name)(*args, **named)

        return call


class Workers:
    """The page's named workers, by name: the functions that a worker exports are coroutines here.

    For example:

        <script type="mpy" worker name="adder">
        __export__ = ["add"]

        def add(one, two):
            return one + two
        </script>

        adder = await workers["adder"]
        display(await adder.add(2, 3))
    """

    def __getattr__(self, name: str) -> Awaitable[Worker]:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Awaitable[Worker]:
        _on_page()
        return _wrapped(kernel.worker_named(name))


async def create_named_worker(src: str, name: str, config: Any = None, type: str = "py") -> Worker:
    """Start a worker that runs the file, under a name that ``workers`` knows.

    ``type`` is ``"py"`` or ``"mpy"``; ``config`` is an address or a dict.

        primes = await create_named_worker("primes.py", "primes", type="mpy")
        display(await primes.count(100))
    """
    return await _wrapped(_start(src, type, config, name))


def PyWorker(  # noqa: N802 - the name that pages know
    src: str,
    type: str = "py",
    config: Any = None,
    **options: Any,
) -> StartingWorker:
    """Start a worker that runs the file; await it to call the functions that it exports.

    ``type`` is ``"py"`` or ``"mpy"``; ``config`` is an address or a dict; ``name="…"`` gives it a name.

        primes = await PyWorker("primes.py", type="mpy")
        display(await primes.count(100))

    What its ``sync`` is given before that, the worker finds from its first line on.
    """
    _on_page()
    offered = to_js({})
    return StartingWorker(_start(src, type, config, options.get("name", ""), offered), offered)


def _start(src: str, kind: str, config: Any, name: str, offered: Any = None) -> Any:
    _on_page()
    options: dict[str, Any] = {"type": kind, "name": name}
    options.update({key: value for key, value in (("config", config), ("sync", offered)) if value is not None})
    return kernel.start_worker(src, to_js(options))


def _on_page() -> None:
    if kernel.worker:
        raise RuntimeError("workers are started and found by the page, not by a worker")


async def _wrapped(promise: Awaitable[Any]) -> Worker:
    return Worker(await promise)


def _calling(owner: Any, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
    async def call(*args: Any, **named: Any) -> Any:
        answer = await kernel.answer(owner, name, *_given(args, named))
        if not is_js(answer) or not kernel.raised(answer):
            return to_py(answer)
        from .raised import raise_again

        return raise_again(answer)

    return call


def export(names: list[str], scope: dict[str, Any]) -> None:
    """Offer functions to the page; a worker's kernel calls this for the names in ``__export__``."""
    for name in names:
        kernel.expose(name, create_proxy(_offered(scope[name])))


def _offered(function: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """Let a function be called from the other side: it gets and gives plain data."""

    async def call(*args: Any) -> Any:
        values = [_received(arg) for arg in args]
        named = {}
        if values and isinstance(values[-1], dict) and values[-1].pop(_KEYWORDS, False):
            named = {name: _received(value) for name, value in values.pop().items()}
        result = function(*values, **named)
        if hasattr(result, "send") and not hasattr(result, "_ref"):  # what is the page's has what nobody knows
            result = await result
        return _lent(result)

    return call


def _given(args: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
    """Make arguments fit for the other side; keywords are one more, as JavaScript's functions take them."""
    given = [_lent(arg) for arg in args]
    if named:
        options = {name: _lent(value) for name, value in named.items()}
        options[_KEYWORDS] = True
        given.append(to_js(options))
    return given


def _received(value: Any) -> Any:
    if not kernel.worker:
        return to_py(value)
    from .remote import remote

    return remote(value)


def _lent(value: Any) -> Any:
    if is_js(value):
        return value
    ref = getattr(value, "_ref", None)  # a Remote is callable, too
    if ref is not None:
        return ref
    return create_proxy(value) if callable(value) else to_js(value)


sync: Any = WorkerSync() if kernel.worker else NoSync()
"""In a worker, the functions that the page offers to it; they return when the page has answered.

The page offers them as ``(await workers["name"]).sync.ask = function``. On the page ``sync`` is false.

    <script type="mpy" worker name="asker">
    from pagelet import sync

    __export__ = ["double"]

    def double():
        return 2 * sync.number()
    </script>

    asker = await workers["asker"]
    asker.sync.number = lambda: 21
    display(await asker.double())
"""
workers = Workers()

__all__ = ["PyWorker", "create_named_worker", "sync", "workers"]
