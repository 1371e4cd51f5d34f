"""Where interpreters come from: a mirror, the npm client, a public CDN.

A source hands out bytes and nothing more; whether they are the right ones is decided by hash in `fetch`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx2

from pagelet_cli.runtimes.pins import place

if TYPE_CHECKING:
    import threading

    from pagelet_cli.runtimes.pins import Runtime

CDN = "https://cdn.jsdelivr.net/npm/"
_CHUNK = 256 * 1024
# Answers that ask for patience: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9 and RFC 6585 §4
_BUSY = (408, 429)
_TIMEOUT = httpx2.Timeout(20.0, connect=10.0)

Reader = Callable[[str], Iterator[bytes]]


class SourceFailed(Exception):
    """Say why one source could not give a file; the next one is asked."""


class Unsteady(SourceFailed):
    """Say that it may be otherwise in a moment: the line broke off, or the server is busy."""


K_contra = TypeVar("K_contra", contravariant=True)


class Source(Protocol[K_contra]):
    """Give the files of an interpreter or another thing that is kept, one stream of bytes each."""

    @property
    def label(self) -> str:
        """Name the source in progress and errors."""

    def opened(self, kept: K_contra, /) -> AbstractContextManager[Reader]:
        """Hand out a reader, and clean up after it."""


def chunks_of(path: Path) -> Iterator[bytes]:
    """Read a file in pieces."""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _tar_reader(tarball: Path) -> Reader:
    def read(name: str) -> Iterator[bytes]:
        try:
            with tarfile.open(tarball) as archive:
                member = archive.extractfile(f"package/{place(name)}")
                while member is not None and (chunk := member.read(_CHUNK)):
                    yield chunk
        except KeyError:
            raise SourceFailed(f"{tarball.name} has no {name}") from None
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise SourceFailed(f"{tarball.name} is damaged: {error}") from None

    return read


def http_reader(address: Callable[[str], str], client: httpx2.Client) -> Reader:
    """Make a reader of what is at the address of each name."""

    def read(name: str) -> Iterator[bytes]:
        url = address(name)
        try:
            with client.stream("GET", url) as response:
                if response.status_code != httpx2.codes.OK:
                    failed = Unsteady if response.status_code in _BUSY or response.is_server_error else SourceFailed
                    raise failed(f"{url} answered {response.status_code}")
                yield from response.iter_bytes(_CHUNK)
        except httpx2.HTTPError as error:
            raise Unsteady(f"{url}: {_reason(error)}") from None
        except httpx2.InvalidURL as error:
            raise SourceFailed(f"{url}: {_reason(error)}") from None

    return read


def _reason(error: Exception) -> str:
    # The number of a system's error helps nobody who reads the words behind it.
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__


@dataclass(frozen=True)
class FolderMirror:
    """Read from a folder that holds `NAME-VERSION/FILE`, or the npm tarball."""

    folder: Path

    @property
    def label(self) -> str:
        """Name the source in progress and errors."""
        return f"mirror {self.folder}"

    @contextmanager
    def opened(self, runtime: Runtime) -> Iterator[Reader]:
        """Hand out a reader, and clean up after it."""
        folder = self.folder / runtime.label
        tarballs = [self.folder / runtime.tarball, self.folder / f"{runtime.label}.tgz"]
        tarball = next((path for path in tarballs if path.is_file()), None)

        def read(name: str) -> Iterator[bytes]:
            path = folder / name
            if path.is_file():
                try:
                    yield from chunks_of(path)
                except OSError as error:
                    raise SourceFailed(f"{path}: {_reason(error)}") from None
            elif tarball is not None:
                yield from _tar_reader(tarball)(name)
            else:
                raise SourceFailed(f"has neither {runtime.label}/{name} nor {runtime.tarball}")

        yield read


@dataclass(frozen=True)
class HttpMirror:
    """Read from a URL that holds `NAME-VERSION/FILE`, or the npm tarball."""

    base: str

    @property
    def label(self) -> str:
        """Name the source in progress and errors."""
        # A mirror's address may carry a password: never show it.
        parts = urlsplit(self.base)
        return f"mirror {parts.scheme}://{parts.hostname or ''}{parts.path}"

    @contextmanager
    def opened(self, runtime: Runtime) -> Iterator[Reader]:
        """Hand out a reader, and clean up after it."""
        base = self.base.rstrip("/")
        with http_client() as client, tempfile.TemporaryDirectory(prefix="pagelet-") as scratch:
            single = http_reader(lambda name: f"{base}/{runtime.label}/{name}", client)
            tarball = Path(scratch) / runtime.tarball

            def read(name: str) -> Iterator[bytes]:
                if not tarball.exists():
                    try:
                        yield from single(name)
                    except SourceFailed as error:
                        if "answered 404" not in str(error):
                            raise
                    else:
                        return
                    _save(http_reader(lambda _: f"{base}/{runtime.tarball}", client), tarball)
                yield from _tar_reader(tarball)(name)

            yield read


def _save(read: Reader, path: Path) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        for chunk in read(path.name):
            stream.write(chunk)
    part.rename(path)


@dataclass(frozen=True)
class Npm:
    """Ask the npm client, which knows the user's registry, proxy and credentials."""

    executable: str
    cancelled: threading.Event | None = None

    @property
    def label(self) -> str:
        """Name the source in progress and errors."""
        return "npm pack"

    @contextmanager
    def opened(self, runtime: Runtime) -> Iterator[Reader]:
        """Hand out a reader, and clean up after it."""
        with tempfile.TemporaryDirectory(prefix="pagelet-npm-") as scratch:
            self._pack(f"{runtime.package}@{runtime.version}", Path(scratch))
            tarball = next(Path(scratch).glob("*.tgz"), None)
            if tarball is None:
                raise SourceFailed("npm ended well but left no file")
            yield _tar_reader(tarball)

    def _pack(self, spec: str, folder: Path) -> None:
        # Silent, it would not even say why it fails.
        command = [self.executable, "pack", "--loglevel=error", "--ignore-scripts", spec]
        try:
            process = subprocess.Popen(  # noqa: S603 - a list, no shell, and npm from PATH
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                # Control+C is ours to answer: we end npm, and ask nobody else.
                start_new_session=True,
            )
        except OSError as error:
            raise SourceFailed(f"npm did not start: {_reason(error)}") from None
        with process:
            message = self._wait(process)
        if process.returncode:
            raise SourceFailed(_reasons(message) or f"npm ended with {process.returncode}")

    def _wait(self, process: subprocess.Popen[str]) -> str:
        while True:
            try:
                return process.communicate(timeout=0.2)[1]
            except subprocess.TimeoutExpired:
                if self.cancelled is not None and self.cancelled.is_set():
                    process.terminate()
                    process.communicate()
                    raise SourceFailed("stopped") from None


