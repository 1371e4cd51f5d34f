"""Files that the user picks, drops on the page, or saves.

For example:

    <button id="open">Open</button> <div id="here">or drop it here</div>

    @when("click", "#open")
    async def open_file():
        file = await files.pick(".csv")
        if file:
            files.save((await file.text()).upper(), "loud-" + file.name)
"""

from __future__ import annotations

from ._runtime import JsException, create_proxy, is_js, is_nothing, js, to_js, to_py
from .dom import Element, elements_of
from .parts import checked, part
from .place import RUNNING_IN_WORKER, document, window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Handler = TypeVar("Handler", bound=Callable[..., Any])
    Progress = Callable[[int, int], Any] | None

_MINUTE = 60_000


class File:
    """A file of the user's: ``name``, ``size`` in bytes, ``type`` such as "text/csv", and what is in it."""

    def __init__(self, node: Any) -> None:
        self.name = str(node.name)
        self.size = int(node.size)
        self.type = str(node.type)
        self._node = node

    def __repr__(self) -> str:
        return "<File " + self.name + ", " + str(self.size) + " bytes>"

    async def text(self, encoding: str = "utf-8") -> str:
        """Return what is in it as text, as in ``await file.text()``."""
        decoder = js.TextDecoder.new(encoding)
        return str(decoder.decode(await self._buffer()))

    async def bytes(self) -> bytes:
        """Return what is in it, as in ``await file.bytes()``."""
        return _bytes(js.Uint8Array.new(await self._buffer()))

    def stream(self, progress: Progress = None) -> Chunks:
        """Return what is in it piece by piece, as in ``async for chunk in file.stream()``.

        ``progress`` is called with how many bytes have been read, and how many there are.
        """
        return Chunks(self, progress)

    async def copy_to(self, path: str, progress: Progress = None) -> str:
        """Copy it into Python's own file system, for all that opens files by their path, and return the path.

        frame = pandas.read_csv(await file.copy_to("data.csv"))
        """
        from .pieces import kept

        return await kept(self.stream(progress), path)

    async def open(self, progress: Progress = None) -> Any:
        """Return it as an open file, which reads only what is asked for: files larger than memory, too (CPython).

        for frame in pandas.read_csv(await file.open(), chunksize=100_000): …
        """
        from .pieces import opened

        return opened(await self._blob(), self.name, progress)

    async def _blob(self) -> Any:
        if is_js(self._node):
            return self._node
        # It lives in the page; by an address the worker gets hold of it without a copy.
        address = window.URL.createObjectURL(self._node)
        blob = await (await js.fetch(address)).blob()
        window.URL.revokeObjectURL(address)
        return blob

    async def _buffer(self) -> Any:
        try:
            return await (await self._blob()).arrayBuffer()
        except JsException as error:
            raise self._lost(error)  # noqa: B904 - MicroPython has no causes

    def _lost(self, error: Exception) -> OSError:
        return OSError(self.name + " can no longer be read; it was changed, moved or removed: " + str(error))


class Chunks:
    """What is in a file, piece by piece."""

    def __init__(self, file: File, progress: Progress = None) -> None:
        self._file = file
        self._reader: Any = None
        self._progress = progress
        self._done = 0

    def __aiter__(self) -> Chunks:
        return self

    async def __anext__(self) -> bytes:
        try:
            if self._reader is None:
                self._reader = (await self._file._blob()).stream().getReader()  # noqa: SLF001 - one thing in two classes
            found = await self._reader.read()
        except JsException as error:
            raise self._file._lost(error)  # noqa: B904, SLF001
        if found.done:
            raise StopAsyncIteration
        chunk = _bytes(found.value)
        self._done += len(chunk)
        if self._progress:
            self._progress(self._done, self._file.size)
        return chunk


