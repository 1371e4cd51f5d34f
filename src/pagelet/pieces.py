"""Large data piece by piece: into Python's file system, or read where it is."""

from __future__ import annotations

from ._runtime import JsException, js, to_py
from .place import RUNNING_IN_WORKER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_AT_ONCE = 1 << 20


async def kept(chunks: Any, path: str) -> str:
    """Write pieces into a file as they come."""
    with open(path, "wb") as file:  # noqa: ASYNC230, PTH123 - in memory, and MicroPython has no Path.open
        async for chunk in chunks:
            file.write(chunk)
    return path


def opened(blob: Any, name: str, progress: Callable[[int, int], Any] | None = None) -> Any:
    """Return a file of the user's as an open one: each read asks the browser for that part of it."""
    try:
        from io import BufferedReader, RawIOBase
    except ImportError:
        raise NotImplementedError("MicroPython reads files by stream() or copy_to()") from None

    class Part(RawIOBase):
        def __init__(self) -> None:
            self.name = name
            self._size = int(blob.size)
            self._at = 0

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def tell(self) -> int:
            return self._at

        def seek(self, offset: int, whence: int = 0) -> int:
            self._at = max(0, offset + (0, self._at, self._size)[whence])
            return self._at

        def readinto(self, target: Any) -> int:
            end = min(self._at + len(target), self._size)
            if end <= self._at:
                return 0
            memoryview(target)[: end - self._at] = _read(blob.slice(self._at, end), name)
            count = end - self._at
            self._at = end
            if progress:
                progress(end, self._size)
            return count

    return BufferedReader(Part(), _AT_ONCE)


def _read(blob: Any, name: str) -> Any:
    if RUNNING_IN_WORKER:
        return memoryview(to_py(js.Uint8Array.new(js.FileReaderSync.new().readAsArrayBuffer(blob))))
    # On the page nothing else answers at once: Python cannot be suspended, for libraries in C++ call this, and are not
    # to be suspended. It is on the user's own disk; each byte comes as a character, of which it is the lower half.
    address = js.URL.createObjectURL(blob)
    request = js.XMLHttpRequest.new()
    request.open("GET", address, False)  # noqa: FBT003 - as the platform has it
    request.overrideMimeType("text/plain; charset=x-user-defined")
    try:
        request.send()
    except JsException as error:
        raise OSError(name + " can no longer be read; it was changed, moved or removed") from error
    finally:
        js.URL.revokeObjectURL(address)
    return str(request.responseText).encode("utf-16-le")[::2]


__all__ = ["kept", "opened"]