def _reasons(message: str) -> str:
    lines = [line.removeprefix("npm error").strip() for line in message.splitlines() if line.startswith("npm error")]
    # These two only repeat the code.
    return " ".join([line for line in lines if not line.startswith(("syscall ", "errno "))][:2])


@dataclass(frozen=True)
class Cdn:
    """Read from the public CDN that mirrors npm."""

    base: str = CDN

    @property
    def label(self) -> str:
        """Name the source in progress and errors."""
        return urlsplit(self.base).hostname or self.base

    @contextmanager
    def opened(self, runtime: Runtime) -> Iterator[Reader]:
        """Hand out a reader, and clean up after it."""
        base = f"{self.base.rstrip('/')}/{runtime.package}@{runtime.version}"
        with http_client() as client:
            yield http_reader(lambda name: f"{base}/{place(name)}", client)


def http_client() -> httpx2.Client:
    """Make a client that gives up after a while."""
    return httpx2.Client(follow_redirects=True, timeout=_TIMEOUT)


def offline() -> bool:
    """Tell whether the user forbids the network."""
    return os.environ.get("PAGELET_OFFLINE", "") not in ("", "0")


def available(cancelled: threading.Event | None = None) -> list[Source[Runtime]]:
    """List where to ask, best first, as the environment says."""
    found: list[Source[Runtime]] = []
    if mirror := os.environ.get("PAGELET_MIRROR"):
        if not mirror.startswith(("http://", "https://")):
            found.append(FolderMirror(Path(mirror.removeprefix("file://")).expanduser()))
        elif not offline():
            found.append(HttpMirror(mirror))
    if not offline():
        if npm := shutil.which("npm"):
            found.append(Npm(npm, cancelled))
        found.append(Cdn())
    return found
