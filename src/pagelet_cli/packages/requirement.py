"""What people write in a list of packages: a name, an address, a wheel or a folder of their own."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from pagelet_cli import syntax
from pagelet_cli.errors import LocalPackageMissing, NotForMicroPython, NoWheel, RequirementUnreadable, StandardModule
from pagelet_cli.packages.folder import folder_name
from pagelet_cli.packages.micropython import LACKING, is_built_in

if TYPE_CHECKING:
    from pagelet_cli.errors import Location
    from pagelet_cli.packages.index import Indexes
    from pagelet_cli.packages.target import Target

# What pip would build: repositories, and archives of source.
_REPOSITORY = re.compile(r"(?:git|hg|svn|bzr)\+", re.IGNORECASE)
_ARCHIVES = (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_ADDRESS = re.compile(r"(?:https?|file)://", re.IGNORECASE)
# Modules of the standard library that some versions of Pyodide have as packages: there, pages must list them.
UNVENDORED = frozenset({"hashlib", "lzma", "pydecimal", "sqlite3", "ssl", "test"})


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold one entry of a list of packages; source is an address or a path where the name alone does not say it."""

    text: str
    requirement: Requirement
    source: str | Path | None = None
    sha256: str | None = None

    @property
    def name(self) -> str:
        """Give the name as indexes spell it."""
        return canonicalize_name(self.requirement.name)


def read(
    text: str,
    folder: Path,
    where: Location | None = None,
    *,
    within: Path | None = None,
) -> Wish:
    """Read one entry; paths are relative to the folder, and must not leave the one that they are to be within."""
    wish = _read(text, folder, where)
    if within is not None and isinstance(wish.source, Path) and not wish.source.is_relative_to(within.resolve()):
        raise LocalPackageMissing(text, "it is outside of the folder that is served")
    return wish


def demand_package(wish: Wish, target: Target, indexes: Indexes) -> None:
    """Refuse the name of a module of Python's library: no index has it, but mip's may have one for MicroPython."""
    name = wish.name
    if target.micropython:
        if is_built_in(name) and not indexes.rewritten(name):
            raise StandardModule(wish.requirement.name, "MicroPython")
        if name in LACKING and not indexes.rewritten(name):
            lacks = "it lacks this module of CPython's library"
            other = f'If somebody wrote it anew, its name is "micropython-{name}". '
            raise NotForMicroPython(name, lacks, f'{other}Or use type="py" for this page: CPython has it.')
    elif _is_standard(name):
        raise StandardModule(wish.requirement.name, "Python")


def _read(text: str, folder: Path, where: Location | None) -> Wish:
    plain = text.strip()
    if _REPOSITORY.match(plain) or plain.endswith(_ARCHIVES):
        raise NoWheel(plain)
    if _ADDRESS.match(plain):
        return _addressed(plain, plain, where, folder)
    if _is_path(plain):
        return _local(text, _resolved(plain, folder), where)
    try:
        with syntax.alone():
            requirement = Requirement(plain)
    except InvalidRequirement as error:
        raise RequirementUnreadable(text, _reason(plain, error), where) from None
    if requirement.url and _REPOSITORY.match(requirement.url):
        raise NoWheel(requirement.url)
    if requirement.url:
        wish = _addressed(text, requirement.url, where, folder)
        if wish.name != canonicalize_name(requirement.name):
            raise RequirementUnreadable(text, f"the wheel is of {wish.requirement.name}", where)
        requirement.url = None
        return Wish(text, requirement, wish.source, wish.sha256)
    return Wish(text, requirement)


def _is_standard(name: str) -> bool:
    return name.replace("-", "_") in sys.stdlib_module_names and name not in UNVENDORED


def _reason(text: str, error: InvalidRequirement) -> str:
    if single := re.fullmatch(r"([\w.\[\],-]+)\s*=\s*([\w.*]+)", text):
        return f"a version is written with two equal signs, {single[1]}=={single[2]}"
    return str(error).splitlines()[0].rstrip(".")


def _is_path(text: str) -> bool:
    return (text.endswith(".whl") and "@" not in text) or text.startswith((".", "/", "~")) or "\\" in text


def _resolved(text: str, folder: Path) -> Path:
    return (folder / Path(text).expanduser()).resolve()


def _addressed(text: str, address: str, where: Location | None, folder: Path) -> Wish:
    parts = urlsplit(address)
    if parts.scheme.lower() == "file":
        return _local(text, _resolved(unquote(parts.path), folder), where)
    pinned = re.search(r"(?:^|&)sha256=([0-9a-f]{64})(?:&|$)", parts.fragment)
    requirement = _of_file(text, unquote(parts.path).rpartition("/")[2], where)
    return Wish(text, requirement, parts._replace(fragment="").geturl(), pinned[1] if pinned else None)


def _of_file(text: str, file: str, where: Location | None) -> Requirement:
    try:
        name, version, _, _ = parse_wheel_filename(file)
    except InvalidWheelFilename:
        raise RequirementUnreadable(text, f"{file or 'nothing'} is not the name of a wheel", where) from None
    return Requirement(f"{name}=={version}")


def _local(text: str, path: Path, where: Location | None) -> Wish:
    # It is named as its author did: the page shows the message to whoever opens it.
    if path.is_dir():
        try:
            return Wish(text, Requirement(folder_name(path)), path)
        except LocalPackageMissing as error:
            raise LocalPackageMissing(text, error.reason) from None
    if not path.is_file():
        raise LocalPackageMissing(text, "there is no such file or folder")
    return Wish(text, _of_file(text, path.name, where), path)
