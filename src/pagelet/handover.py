"""Work that one Python of a page hands to the other.

MicroPython is there at once, and CPython behind it.
"""

from __future__ import annotations

from ._runtime import JsException, create_proxy, is_js, is_nothing, js, kernel, to_js, to_py, unwrapped
from .raised import raise_again
from .reached import loaded, moment, numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any


async def start(type: str) -> Other:
    """Start the page's other Python, and return it: its modules are attributes, their functions are awaited.

    ``"py"`` is CPython with the packages of the page's ``<py-config>``, ``"mpy"`` is MicroPython. Nothing of it is
    fetched before, so that a page may begin on MicroPython and have CPython when there is something for it to do.

        cpython = await start("py")
        display(await cpython.statistics.median([3, 1, 2]))

    Modules of the page are called in the same way: ``await cpython.model.fit(rows)`` calls ``fit`` in ``model.py``.
    Numbers, text, bytes, lists, dicts, dates and arrays are copied; objects of the page and of JavaScript are the
    same in both; anything else stays where it is, and its attributes are awaited as those of modules are. A function
    that is given can be called by the other Python, and awaited there. Exceptions arrive as they are, with the lines
    of both.
    """
    if type not in ("py", "mpy"):
        raise ValueError('start() takes "py" for CPython or "mpy" for MicroPython, not ' + repr(type))
    if kernel.worker:
        raise RuntimeError(
            "start() is there on the page only: a worker has one Python. Start it on the page and call it from here "
            "by sync, or give the work to a worker of its own with create_named_worker()"
        )
    asker = await kernel.handover(type)
    if getattr(asker, "kind", None) == "failure":
        raise RuntimeError(str(asker.message))
    return Other(asker)


class Other:
    """Something of the other Python's: a module, an object, or what they have."""

    def __init__(self, asker: Any, target: Any = None, path: tuple[str, ...] = ()) -> None:
        self._asker = asker
        self._target = target
        self._path = path

    def __getattr__(self, name: str) -> Other:
        if name[:2] == "__" and name != "__main__":  # Python asks for these; it need not cross for them
            raise AttributeError(name)
        return Other(self._asker, self._target, self._path + (name,))  # noqa: RUF005 - MicroPython has no starred tuples

    def __call__(self, *args: Any, **named: Any) -> Call:
        """Begin a call; what it returns is awaited."""
        given = [_handed(arg) for arg in args]
        return self._asked(to_js(given), to_js({name: _handed(value) for name, value in named.items()}))

    def __iter__(self) -> Any:
        return self._asked(None, None).__iter__()  # MicroPython awaits by iterating

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._asked(None, None).__await__()

    def __repr__(self) -> str:
        return "<" + (".".join(self._path) or "something") + " of the other Python>"

    def _asked(self, args: Any, named: Any) -> Call:
        if self._target is None and not self._path:
            raise TypeError("what start() returns has modules: await cpython.module.function()")
        return Call(self._asker.ask(self._target, to_js(list(self._path)), args, named))


class Call:
    """A call that has begun: a coroutine for who awaits it, and nothing to do for who does not."""

    def __init__(self, done: Any) -> None:
        self._done = done
        self._steps: Any = None

    def _begun(self) -> Any:
        if self._steps is None:
            self._steps = self._answer()
        return self._steps

    async def _answer(self) -> Any:
        answer = await self._done()
        failure: Any = getattr(answer, "failure", None)
        if is_nothing(failure):
            return _received(answer.value)
        return raise_again(failure)

    def __iter__(self) -> Any:
        return self._begun()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._begun().__await__()

    # With these it is a coroutine for asyncio, too.
    def send(self, value: Any) -> Any:
        """Go on."""
        return self._begun().send(value)

    def throw(self, *error: Any) -> Any:
        """Go on with an exception."""
        return self._begun().throw(*error)

    def close(self) -> None:
        """Await it no more."""
        self._begun().close()


