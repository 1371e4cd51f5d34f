"""The command `pagelet serve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from pagelet_cli.config import Settings, load
from pagelet_cli.serve.server import run
from pagelet_cli.serve.site import site

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command(
    epilog="""\b
Examples:
  pagelet serve                       the folder you are in
  pagelet serve examples --port 0     a folder, on any free port
  pagelet serve app.py --open         one Python file, in a page made for it
"""
)
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 picks a free one. Default: 8000 or next.")
@click.option("--host", help="Address to listen on; other than loopback needs the printed token.")
@click.option("--open/--no-open", "open_", default=None, help="Open the page in your browser.")
@click.option("--coop", is_flag=True, default=None, help="Isolate pages, for SharedArrayBuffer.")
@click.option("--pyscript", is_flag=True, default=None, help="Run PyScript pages with Pagelet.")
def serve(path: Path, **options: str | int | bool | None) -> None:
    """Serve a folder, a page or a Python file, and reload on save."""
    found = site(path)
    run(found, _chosen(load(found.root.folder), options))


def _chosen(settings: Settings, options: Mapping[str, object]) -> Settings:
    """Let the command line win over the file."""
    given: dict[str, Any] = {name.rstrip("_"): value for name, value in options.items() if value is not None}
    own = {name: given.pop(name) for name in ("host", "port", "open") if name in given}
    served = msgspec.structs.replace(settings.serve, **own)
    return msgspec.structs.replace(settings, serve=served, **given)
