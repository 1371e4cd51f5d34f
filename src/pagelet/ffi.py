"""Python's side of JavaScript: what crosses between the two, and how."""

from __future__ import annotations

from ._runtime import create_proxy, is_awaitable, js, jsnull, kernel, to_js, to_py

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def is_none(value: Any) -> bool:
    """Tell whether a value is nothing: None, or JavaScript's null, which CPython keeps apart from it.

    ::

        if is_none(document.querySelector("#missing")): …
    """
    return value is None or value is jsnull


def assign(target: Any, *sources: Any) -> Any:
    """Set many attributes of a JavaScript object at once, from dicts or other JavaScript objects, and return it.

    ::

        assign(document.body.style, {"color": "white", "background": "black"})
    """
    for source in sources:
        if hasattr(target, "_ref"):  # it lives in the page, and so does this
            from .place import window

            window.Object.assign(target, source)
        else:
            js.Object.assign(target, to_js(source))
    return target


def direct(value: Any) -> Any:
    """Return the value itself: plain data crosses to the page as a copy anyway.

    ::

        context.setTransform(direct(matrix))
    """
    return value


def query(target: Any, path: str) -> Any:
    """Follow a path of attributes and indices, and return None where it ends early.

    ::

        query(window, "navigator.languages[0]")
    """
    for end in ("']", '"]', "]"):
        path = path.replace(end, "")
    for begin in ("['", '["', "["):
        path = path.replace(begin, ".")
    for name in path.split("."):
        if is_none(target):
            return None
        target = getattr(target, name, None)
    return target


def gather(target: Any, *paths: str) -> list[Any]:
    """Follow several paths from one object, and return what each leads to.

    ::

        width, height = gather(window, "innerWidth", "innerHeight")
    """
    return [query(target, path) for path in paths]


def as_bytearray(buffer: Any) -> bytearray:
    """Copy a JavaScript buffer, or a view of one, into a bytearray.

    ::

        data = as_bytearray(await blob.arrayBuffer())
    """
    if hasattr(buffer, "_ref"):  # it lives in the page
        from .place import window
        from .remote import remote

        return bytearray(remote(kernel.client.copied(window.Uint8Array.new(buffer)._ref)))  # noqa: SLF001
    return bytearray(to_py(js.Uint8Array.new(buffer)))


__all__ = [
    "as_bytearray",
    "assign",
    "create_proxy",
    "direct",
    "gather",
    "is_awaitable",
    "is_none",
    "jsnull",
    "query",
    "to_js",
]
