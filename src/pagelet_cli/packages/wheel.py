"""Look into a wheel, and refuse one that is not what it says."""

from __future__ import annotations

import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from installer.exceptions import InstallerError
from installer.sources import WheelFile
from packaging.metadata import parse_email
from packaging.utils import canonicalize_name

from pagelet_cli.errors import WheelInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator

# The largest wheel of Pyodide's own unpacks to a third of this.
_MOST_BYTES = 1024**3
_MOST_RATIO = 200
_SMALL = 16 * 1024**2


@dataclass(frozen=True, slots=True)
class Metadata:
    """Hold what a wheel says about itself."""

    requires: tuple[str, ...]
    extras: frozenset[str]
    python: str | None


def metadata_of(text: bytes | str) -> Metadata:
    """Read the METADATA of a wheel (PEP 643)."""
    raw, _ = parse_email(text)
    extras = frozenset(canonicalize_name(extra) for extra in raw.get("provides_extra", []))
    return Metadata(tuple(raw.get("requires_dist", [])), extras, raw.get("requires_python"))


def inspect(path: Path) -> Metadata:
    """Read a wheel's metadata."""
    try:
        with WheelFile.open(path) as source:
            return metadata_of(source.read_dist_info("METADATA"))
    except (InstallerError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise WheelInvalid(path.name, _reason(error)) from None


def check(path: Path) -> None:
    """Refuse a wheel whose record is not true or whose files would land elsewhere."""
    try:
        with zipfile.ZipFile(path) as archive:
            if fault := next(_faults(archive), None):
                raise WheelInvalid(path.name, fault)
        with WheelFile.open(path) as source:
            # What neither pip nor Pyodide look at: a file that is not recorded, or not as recorded.
            source.validate_record(validate_contents=True)
    except (InstallerError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise WheelInvalid(path.name, _reason(error)) from None


def _reason(error: Exception) -> str:
    issues = getattr(error, "issues", None)
    said = str(next(iter(issues), error) if issues else error).rstrip(".") or type(error).__name__
    # `installer` begins with the path in our cache, which nobody has chosen.
    return re.sub(r"^In \S.*?\.whl, ", "", said)


def _faults(archive: zipfile.ZipFile) -> Iterator[str]:
    seen: set[str] = set()
    unpacked = packed = 0
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
            yield f"{entry.filename!r} would land outside of its folder"
        if stat.S_ISLNK(entry.external_attr >> 16):
            yield f"{entry.filename!r} is a link"
        if entry.filename in seen:
            yield f"{entry.filename!r} is there twice"
        seen.add(entry.filename)
        unpacked, packed = unpacked + entry.file_size, packed + entry.compress_size
    if unpacked > _MOST_BYTES or (unpacked > _SMALL and unpacked > packed * _MOST_RATIO):
        yield f"it would unpack to {unpacked // 1024**2} MB"


def imports_of(path: Path) -> list[str]:
    """List the modules at the top of a wheel."""
    found = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            top, _, rest = name.partition("/")
            if top.endswith((".dist-info", ".data", ".libs")):
                continue
            module = top if rest else top.partition(".")[0]
            if module.isidentifier() and (rest.endswith((".py", ".so")) or top.endswith((".py", ".so"))):
                found.add(module)
    return sorted(found)
