"""What a request carries."""

from __future__ import annotations

import json

from ._runtime import JsException, is_js, js, kernel, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BYTES = (bytes, bytearray, memoryview)


class FormData:
    """A form to send: fields and files, as a browser sends them.

    Text and numbers are fields; bytes and open files are files, and so is ``(name, content)`` or ``(name, content,
    type)``. A list gives a field several values.

        form = FormData({"name": "Ada", "notes": ("notes.txt", b"hello", "text/plain")})
        response = await fetch("/people", body=form)
        display(response.status)

    Whatever JavaScript's ``FormData`` takes, such as a ``File`` of an input, may be a value, too.
    """

    def __init__(self, fields: dict[str, Any] | None = None, **more: Any) -> None:
        self._entries: list[tuple[Any, ...]] = []
        for given in (fields or {}, more):
            for name, value in given.items():
                for item in value if isinstance(value, list) else [value]:
                    self.append(name, item)

    def append(self, name: str, value: Any) -> None:
        """Add a field or a file; a name may come several times."""
        file = _file(value)
        if file is None:
            self._entries.append((name, value if is_js(value) or _in_page(value) else str(value)))
        else:
            self._entries.append((name,) + file)  # noqa: RUF005 - MicroPython has no starred tuples

    def _form(self) -> Any:
        """Return it as JavaScript's."""
        form = js.FormData.new()
        for entry in self._entries:
            name, value = entry[:2]
            if entry[2:]:
                value = js.File.new(to_js([value]), entry[2], to_js({"type": entry[3]}))
            form.append(name, value)
        return form


def _file(value: Any) -> tuple[Any, str, str] | None:
    """Return content, name and type of what is a file."""
    if isinstance(value, tuple):
        return _content(value[1]), value[0], value[2] if value[2:] else ""
    if isinstance(value, _BYTES):
        return bytes(value), "file", ""
    if hasattr(value, "read") and not _in_page(value):
        path = str(getattr(value, "name", "file"))
        return _content(value), path[path.rfind("/") + 1 :], ""
    return None


def _in_page(value: Any) -> bool:
    """Tell whether it is an object of the page's, in a worker."""
    return not is_js(value) and hasattr(value, "_ref")


def _content(value: Any) -> Any:
    if not is_js(value) and not _in_page(value) and hasattr(value, "read"):
        value = value.read()
    return bytes(value) if isinstance(value, _BYTES) else value


def prepared(body: Any) -> tuple[Any, str]:
    """Return a body as JavaScript takes it, and its type where the browser does not know that itself."""
    if isinstance(body, FormData):
        return body._form(), ""  # noqa: SLF001
    if isinstance(body, (dict, list)):
        return json.dumps(body), "application/json"
    if body is None or isinstance(body, str) or is_js(body):
        return body, ""
    content = _content(body)
    if isinstance(content, bytes):
        return to_js(content), ""
    if isinstance(content, str):
        return content, ""
    raise TypeError(
        "a request carries str, bytes, a dict or list (sent as JSON), FormData or a file, not " + type(body).__name__
    )


def takes_time(body: Any) -> bool:
    """Tell whether a body has to be awaited: it comes in pieces, or something of it lives in the page, not here."""
    if isinstance(body, FormData):
        return any(_in_page(entry[1]) for entry in body._entries)  # noqa: SLF001
    return hasattr(body, "__aiter__") or _in_page(body)


async def collected(body: Any) -> Any:
    """Return all that an async iterable gives, as one body, and what is the page's as the worker's own.

    Browsers take streams over HTTP/2 only, and Firefox takes none at all: sent in one piece it arrives everywhere.
    """
    if not hasattr(body, "__aiter__"):
        return await _brought(body)
    parts = []
    async for chunk in body:
        parts.append(chunk.encode() if isinstance(chunk, str) else bytes(chunk))  # noqa: PERF401
    return b"".join(parts)


async def _brought(body: Any) -> Any:
    """Copy what lives in the page; only messages carry files, and they are awaited."""
    if isinstance(body, FormData):
        form = FormData()
        for entry in body._entries:  # noqa: SLF001
            name, value = entry[:2]
            form._entries.append((name, await _brought(value)) + entry[2:])  # noqa: SLF001, RUF005
        return form
    if not _in_page(body):
        return body
    kind = body._ref.cls  # noqa: SLF001
    if kind == "URLSearchParams":
        return js.URLSearchParams.new(str(body))
    if kind == "FormData":
        form = FormData()
        for entry in body:
            form.append(entry[0], entry[1])
        return await _brought(form)
    return await _copied(body)


async def _copied(body: Any) -> Any:
    from .remote import remote

    try:
        return remote(await kernel.client.brought(body._ref))  # noqa: SLF001
    except JsException as error:
        raise TypeError("a request of a worker's cannot carry " + repr(body) + ": " + str(error)) from None


__all__ = ["FormData", "collected", "prepared", "takes_time"]
