"""Which files of a project an interpreter can use, and why it cannot use any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from pagelet_cli.errors import (
    NotForMicroPython,
    NoWheel,
    OtherSystems,
    PackageProblem,
    PythonUnfit,
    VersionMissing,
    WrongYear,
    Yanked,
)
from pagelet_cli.packages.micropython import advice
from pagelet_cli.packages.names import INSTEAD
from pagelet_cli.packages.target import is_browser_platform

if TYPE_CHECKING:
    from packaging.requirements import Requirement
    from packaging.tags import Tag

    from pagelet_cli.packages.index import File, Project
    from pagelet_cli.packages.target import Target

_SHOWN = 5
_SYSTEMS = {"linux": "Linux", "manylinux": "Linux", "musllinux": "Linux", "macosx": "macOS", "win": "Windows"}


def usable(project: Project, target: Target) -> Iterator[File]:
    """Give the wheels that the interpreter takes, newest version first, of each the best one."""
    best: dict[str, tuple[int, File]] = {}
    for file in project.files:
        rank = rank_of(file.tags or (), target)
        if target.micropython and file.tags is None and file.recipe:
            rank = len(target.tags)
        if rank is not None and _python_fits(file, target):
            known = best.get(str(file.version))
            if known is None or rank < known[0]:
                best[str(file.version)] = (rank, file)
    yield from (file for _, file in best.values())


def rank_of(tags: Iterable[Tag], target: Target) -> int | None:
    """Rank a wheel by its tags, the best with the lowest number; None for what the interpreter does not take."""
    return min((target.tags[tag] for tag in tags if tag in target.tags), default=None)


def _python_fits(file: File, target: Target) -> bool:
    # What a package asks of CPython's versions says nothing about MicroPython.
    if target.micropython or not file.python:
        return True
    try:
        return SpecifierSet(file.python).contains(target.python, prereleases=True)
    except InvalidSpecifier:
        return True


def fits(file: File, wanted: Sequence[Requirement]) -> bool:
    """Tell whether a version is one that all wishes allow; one that was taken back only where it is named (PEP 592)."""
    pinned = any(part.operator in ("==", "===") and "*" not in part.version for r in wanted for part in r.specifier)
    if file.yanked is not None and not pinned:
        return False
    early = any(r.specifier.prereleases for r in wanted)
    if file.version.is_prerelease and not early:
        return False
    return all(r.specifier.contains(file.version, prereleases=True) for r in wanted)


def why_none(project: Project, wanted: Requirement, target: Target, chain: Sequence[str]) -> PackageProblem:
    """Say why no file of a project can be used for a wish."""
    spelled = f"{wanted.name}{wanted.specifier}"
    wheels = list(usable(project, target))
    fitting = [file for file in project.files if wanted.specifier.contains(file.version, prereleases=True)]
    if not fitting:
        shipped = [target.distribution[project.name]["version"]] if project.name in target.distribution else []
        versions = list(dict.fromkeys([*shipped, *(str(file.version) for file in wheels or project.files)]))
        return VersionMissing(spelled, versions[:_SHOWN], chain)
    if gone := [file for file in fitting if file.yanked is not None and file in wheels]:
        return Yanked(spelled, str(gone[0].version), gone[0].yanked, chain)
    if any(file in wheels for file in fitting):  # a version before its release
        return VersionMissing(spelled, [str(file.version) for file in wheels][:_SHOWN], chain, early=True)
    binary = [file for file in fitting if file.tags]
    if not binary:
        return NoWheel(spelled, chain)
    older = [file for file in binary if rank_of(file.tags or (), target) is not None]
    if older and not target.micropython:
        return PythonUnfit(spelled, str(older[0].python), target.python, chain)
    return unfit(spelled, project.name, {tag for file in binary for tag in file.tags or ()}, target, chain)


def unfit(spelled: str, name: str, tags: Iterable[Tag], target: Target, chain: Sequence[str] = ()) -> PackageProblem:
    """Say why an interpreter takes no wheel that has these tags."""
    if target.micropython:
        return NotForMicroPython(
            spelled, "it has compiled parts, and MicroPython takes pure Python", advice(name), chain
        )
    tags = set(tags)
    hint = ""
    if name in target.distribution:
        hint = f"Ask for version {target.distribution[name]['version']}, with which the interpreter was published."
    elif name in INSTEAD:
        hint = f"Use {INSTEAD[name]}, which does the same."
    if years := _years(tags):
        return WrongYear(spelled, years, f"{_python_tag(target)} {target.platforms[0]}", chain, hint)
    return OtherSystems(spelled, sorted(_systems(tags)) or ["other systems"], target.label, chain, hint)


def _python_tag(target: Target) -> str:
    return "cp" + "".join(target.python.split(".")[:2])


def _years(tags: Iterable[Tag]) -> list[str]:
    """List interpreter and ABI year of the wheels for browsers."""
    found = {f"{tag.interpreter} {tag.platform}" for tag in tags if is_browser_platform(tag.platform)}
    return sorted(found, reverse=True)[:_SHOWN]


def _systems(tags: Iterable[Tag]) -> set[str]:
    found = set()
    for tag in tags:
        word = re.split(r"[_\d]", tag.platform)[0]
        if word != "any":
            found.add(_SYSTEMS.get(word, word))
    return found
