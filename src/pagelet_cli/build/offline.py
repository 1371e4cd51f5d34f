"""The service worker of a site: what browsers keep of it, and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pagelet_cli.build.kernel import headers, integrity, static

if TYPE_CHECKING:
    from pagelet_cli.build.output import Output

# Loaded by every page, or by any that its author thinks of.
_EVERYWHERE = ("kernel", "library", "your files")


def offline(output: Output, *, isolates: bool = False) -> bytes:
    """Write it: it knows the hash of each file, which ones it fetches first, and which in idle time."""
    hashes = {path: integrity(file.data) for path, file in sorted(output.files.items())}
    first = [path for path, file in output.files.items() if file.start or file.part in _EVERYWHERE]
    # What pages may come to ask for, say by an import on a click. Who was given a stand-in keeps that.
    rest = [path for path, file in output.files.items() if path not in first and not file.spare]
    text = static("offline.js").replace("/* HEADERS */", headers(isolates))
    for mark, value in (("FILES", hashes), ("FIRST", sorted(first)), ("REST", sorted(rest))):
        text = text.replace(f"/* {mark} */", json.dumps(value, indent=0))
    return text.encode()
