"""Modules of other languages: C, Rust, Zig, Go or whatever else is compiled to WebAssembly.

    words = await wasm.load("words.wasm")
    display(words.count("to be or not to be"))

A core module (``.wasm``) is called like a module of Python's. Programs and libraries that ask a system for something
(WASI preview 1) get what a page has: output, input, time, chance, and the folders that you lend them.
"""

from __future__ import annotations

from ._runtime import create_proxy, failure, is_js, kernel, to_js, to_py
from .arrays import view
from .network import absolute
from .parts import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class WasmError(RuntimeError):
    """A module that cannot be loaded, or that broke off; the message begins with the code of the error."""


async def load(source: Any, imports: Any = None, *, folders: Any = (), env: Any = None) -> Module:
    """Load a module from an address, which is relative to the page, or from bytes, and return it.

    ``imports`` are the functions that it wants, by module and name: ``{"env": {"log": print}}``. ``folders`` are those
    of Python's own that it may use, a list, or a dict of what it calls them; ``env`` is a dict of its environment.

        words = await wasm.load("words.wasm")
        display(words.count("to be or not to be"))
    """
    wanted: dict[str, Any] = {}
    for module, functions in (imports or {}).items():
        wanted[module] = {name: _importable(value) for name, value in functions.items()}
    lent = folders.items() if isinstance(folders, dict) else [(folder, folder) for folder in folders]
    surroundings = {
        "write": create_proxy(_write),
        "fs": getattr(kernel, "fs", None),
        "folders": [[name, path] for name, path in lent],
        "env": [key + "=" + value for key, value in (env or {}).items()],
    }
    text = isinstance(source, str)
    name = source.rsplit("/", 1)[-1].split("?")[0] if text else "the module"
    loader = await part("wasm")
    address = absolute(source) if text else view(source)
    found = await loader.loadWasm(address, name, to_js(wanted), to_js(surroundings))
    return Module(_checked(found), name)


class Module:
    """A module of WebAssembly's: what it exports are its attributes, functions and numbers.

    A function takes as many numbers as it was compiled with. A text goes as a pointer to UTF-8 that ends with a zero
    byte, an array or bytes as a pointer to a copy; where the function has room for it, the length comes after each
    pointer. What it changes in an array or bytearray is changed for Python when it returns.
    """

    def __init__(self, loaded: Any, name: str) -> None:
        self._loaded = loaded
        self._name = name
        self._known = {}
        for line in loaded.names():
            kind, export = str(line).split(" ", 1)
            self._known[export] = kind
        self._names = sorted([name for name in self._known if not name.startswith("_")])
        #: The module's memory, see Memory.
        self.memory = Memory(loaded)

    def __repr__(self) -> str:
        return "<wasm " + self._name + ": " + ", ".join(self._names) + ">"

    def __dir__(self) -> list[str]:
        return self._names + ["memory", "run"]  # noqa: RUF005 - MicroPython has no starred lists

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") and name not in self.__dict__.get("_known", ()):
            raise AttributeError(name)
        kind = self._known.get(name)
        if kind == "global":
            return to_py(self._loaded.value(name))
        if kind != "function":
            raise AttributeError(self._name + " exports no '" + name + "'; it has " + ", ".join(self._names))
        if "_start" in self._known:
            raise AttributeError(self._name + " is a program: run() runs it from its begin to its end")
        function = _function(self._loaded, name)
        setattr(self, name, function)
        return function

    def run(self, *args: str, input: Any = "", capture_output: bool = False) -> Done:
        """Run a program (a module with ``_start``) with arguments and an input, and return how it ended.

        What it writes is printed; with ``capture_output=True`` it is ``stdout`` and ``stderr`` of what is returned.

            program = await wasm.load("greet.wasm")
            done = program.run("world", capture_output=True)
            display(done.returncode, done.stdout)
        """
        if "_start" not in self._known:
            raise WasmError(self._name + " is no program: call its functions, " + ", ".join(self._names))
        parts: Any = ([], []) if capture_output else None
        _captured.append(parts)
        try:
            given = input if isinstance(input, str) else view(input)
            code = _checked(self._loaded.run(to_js([str(arg) for arg in args]), given))
        finally:
            _captured.pop()
        return Done(int(code), *["".join(part) for part in parts or ([], [])])