def _handed(value: Any) -> Any:
    """Make a value fit for the other."""
    if isinstance(value, Other):
        if value._path:  # noqa: SLF001
            raise TypeError(repr(value) + " is not here yet: await it before it is given to somebody")
        return value._target  # noqa: SLF001
    if value is None or isinstance(value, (bool, int, float, str, bytes, bytearray)) or is_js(value):
        return to_js(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return to_js([_handed(item) for item in value])
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return to_js({key: _handed(item) for key, item in value.items()})
        # A tuple as a key is another one in JavaScript each time it comes there.
        return __import__("_pagelet_handover").pairs(to_js([to_js([_handed(k), _handed(v)]) for k, v in value.items()]))
    if hasattr(value, "timestamp") and hasattr(value, "year"):
        return js.Date.new(value.timestamp() * 1000)
    if getattr(value, "shape", None) == () and hasattr(value, "item"):  # a number of NumPy's
        return _handed(value.item())
    if type(value).__name__ in ("ndarray", "array", "memoryview"):
        return numbers(value, _held)
    return _held(value)


def _held(value: Any) -> Any:
    return __import__("_pagelet_handover").hold(create_proxy(value))


def _received(value: Any) -> Any:
    """Make of what came what Python knows it as."""
    if is_nothing(value):
        return None
    own = unwrapped(value)
    if own is not value:
        return own
    if not is_js(value):
        return _parts(value)
    if js.ArrayBuffer.isView(value) and not is_nothing(getattr(value, "dtype", None)):
        from .arrays import array

        return array(value)
    data = to_py(value)
    if not is_js(data):
        return _parts(data)
    kind = getattr(value, "kind", None)
    if kind == "handed":
        return Other(__import__("_pagelet_handover").open(value), value)
    if kind == "pairs":
        return {_key(_received(pair[0])): _received(pair[1]) for pair in value.pairs}
    return moment(value) if str(getattr(getattr(value, "constructor", None), "name", "")) == "Date" else value


def _key(value: Any) -> Any:
    """Make a list the tuple that it was: no list is a key."""
    return tuple([_key(item) for item in value]) if isinstance(value, list) else value


def _parts(value: Any) -> Any:
    if isinstance(value, list):
        return [_parts(item) for item in value]
    if isinstance(value, dict):
        return {key: _parts(item) for key, item in value.items()}
    if isinstance(value, memoryview):
        octets = value.format == "B"
        return bytes(value) if octets else __import__("array").array(value.format, value)
    if type(value).__name__ == "JsBigInt":
        return int(value)
    return _received(value) if is_js(value) else value


async def _answered(*asked: Any) -> Any:
    try:
        return await _perform(*asked)
    except (SystemExit, KeyboardInterrupt) as error:
        if kernel.type == "mpy":
            raise
        # CPython's event loop would end by them, and say so. They are for whoever asked, as other exceptions are.
        kind = type(error)
        raised = type(kind.__name__, (Exception,), {"__module__": kind.__module__})(*error.args)
        raise raised.with_traceback(error.__traceback__) from None


async def _perform(target: Any, path: Any, args: Any, named: Any) -> Any:
    names = to_py(path)
    found = unwrapped(target)
    if is_nothing(target):
        found = await _module(names)
    for name in names:
        found = getattr(found, name)
    if not is_nothing(args):
        found = found(*[_received(arg) for arg in args], **{name: _received(value) for name, value in _pairs(named)})
        # MicroPython knows no difference between a coroutine and a generator.
        if hasattr(found, "__await__") or (kernel.type == "mpy" and hasattr(found, "send")):
            found = await found
    return _handed(found)


def _pairs(named: Any) -> Any:
    return [(str(pair[0]), pair[1]) for pair in js.Object.entries(named)]


async def _module(names: list[str]) -> Any:
    """Import as much of a path as is modules, and leave the rest of it."""
    name = names.pop(0)
    try:
        found = await loaded(name)
    except JsException as error:
        raise ImportError("no module named '" + name + "', and no such package could be installed: " + str(error))  # noqa: B904 - the way through the installer tells nothing
    while names and hasattr(found, "__path__") and not hasattr(found, names[0]):
        name += "." + names[0]
        found = await loaded(name)
        names.pop(0)
    return found


def serve() -> None:
    """Give the kernel the one function that it calls."""
    __import__("_pagelet_handover").take(create_proxy(_answered))


__all__ = ["start"]
