"""Wheels that are made here, of what is published otherwise: MicroPython's packages, and folders of the user's.

Nothing of it is run. A lock has the hash of the wheel, and what it was made of as its source: on another computer
the same wheel is made again.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from packaging.metadata import RawMetadata, parse_email
from packaging.version import Version

from pagelet_cli.errors import NoWheel
from pagelet_cli.packages.folder import wheel_of
from pagelet_cli.packages.pack import packed
from pagelet_cli.runtimes.sources import SourceFailed

Read = Callable[[str], bytes]
_WEB = ("http://", "https://")
_MOST_BYTES = 16 * 1024**2
# What these hold has to be run, or read as its build tool does, before there is a package.
_BUILT = ("setup.py", "setup.cfg", "pyproject.toml")


def is_recipe(source: str) -> bool:
    """Tell whether a source is something that a wheel is made of."""
    if source.startswith(_WEB):
        return urlsplit(source).path.endswith((".tar.gz", ".json"))
    return Path(source).is_dir()


def made(source: str, read: Read) -> tuple[str, bytes]:
    """Make the wheel, and give its file name and bytes; what `read` cannot fetch, or is damaged, is SourceFailed."""
    if not source.startswith(_WEB):
        return wheel_of(Path(source))
    return _of_archive(source, read) if urlsplit(source).path.endswith(".tar.gz") else _of_list(source, read)


# ---------------------------------------------------------------------------------------------------------- archives


def _of_archive(source: str, read: Read) -> tuple[str, bytes]:
    """Take an archive apart that was made for MicroPython's own installer: what it holds is what is installed.

    https://github.com/micropython/micropython-lib/blob/v1.9.3/sdist_upip.py
    """
    url, _, pinned = source.partition("#sha256=")
    data = read(url)
    if hashlib.sha256(data).hexdigest() != pinned:
        raise SourceFailed(f"{url} does not have the hash that its index names")
    try:
        return _repacked(data, urlsplit(url).path.rpartition("/")[2])
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as error:
        raise SourceFailed(f"{url} is damaged: {error}") from None


def _repacked(data: bytes, file: str) -> tuple[str, bytes]:
    files: dict[str, bytes] = {}
    needs: list[str] = []
    said: RawMetadata = {}
    size = 0
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for member in archive:
            inside = member.name.partition("/")[2]
            if inside in _BUILT:
                raise NoWheel(file)
            size += member.size
            if size > _MOST_BYTES:
                raise ValueError(f"it unpacks to more than {_MOST_BYTES // 1024**2} MB")
            content = archive.extractfile(member) if member.isfile() else None
            if content is None:
                continue
            if inside.endswith(".egg-info/requires.txt"):
                needs = _needs(content.read().decode())
            elif inside.endswith("PKG-INFO"):
                said, _ = parse_email(content.read())
            elif ".egg-info/" not in inside:
                files[inside] = content.read()
    # Of the archive's name one cannot tell where a version such as 3.4.2-4 begins.
    return packed(said["name"], str(Version(said["version"])), files, needs)


def _needs(text: str) -> list[str]:
    # After the first line in brackets come extras.
    plain = re.split(r"^\[", text, maxsplit=1, flags=re.MULTILINE)[0]
    return [line.strip() for line in plain.splitlines() if line.strip()]


# -------------------------------------------------------------------------------------------------- lists of mip's


def _of_list(source: str, read: Read) -> tuple[str, bytes]:
    """Gather the files that a package of mip's lists: addresses that begin as their SHA-256 does.

    https://docs.micropython.org/en/latest/reference/packages.html
    https://github.com/micropython/micropython-lib/blob/master/tools/build.py
    """
    index, _, rest = source.partition("/package/")
    try:
        content: Any = json.loads(read(source))
        name, version = rest.split("/")[1], content["version"]
        hashes = {str(path): str(short) for path, short in content.get("hashes", ())}
        needs = [_need(*dependency) for dependency in content.get("deps", ())]
        if content.get("urls"):
            raise SourceFailed(f"{source} has files from elsewhere, which have no hash")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise SourceFailed(f"{source} is no package of mip's ({error})") from None
    files = {path: _hashed(index, short, read) for path, short in hashes.items()}
    return packed(name, version, files, needs)


def _need(name: str, version: str = "latest") -> str:
    return name if version in ("latest", "") else f"{name}=={version}"


def _hashed(index: str, short: str, read: Read) -> bytes:
    url = f"{index}/file/{quote(short[:2])}/{quote(short, safe='')}"
    data = read(url)
    if len(short) < 8 or not hashlib.sha256(data).hexdigest().startswith(short):  # noqa: PLR2004 - mip's own length
        raise SourceFailed(f"{url} does not have the hash that it is named by")
    return data
