"""What a request carries."""

from __future__ import annotations

import json

from ._runtime import is_js, js, to_js

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
        self._form = js.FormData.new()
        for given in (fields or {}, more):
            for name, value in given.items():
                for item in value if isinstance(value, list) else [value]:
                    self.append(name, item)

    def append(self, name: str, value: Any) -> None:
        """Add a field or a file; a name may come several times."""
        file = _file(value)
        if file is None:
            self._form.append(name, value if is_js(value) else str(value))
        else:
            filename, content, kind = file
            self._form.append(name, js.File.new(to_js([content]), filename, to_js({"type": kind})))


def _file(value: Any) -> tuple[str, Any, str] | None:
    """Return name, content and type of what is a file."""
    if isinstance(value, tuple):
        return value[0], _content(value[1]), value[2] if value[2:] else ""
    if isinstance(value, _BYTES):
        return "file", bytes(value), ""
    if hasattr(value, "read"):
        path = str(getattr(value, "name", "file"))
        return path[path.rfind("/") + 1 :], _content(value), ""
    return None


def _content(value: Any) -> Any:
    if hasattr(value, "read") and not is_js(value):
        value = value.read()
    return bytes(value) if isinstance(value, _BYTES) else value


def prepared(body: Any) -> tuple[Any, str]:
    """Return a body as JavaScript takes it, and its type where the browser does not know that itself."""
    if isinstance(body, FormData):
        return body._form, ""  # noqa: SLF001
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


async def collected(chunks: Any) -> Any:
    """Return all that an async iterable gives, as one body.

    Browsers take streams over HTTP/2 only, and Firefox takes none at all: sent in one piece it arrives everywhere.
    """
    parts = []
    async for chunk in chunks:
        parts.append(chunk.encode() if isinstance(chunk, str) else bytes(chunk))  # noqa: PERF401
    return to_js(b"".join(parts))


__all__ = ["FormData", "collected", "prepared"]