class Done:
    """How a program has ended: ``returncode``, and ``stdout`` and ``stderr`` if they were asked for."""

    def __init__(self, returncode: int, stdout: str, stderr: str) -> None:
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr

    def __repr__(self) -> str:
        return "Done(" + str(self.returncode) + ", " + repr(self.stdout) + ", " + repr(self.stderr) + ")"


class Memory:
    """The memory of a module, by the numbers that its functions call pointers; ``len(memory)`` is its size in bytes."""

    def __init__(self, loaded: Any) -> None:
        self._loaded = loaded

    def __len__(self) -> int:
        return int(self._loaded.size())

    def view(self, pointer: int, count: int, dtype: str = "uint8") -> Any:
        """Return the memory itself as a typed array of JavaScript's: no copy, for canvas, WebGL and ``arrays.array``.

        It is empty after the module's memory has grown: ``view.renew()`` is where it is then.
        """
        names = {"uint8clamped": "Uint8ClampedArray", "int64": "BigInt64Array", "uint64": "BigUint64Array"}
        kind = dtype[0].upper() + dtype[1:] + "Array" if dtype[:1] in ("i", "f") else "Ui" + dtype[2:] + "Array"
        return _checked(self._loaded.look(pointer, count, names.get(dtype, kind)), IndexError)

    def bytes(self, pointer: int, count: int) -> Any:
        """Return a copy of some bytes."""
        from ._runtime.buffers import copied

        return bytes(copied(self.view(pointer, count), "u8"))

    def text(self, pointer: int, count: int | None = None) -> str:
        """Return the text at a pointer: UTF-8, up to a zero byte or as many bytes as there are."""
        if count is None:
            return str(self._loaded.text(pointer))
        return str(self.bytes(pointer, count), "utf-8")

    def write(self, pointer: int, data: Any) -> None:
        """Put a text, bytes or an array there."""
        given = data.encode() if isinstance(data, str) else data
        seen = view(given)
        self.view(pointer, int(seen.length), str(seen.dtype)).set(seen)


def _function(loaded: Any, name: str) -> Any:
    results = [str(kind) for kind in getattr(loaded.signatures, name).results]

    def call(*args: Any) -> Any:
        given = [_given(arg) for arg in args]
        answer = _checked(loaded.call(name, to_js(given), to_js([_writable(arg) for arg in args])))
        found = [_taken(answer[at], kind) for at, kind in enumerate(results)]
        return tuple(found) if len(found) > 1 else found[0] if found else None

    return call


def _given(arg: Any) -> Any:
    if arg is None or isinstance(arg, (bool, float, int, str)) or is_js(arg):
        return int(arg) if isinstance(arg, bool) else arg
    found = view(arg)
    flat = list(found.strides)
    size = 1
    for step, count in zip(reversed(flat), reversed(list(found.shape))):  # noqa: B905
        if step != size and count > 1:
            raise ValueError("the rows of this array do not lie side by side: give numpy.ascontiguousarray(array)")
        size *= count
    return found


def _writable(arg: Any) -> bool:
    if isinstance(arg, (bytes, str, int, float)) or arg is None or is_js(arg):
        return False
    try:
        return not memoryview(arg).readonly
    except AttributeError:  # MicroPython's does not tell
        return True


def _taken(value: Any, kind: str) -> Any:
    found = to_py(value)
    return float(found) if kind[0] == "f" and kind != "funcref" else found


def _importable(value: Any) -> Any:
    if not callable(value) or is_js(value):
        return value

    def call(*args: Any) -> Any:
        return to_js(value(*[to_py(arg) for arg in args]))

    return create_proxy(call)


# Where the output of the programs that run goes, the last one being the one that writes.
_captured: list[Any] = []


def _write(text: str, error: bool) -> None:  # noqa: FBT001 - JavaScript calls it
    parts = _captured[-1] if _captured else None
    if parts is not None:
        parts[1 if error else 0].append(text)
    elif error:
        import sys

        print(text, end="", file=sys.stderr)  # noqa: T201 - its output is Python's
    else:
        print(text, end="")  # noqa: T201


def _checked(answer: Any, kind: Any = WasmError) -> Any:
    if not is_js(answer) or getattr(answer, "kind", None) != "failure":
        return answer
    message = str(answer.message)
    if message.startswith("PGL-A04"):
        raise TypeError(message)
    if message.startswith("PGL-A") or kind is not WasmError:
        raise kind(message)
    raise failure(answer)


__all__ = ["Done", "Memory", "Module", "WasmError", "load"]