async def pick(accept: str = "", *, multiple: bool = False) -> Any:
    """Let the user pick a file and return it, or None if he does not; with ``multiple=True`` a list of files.

    ``accept`` says which: endings and types such as ".csv, image/*". Browsers show the dialog only in answer to a click
    or a key press.

        @when("click", "#open")
        async def show_sizes():
            for file in await files.pick(".csv", multiple=True):
                display(file.name, file.size)
    """
    if not window.navigator.userActivation.isActive:
        raise RuntimeError(
            "the browser shows a file dialog only in answer to a click or a key press: call files.pick() first thing "
            "in a function that answers one"
        )
    field = document.createElement("input")
    field.type = "file"
    field.accept = accept
    field.multiple = multiple
    field.hidden = True
    document.body.append(field)  # a field that is nowhere may be collected while the dialog is open
    control = Element(field)
    waiting = js.Promise.withResolvers()

    def answered(event: Any) -> None:  # noqa: ARG001
        waiting.resolve()

    for event in ("change", "cancel"):
        control.on(event, answered)
    field.click()
    await waiting.promise
    picked = _files(field.files)
    control.remove()
    if multiple:
        return picked
    return picked[0] if picked else None


def drop(target: Any) -> Callable[[Handler], Handler]:
    """Call the decorated function or coroutine with a list of files when some are dropped on the elements.

    While files are held over an element, it has the class "dropping".

        @files.drop("#here")
        async def dropped(found):
            display(await found[0].text())
    """
    if RUNNING_IN_WORKER:
        raise RuntimeError("files can be dropped on the page only: decorate a function there, and call the worker's")

    def decorate(function: Handler) -> Handler:
        for element in elements_of(target):
            _accept(element, function)
        return function

    return decorate


def _accept(element: Element, function: Callable[[list[File]], Any]) -> None:
    marks = element.node.classList

    def over(event: Any) -> None:
        if "Files" in list(event.dataTransfer.types):
            event.preventDefault()
            marks.add("dropping")

    def leave(event: Any) -> None:  # noqa: ARG001
        marks.remove("dropping")

    def dropped(event: Any) -> Any:
        marks.remove("dropping")
        found = _files(event.dataTransfer.files)
        if not found:
            return None
        event.preventDefault()
        return function(found)

    for event, handler in (("dragenter", over), ("dragover", over), ("dragleave", leave), ("drop", dropped)):
        element.on(event, handler)


def save(data: Any, name: str, type: str = "") -> None:
    r"""Give the user a file to keep: the browser downloads it under that name.

    ``data`` is text or bytes; ``type`` tells what it is, such as "text/csv".

        @when("click", "#open")
        def save_table():
            files.save("name,age\nAda,36\n", "people.csv")
    """
    address = js.URL.createObjectURL(_new_blob(data, type))
    link = document.createElement("a")
    link.href = address
    link.download = name
    link.click()
    # The browser takes its time to begin.
    js.setTimeout(create_proxy(lambda: js.URL.revokeObjectURL(address)), _MINUTE)


async def save_as(data: Any, name: str, type: str = "") -> str | None:
    """Save a file where the user wants it, and return the name he gives it, or None if he does not want to.

    Browsers ask in answer to a click; those that have no such dialog download the file, as ``save`` does.

        @when("click", "#open")
        async def save_drawing():
            await files.save_as("<svg/>", "drawing.svg", "image/svg+xml")
    """
    if RUNNING_IN_WORKER or is_nothing(getattr(js, "showSaveFilePicker", None)):
        save(data, name, type)
        return name
    folders = await part("folder")
    chosen = checked(await folders.saveAs(_new_blob(data, type), name))
    return None if is_nothing(chosen) else str(chosen)


def _new_blob(data: Any, type: str) -> Any:
    if not isinstance(data, (str, bytes, bytearray, memoryview)):
        raise TypeError("a file is made of text or bytes, not of " + repr(data))
    return js.Blob.new(to_js([data]), to_js({"type": type}))


def _files(nodes: Any) -> list[File]:
    # Not every Pyodide takes a FileList for something with an order.
    return [File(nodes.item(index)) for index in range(nodes.length)]


def _bytes(array: Any) -> bytes:
    return bytes(to_py(array))


__all__ = ["File", "drop", "pick", "save", "save_as"]
