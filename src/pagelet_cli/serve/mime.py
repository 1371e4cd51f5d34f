"""Which type a file is sent as; the machine's own tables are not asked, for they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePath

_TEXT = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".htm": "text/html",
    ".html": "text/html",
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".py": "text/x-python",
    ".pyi": "text/x-python",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".xml": "text/xml",
    ".yaml": "text/yaml",
    ".yml": "text/yaml",
}
_BINARY = {
    ".apng": "image/apng",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".db": "application/vnd.sqlite3",
    ".flac": "audio/flac",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".gz": "application/gzip",
    ".ico": "image/x-icon",
    ".ipynb": "application/x-ipynb+json",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jxl": "image/jxl",
    ".map": "application/json",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".otf": "font/otf",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".tar": "application/x-tar",
    ".tgz": "application/gzip",
    ".toml": "application/toml",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".whl": "application/zip",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".zst": "application/zstd",
}
UNKNOWN = "application/octet-stream"


def media_type(path: PurePath) -> str:
    """Return the Content-Type of a file by its name."""
    suffix = path.suffix.lower()
    if suffix in _TEXT:
        return f"{_TEXT[suffix]}; charset=utf-8"
    return _BINARY.get(suffix, UNKNOWN)


def is_html(path: PurePath) -> bool:
    """Tell whether a file is a page."""
    return path.suffix.lower() in (".html", ".htm")


def is_script(content_type: str) -> bool:
    """Tell whether a browser would run the answer as a worker."""
    return content_type.startswith("text/javascript")
