"""Find the user's files, and send them whole, in part or not again."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from codecs import BOM_UTF16_LE
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote, urlsplit

import anyio.to_thread
from starlette.responses import Response, StreamingResponse

from pagelet_cli.errors import FileHidden, FileMissing, RangeRefused
from pagelet_cli.serve.guard import is_hidden
from pagelet_cli.serve.mime import media_type

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from starlette.requests import Request

REVALIDATE = "no-cache"
# What a build has beside its pages: a list of its files, and what keeps them in browsers.
MARK = "pagelet-build.json"
OFFLINE = "pagelet-offline.js"
_CHUNK = 256 * 1024
_WHOLE = 1024 * 1024
# What tools put beside a project and nobody ships.
_TOOLS = frozenset({"node_modules", "venv"})
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Root:
    """Hold the served folder and refuse what leads out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def find(self, path: str) -> Path:
        """Return the real file or folder behind a path that the guards have passed."""
        wanted = self.folder.joinpath(*[part for part in path.split("/") if part])
        try:
            # What a link points to counts, not what it is called (CVE-2024-23334).
            real = wanted.resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            raise FileMissing(path) from None
        if not real.is_relative_to(self.folder):
            raise FileHidden
        if any(is_hidden(part) for part in real.relative_to(self.folder).parts):
            raise FileHidden
        return real

    def below(self, skip: Path) -> Iterator[str]:
        """List the files that may be shipped, by their paths from here on: without what was built of them before."""
        built = (skip, single_folder(skip))
        for base, folders, files in os.walk(self.folder):
            inside = (name for name in folders if not is_hidden(name) and name not in _TOOLS)
            folders[:] = sorted(
                name for name in inside if Path(base, name) not in built and not is_build(Path(base, name))
            )
            for name in sorted(files):
                path = Path(base, name).relative_to(self.folder).as_posix()
                try:
                    # Reading a named pipe would wait for ever.
                    if (found := self.find(path)).is_file() and not is_build(found):
                        yield path
                except (FileMissing, FileHidden):
                    continue

    def text(self, path: str) -> str | None:
        """Read a text file of the user's; None where there is none that is served."""
        try:
            return self.find(path).read_text("utf-8")
        except (FileMissing, FileHidden, OSError, UnicodeDecodeError):
            return None

    def has(self, address: str, base: str) -> bool:
        """Tell whether an address in a page leads to a file of ours, or to another site."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return True
        if parts.scheme or parts.netloc:
            return True
        absolute = parts.path.startswith("/")
        joined = parts.path if absolute else f"{base.rpartition('/')[0]}/{parts.path}"
        path = os.path.normpath(unquote(joined)).replace(os.sep, "/")
        if path.startswith("/_pagelet/"):
            return True
        try:
            return self.find(path.lstrip("/")).is_file()
        except (FileMissing, FileHidden):
            return False


def single_folder(out: Path) -> Path:
    """Name the folder for pages in one file, beside that of the site."""
    return out.with_name(f"{out.name}-single-file")


def is_build(path: Path) -> bool:
    """Tell whether this is a site that `pagelet build` made: a folder or an archive."""
    if path.is_dir():
        return (path / MARK).is_file()
    if path.suffix != ".zip":
        return False
    with path.open("rb") as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(max(stream.tell() - len(MARK), 0))
        return stream.read() == MARK.encode()


def is_finished(page: Path) -> bool:
    """Tell whether a page is one file that was built: such a file is in UTF-16, and whole as it is."""
    with page.open("rb") as stream:
        return stream.read(len(BOM_UTF16_LE)) == BOM_UTF16_LE


def content_tag(data: bytes) -> str:
    """Write the ETag of bytes."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def unchanged(request: Request, etag: str) -> bool:
    """Tell whether the browser has these very bytes (RFC 9110 §13.1.2)."""
    given = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags


def bytes_response(
    request: Request, data: bytes, content_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Send bytes that are in memory, or say that they have not changed."""
    own = {"Cache-Control": REVALIDATE, "ETag": content_tag(data), **(headers or {})}
    if unchanged(request, own["ETag"]):
        return Response(status_code=304, headers=own)
    own["Content-Type"] = content_type
    return Response(data, headers=own)


@dataclass(frozen=True, slots=True)
class Slice:
    """Name the bytes of a file that are asked for."""

    start: int
    end: int
    partial: bool


def asked_slice(request: Request, size: int, etag: str) -> Slice:
    """Read the Range header (RFC 9110 §14.2); more than one range is answered whole."""
    whole = Slice(0, size, partial=False)
    match = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if match is None or request.headers.get("if-range", etag) != etag:
        return whole
    first, last = match.groups()
    if not first and not last:
        return whole
    if not first:
        count = min(int(last), size)
        start, end = size - count, size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end or start >= size:
        raise RangeRefused(size)
    return Slice(start, end, partial=True)


async def file_response(
    request: Request, path: Path, headers: Mapping[str, str], content_type: str | None = None
) -> Response:
    """Send a file from disk."""
    stream, state = await anyio.to_thread.run_sync(_open, path)
    try:
        own = {"Accept-Ranges": "bytes", "Cache-Control": REVALIDATE, **headers}
        own.setdefault("ETag", f'"{state.st_mtime_ns:x}-{state.st_size:x}"')
        own.setdefault("Last-Modified", formatdate(state.st_mtime, usegmt=True))
        if unchanged(request, own["ETag"]):
            stream.close()
            return Response(status_code=304, headers=own)
        wanted = asked_slice(request, state.st_size, own["ETag"])
    except BaseException:
        stream.close()
        raise
    own["Content-Type"] = content_type or media_type(path)
    return _sent(stream, state.st_size, wanted, own, head=request.method == "HEAD")


def _sent(stream: BinaryIO, size: int, wanted: Slice, headers: dict[str, str], *, head: bool) -> Response:
    headers["Content-Length"] = str(wanted.end - wanted.start)
    if wanted.partial:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.end - 1}/{size}"
    status = 206 if wanted.partial else 200
    if head:
        stream.close()
        return Response(status_code=status, headers=headers)
    if wanted.end - wanted.start <= _WHOLE:
        with stream:
            stream.seek(wanted.start)
            data = stream.read(wanted.end - wanted.start)
        headers["Content-Length"] = str(len(data))
        return Response(data, status_code=status, headers=headers)
    return StreamingResponse(_chunks(stream, wanted), status_code=status, headers=headers)


async def _chunks(stream: BinaryIO, wanted: Slice) -> AsyncIterator[bytes]:
    left = wanted.end - wanted.start
    with stream:
        stream.seek(wanted.start)
        while left > 0:
            chunk = await anyio.to_thread.run_sync(stream.read, min(_CHUNK, left))
            if not chunk:
                return
            left -= len(chunk)
            yield chunk


def _open(path: Path) -> tuple[BinaryIO, os.stat_result]:
    try:
        # Without O_NONBLOCK a named pipe would hold the thread for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        raise FileMissing(path.name) from None
    stream = os.fdopen(handle, "rb")
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode):
        stream.close()
        raise FileMissing(path.name)
    return stream, state
