"""Panel in a page: its module for that compiles JavaScript, which the page's policy forbids; this takes its place."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def fill(module: Any) -> None:
    """Give Panel what it asks its module for pages for: `servable()` displays."""
    import os
    import sys

    import param

    from pagelet.events import begin

    # As that one does: style sheets are named by their public addresses, of which pagelet.apps puts in what they hold.
    os.environ["BOKEH_RESOURCES"] = sys.modules["panel.io.resources"].RESOURCE_MODE = "cdn"  # type: ignore[attr-defined]
    param.parameterized.async_executor = lambda function: begin(function())
    names: dict[str, Any] = {"_IN_WORKER": False, "_IN_PYSCRIPT_WORKER": False, "_get_pyscript_target": lambda: ""}
    names |= dict.fromkeys(("hide_loader", "sync_location", "init_doc"), lambda *_: None)
    vars(module).update(names, write=_write, serve=_serve, fetch_binary=_fetch)


async def _write(target: str, value: Any) -> None:
    from pagelet import display

    display(value, target=target or None)


def _fetch(url: str) -> Any:
    from urllib.request import urlopen

    return urlopen(url)  # noqa: S310 - the author's own address, which the browser asks


def _serve(*_: Any, **__: Any) -> None:
    raise RuntimeError("A page has no server for apps: call servable() or display(app).")


__all__ = ["fill"]
