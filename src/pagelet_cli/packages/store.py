"""Bring a package's file into the cache: any source, one hash, checked before anything uses it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import unquote, urlsplit

from pagelet_cli.errors import PackageDamaged, PackageUnavailable
from pagelet_cli.packages.making import is_recipe, made
from pagelet_cli.packages.wheel import check
from pagelet_cli.runtimes.cache import cache_folder, complete, discard, workspace
from pagelet_cli.runtimes.fetch import cache_error, obtain
from pagelet_cli.runtimes.pins import Pin
from pagelet_cli.runtimes.sources import Reader, SourceFailed, chunks_of, http_client, http_reader, offline

if TYPE_CHECKING:
    import threading

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class PackageFile:
    """Fix one file by its hash, and say where it may come from, the best first.

    A source is an address or a path. Group is the folder of a mirror that it is looked for in: that of the interpreter
    which it was published with.
    """

    name: str
    sha256: str
    sources: tuple[str, ...]
    group: str = ""

    @property
    def label(self) -> str:
        """Name it in progress and errors."""
        return self.name

    @property
    def place(self) -> str:
        """Name its folder in the cache."""
        return f"packages/{self.sha256}"

    @property
    def files(self) -> Mapping[str, Pin]:
        """Give its hash."""
        return {self.name: Pin(self.sha256)}

    @property
    def size(self) -> int | None:
        """Say that the size is not known."""
        return None

    def unavailable(self, attempts: Sequence[str], *, offline: bool) -> PackageUnavailable:
        """Say that no source has it."""
        return PackageUnavailable(self.name, attempts, offline=offline)

    def damaged(self, attempts: Sequence[str]) -> PackageDamaged:
        """Say that what came is not it."""
        return PackageDamaged(self.name, attempts)


@dataclass(frozen=True, slots=True)
class _Folder:
    """Read from a folder of a mirror's, where files lie beside their interpreter or all together."""

    folder: Path

    @property
    def label(self) -> str:
        return f"mirror {self.folder}"

    @contextlib.contextmanager
    def opened(self, kept: PackageFile, /) -> Iterator[Reader]:
        def read(name: str) -> Iterator[bytes]:
            places = [self.folder / kept.group / name, self.folder / "packages" / name, self.folder / name]
            path = next((place for place in places if place.is_file()), None)
            if path is None:
                raise SourceFailed(f"has no {name}")
            return chunks_of(path)

        yield read


@dataclass(frozen=True, slots=True)
class _Path:
    """Read a file of the user's."""

    path: Path

    @property
    def label(self) -> str:
        return str(self.path)

    @contextlib.contextmanager
    def opened(self, _kept: PackageFile, /) -> Iterator[Reader]:
        def read(_name: str) -> Iterator[bytes]:
            try:
                yield from chunks_of(self.path)
            except OSError as error:
                raise SourceFailed(error.strerror or str(error)) from None

        yield read


@dataclass(frozen=True, slots=True)
class _Address:
    """Read from the network."""

    url: str

    @property
    def label(self) -> str:
        return urlsplit(self.url).hostname or self.url

    @contextlib.contextmanager
    def opened(self, _kept: PackageFile, /) -> Iterator[Reader]:
        with http_client() as client:
            yield http_reader(lambda _name: self.url, client)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """Make the wheel here, of what is at an address or in a folder."""

    source: str
    logins: Sequence[str]

    @property
    def label(self) -> str:
        return urlsplit(self.source).hostname or self.source

    @contextlib.contextmanager
    def opened(self, _kept: PackageFile, /) -> Iterator[Reader]:
        yield lambda _name: iter([_made(self.source, self.logins)[1]])


def _made(source: str, logins: Sequence[str]) -> tuple[str, bytes]:
    def read(url: str) -> bytes:
        with http_client() as client:
            return b"".join(http_reader(lambda _name: _with_login(url, logins), client)(url))

    return made(source, read)


def _sources(file: PackageFile, logins: Sequence[str]) -> list[_Folder | _Path | _Address | _Recipe]:
    found: list[_Folder | _Path | _Address | _Recipe] = []
    mirror = os.environ.get("PAGELET_MIRROR", "")
    if mirror.startswith(("http://", "https://")):
        if not offline():
            found.append(_Address(f"{mirror.rstrip('/')}/{file.group or 'packages'}/{file.name}"))
    elif mirror:
        found.append(_Folder(Path(mirror.removeprefix("file://")).expanduser()))
    for source in file.sources:
        there = not source.startswith(("http://", "https://"))
        if not there and offline() and urlsplit(source).hostname not in _LOOPBACK:
            continue
        if is_recipe(source):
            found.append(_Recipe(source, logins))
        elif there:
            found.append(_Path(Path(unquote(source.removeprefix("file://")))))
        else:
            found.append(_Address(_with_login(source, logins)))
    return found


def _with_login(url: str, logins: Sequence[str]) -> str:
    """Put the user's name and password for an index back into an address: locks are written without."""
    parts = urlsplit(url)
    for login in map(urlsplit, logins):
        user, at, host = login.netloc.rpartition("@")
        if at and (login.scheme, host) == (parts.scheme, parts.netloc):
            return parts._replace(netloc=f"{user}@{host}").geturl()
    return url


def fetch(file: PackageFile, logins: Sequence[str] = (), *, cancelled: threading.Event | None = None) -> Path:
    """Return the file in the cache, fetching it when the cache lacks it; a stranger's wheel is looked through once."""
    folder = cache_folder() / file.place
    known = folder.is_dir()
    path = obtain(file, _sources(file, logins), cancelled=cancelled) / file.name
    # What an interpreter was published with is fixed by the interpreter's own pinned lock.
    if not known and not file.group:
        _checked(path)
    return path


def _checked(path: Path) -> None:
    try:
        check(path)
    except BaseException:
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            path.parent.rmdir()
        raise


def keep(name: str, data: bytes) -> PackageFile:
    """Put bytes that are at hand into the cache; others may do so at the same time."""
    digest = hashlib.sha256(data).hexdigest()
    folder = cache_folder() / "packages" / digest
    file = PackageFile(name, digest, (str(folder / name),))
    try:
        if not complete(folder, file):
            work = workspace(folder)
            try:
                (work / name).write_bytes(data)
                check(work / name)
                folder.mkdir(exist_ok=True)
                (work / name).replace(folder / name)
            finally:
                discard(work)
    except OSError as error:
        raise cache_error(error, folder) from None
    return file


def download(name: str, url: str, logins: Sequence[str] = ()) -> PackageFile:
    """Fetch a file whose hash nobody has told, and keep it under the hash that it has."""
    if offline() and urlsplit(url).hostname not in _LOOPBACK:
        _refused(name, "the network is forbidden")
    try:
        with http_client() as client:
            data = b"".join(http_reader(lambda _name: _with_login(url, logins), client)(name))
    except SourceFailed as error:
        _refused(name, str(error))
    kept = keep(name, data)
    return PackageFile(name, kept.sha256, (url,))


def make(name: str, source: str, logins: Sequence[str] = ()) -> PackageFile:
    """Make a wheel of what is at an address or in a folder, and keep it under the hash that it has."""
    if offline() and urlsplit(source).hostname not in (*_LOOPBACK, None):
        _refused(name, "the network is forbidden")
    try:
        kept = keep(*_made(source, logins))
    except SourceFailed as error:
        _refused(name, str(error))
    return PackageFile(kept.name, kept.sha256, (source,))


def _refused(name: str, reason: str) -> NoReturn:
    raise PackageUnavailable(name, [reason], offline=offline())
