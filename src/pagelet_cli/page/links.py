"""Where an address in a page leads, among the files of its project."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

from pagelet_cli.page.rewrite import RESERVED


def target(address: str, folder: str) -> str | None:
    """Name the file that an address leads to, from the root on; None for other sites', and for Pagelet's own."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith(RESERVED):
        return None
    path = unquote(parts.path)
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
    return posixpath.normpath(joined)


def local_path(address: str, folder: str) -> str | None:
    """Name the file as `target` does; None, too, where the way leads out of the root."""
    found = target(address, folder)
    return None if found is None or found == ".." or found.startswith("../") else found
