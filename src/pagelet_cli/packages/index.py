"""Ask package indexes what they have of a name.

Indexes are asked in their order, and the first that knows a name is the only one for it: a stranger who publishes a
private name on the public index is never heard. One that cannot be reached ends the search for the same reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from pagelet_cli.errors import IndexUnreachable
from pagelet_cli.runtimes.sources import SourceFailed, http_client, http_reader, offline

if TYPE_CHECKING:
    from pypi_simple import DistributionPackage, PyPISimple

# What stands in `index_urls` for the index that pypi-simple and pip ask when nobody says otherwise.
DEFAULT = "default"
# What stands before the address of an index in the manner of mip.
MIP = "mip+"
_TIMEOUT = (10.0, 30.0)
_PURE = Tag("py3", "none", "any")


@dataclass(frozen=True, slots=True)
class File:
    """Hold one file of a project; tags is None for what is no wheel."""

    name: str
    version: Version
    tags: frozenset[Tag] | None
    url: str
    sha256: str | None
    python: str | None
    yanked: str | None
    origin: DistributionPackage | None = None

    @property
    def recipe(self) -> str:
        """Name what the wheel is made of here, where there is none: see `making`."""
        if self.url.endswith(".json"):
            return self.url
        return f"{self.url}#sha256={self.sha256}" if self.sha256 and self.name.endswith(".tar.gz") else ""


@dataclass(frozen=True, slots=True)
class Project:
    """Hold what one index has of one name."""

    name: str
    index: Index
    files: tuple[File, ...]


class Index:
    """Ask one index."""

    def __init__(self, url: str = DEFAULT) -> None:
        self.url = url

    @property
    def label(self) -> str:
        """Name the index in messages, without a password."""
        if self.url == DEFAULT:
            return "the public index"
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    @property
    def public(self) -> bool:
        """Tell whether this is the index that everybody may publish to."""
        return self.url == DEFAULT

    @cached_property
    def _client(self) -> PyPISimple:
        # A fifth of a second to import: only for who resolves, and not from the cache.
        from pypi_simple import PyPISimple  # noqa: PLC0415

        return PyPISimple() if self.url == DEFAULT else PyPISimple(self.url)

    def project(self, name: str) -> Project | None:
        """Return what the index has of a name; None where it has none."""
        from pypi_simple import NoSuchProjectError, UnsupportedContentTypeError  # noqa: PLC0415
        from requests import RequestException  # noqa: PLC0415

        if offline() and not _is_loopback(self.url):
            raise IndexUnreachable(name, self.label, "the network is forbidden", offline=True)
        try:
            page = self._client.get_project_page(name, timeout=_TIMEOUT)
        except NoSuchProjectError:
            return None
        except (RequestException, UnsupportedContentTypeError, ValueError) as error:
            raise IndexUnreachable(name, self.label, _reason(error), offline=False) from None
        files = [file for package in page.packages if (file := _file(package)) is not None]
        return Project(name, self, tuple(sorted(files, key=lambda file: file.version, reverse=True)))

    def metadata(self, file: File) -> bytes | None:
        """Return a wheel's METADATA where the index gives it without the wheel (PEP 658)."""
        from pypi_simple import NoMetadataError  # noqa: PLC0415
        from requests import RequestException  # noqa: PLC0415

        if file.origin is None or not file.origin.has_metadata:
            return None
        try:
            return self._client.get_package_metadata_bytes(file.origin, timeout=_TIMEOUT)
        except (NoMetadataError, RequestException, ValueError):
            return None  # the wheel itself has it too


class MipIndex(Index):
    """Ask an index that MicroPython's installer, mip, reads: a list of its packages, and of each one a list of files.

    https://github.com/micropython/micropython-lib/blob/master/tools/build.py
    """

    def project(self, name: str) -> Project | None:
        """Return what the index has of a name, as source; None where it has none."""
        if offline() and not _is_loopback(self.url):
            raise IndexUnreachable(name, self.label, "the network is forbidden", offline=True)
        try:
            listed = self._listed
        except (SourceFailed, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexUnreachable(name, self.label, _reason(error), offline=False) from None
        if name not in listed:
            return None
        spelled, versions = listed[name]
        files = [self._file(spelled, version) for version in versions]
        return Project(name, self, tuple(sorted(files, key=lambda file: file.version, reverse=True)))

    @cached_property
    def _listed(self) -> dict[str, tuple[str, list[str]]]:
        with http_client() as client:
            data = b"".join(http_reader(lambda name: f"{self.url.rstrip('/')}/{name}", client)("index.json"))
        packages = json.loads(data)["packages"]
        return {str(canonicalize_name(one["name"])): (one["name"], one["versions"]["py"]) for one in packages}

    def _file(self, name: str, version: str) -> File:
        url = _plain(f"{self.url.rstrip('/')}/package/py/{quote(name)}/{quote(version)}.json")
        return File(f"{name}-{version}", Version(version), frozenset([_PURE]), url, None, None, None)


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _reason(error: Exception) -> str:
    # Client libraries wrap the one fact that helps in three layers of their own words.
    text = str(error)
    inner = re.search(r"(Name or service not known|Connection refused|timed out|certificate[^'\")]*)", text)
    return inner[1] if inner else re.sub(r"//[^/@\s]*@", "//", text.splitlines()[0] if text else type(error).__name__)


def _plain(url: str) -> str:
    """Take fragment and password out of an address: it is written into locks."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def _file(package: DistributionPackage) -> File | None:
    """Read one entry of a project's page; those that nobody can use are left out."""
    tags: frozenset[Tag] | None = None
    try:
        if package.filename.endswith(".whl"):
            _, version, _, tags = parse_wheel_filename(package.filename)
        else:
            version = Version(package.version or "")
    except (InvalidWheelFilename, InvalidVersion):
        return None
    return File(
        package.filename,
        version,
        tags,
        _plain(package.url),
        package.digests.get("sha256"),
        package.requires_python,
        (package.yanked_reason or "") if package.is_yanked else None,
        package,
    )


class Indexes:
    """Ask several indexes in their order, each name once; those of MicroPython's packages only for MicroPython."""

    def __init__(self, urls: Sequence[str] = (), *, micropython: bool = False) -> None:
        lists = [url for url in urls if url.startswith(MIP)]
        simple = [url for url in urls if url not in lists] or ([] if lists and micropython else [DEFAULT])
        wanted = [url for url in urls or simple if micropython or url not in lists] or simple
        self.each = [MipIndex(url.removeprefix(MIP)) if url in lists else Index(url) for url in wanted]
        self._found: dict[str, Project | None] = {}

    def rewritten(self, name: str) -> bool:
        """Tell whether there is a module of Python's library that somebody wrote for MicroPython under its own name."""
        found = (index.project(name) for index in self.each if isinstance(index, MipIndex))
        project = next((project for project in found if project is not None), None)
        if project is not None:
            self._found[name] = project  # a stranger's package of that name, elsewhere, is not it
        return project is not None

    def project(self, name: str) -> Project | None:
        """Return what the first index that knows a name has of it."""
        if name not in self._found:
            found = (index.project(name) for index in self.each)
            self._found[name] = next((project for project in found if project is not None), None)
        return self._found[name]
