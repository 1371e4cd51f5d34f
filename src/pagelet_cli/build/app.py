"""What lets a site be installed as an app: a manifest, and icons where its author has none.

https://www.w3.org/TR/appmanifest/
"""

from __future__ import annotations

import colorsys
import hashlib
import json
import posixpath
import struct
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

from pagelet_cli.page.links import local_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pagelet_cli.build.survey import Surveyed

MANIFEST = "manifest.webmanifest"
# What browsers ask for before they offer to install a page.
_SIZES = (192, 512)
_LONGEST = 12
_PNG = b"\x89PNG\r\n\x1a\n"


def app(pages: Sequence[Surveyed], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Write the manifest of a site's front page, and its icons; nothing where each page has its own."""
    missing = [page for page in pages if page.scan.python and not has_manifest(page)]
    if not missing or MANIFEST in files:
        return {}
    front = front_of(missing)
    name = name_of(front)
    icons, made = list(_own_icons(front, files)), {}
    if not icons:
        for size in _SIZES:
            path = f"_pagelet/icons/{size}.png"
            made[path] = picture(name, size)
            purpose = "any maskable"
            icons.append({"src": path, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose})
    start = front.path.removesuffix("index.html") if front.path.endswith("index.html") else front.path
    manifest = {
        "name": name,
        "short_name": name if len(name) <= _LONGEST else name.split()[0][:_LONGEST],
        "id": "./",
        "start_url": f"./{quote(start)}",
        "scope": "./",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#{:02x}{:02x}{:02x}".format(*_colour(name)),
        "icons": icons,
    }
    return {MANIFEST: (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode(), **made}


def front_of(pages: Sequence[Surveyed]) -> Surveyed:
    """Choose the page that is first."""
    return min(pages, key=lambda page: (page.path != "index.html", page.path.count("/"), page.path))


def name_of(front: Surveyed) -> str:
    """Name a site by its first page."""
    return (front.page.title or posixpath.basename(front.path).rpartition(".")[0]).strip() or "Pagelet"


def has_manifest(page: Surveyed) -> bool:
    """Tell whether a page names a manifest of its author's."""
    return any(tag.name == "link" and "manifest" in _relations(tag.get("rel")) for tag in page.page.tags)


def _relations(given: str | None) -> set[str]:
    return set((given or "").lower().split())


def _own_icons(page: Surveyed, files: Mapping[str, bytes]) -> Iterator[dict[str, str]]:
    """Give the author's icons that are large enough: drawings are always."""
    for tag in page.page.tags:
        if tag.name != "link" or not _relations(tag.get("rel")) & {"icon", "apple-touch-icon"}:
            continue
        path = local_path(tag.get("href") or "", page.folder)
        data = files.get(path or "", b"")
        if path and path.endswith(".svg") and data:
            yield {"src": quote(path), "sizes": "any", "type": "image/svg+xml"}
        elif path and data.startswith(_PNG):
            width, height = struct.unpack(">II", data[16:24])
            if min(width, height) >= _SIZES[0]:
                yield {"src": quote(path), "sizes": f"{width}x{height}", "type": "image/png"}


# ------------------------------------------------------------------------------------------------------------ pictures

# The pattern has five rows and columns, left and right alike; launchers cut off what is outside of the middle.
_CELLS = 5
_MARGIN = 0.24


def picture(name: str, size: int) -> bytes:
    """Draw a pattern that stands for a name, as a PNG: white on a colour, both out of the name's hash."""
    bits = hashlib.sha256(name.encode()).digest()[1:]
    half = (_CELLS + 1) // 2
    filled = [
        [bits[row * half + min(column, _CELLS - 1 - column)] & 1 for column in range(_CELLS)] for row in range(_CELLS)
    ]
    edge = round(size * _MARGIN)
    cell = (size - 2 * edge) / _CELLS
    columns = [int((at - edge) / cell) if edge <= at < size - edge else -1 for at in range(size)]
    blank = bytes(size)
    rows = [bytes(filled[row][column] if column >= 0 else 0 for column in columns) for row in range(_CELLS)]
    # Each line says first how it is packed: not at all.
    lines = b"".join(b"\0" + (rows[row] if row >= 0 else blank) for row in columns)
    palette = bytes([*_colour(name), 255, 255, 255])
    header = struct.pack(">IIBBBBB", size, size, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return _PNG + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _colour(name: str) -> tuple[int, int, int]:
    hue = hashlib.sha256(name.encode()).digest()[0] / 256
    red, green, blue = colorsys.hls_to_rgb(hue, 0.36, 0.55)
    return round(red * 255), round(green * 255), round(blue * 255)
