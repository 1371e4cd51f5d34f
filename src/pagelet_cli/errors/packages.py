"""Why a package cannot be had, or not in this page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors.base import Location, PageletError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class PackageProblem(PageletError):
    """Say that packages cannot be resolved or loaded."""


class RequirementUnreadable(PackageProblem):
    """Say that what stands in the list is no requirement."""

    code = "PGL-K101"

    def __init__(self, text: str, reason: str, where: Location | None = None) -> None:
        super().__init__(
            f"{text!r} names no package: {reason}.",
            'Write a name, with a version if you like ("pandas>=2"), or the address or path of a wheel.',
            where=where,
        )


class LocalPackageMissing(PackageProblem):
    """Say that a wheel or folder of the user's cannot be used."""

    code = "PGL-K102"

    def __init__(self, path: Path | str, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The package {path} cannot be used: {reason}.",
            "Give the path of a wheel, or of a folder with a pyproject.toml or an __init__.py.",
        )


class PackageUnknown(PackageProblem):
    """Say that no index has the name."""

    code = "PGL-K103"

    def __init__(self, name: str, similar: Sequence[str], chain: Sequence[str]) -> None:
        hint = f"Did you mean {' or '.join(similar)}?" if similar else "Check the spelling, or the list of indexes."
        super().__init__(f"There is no package {name!r}.", hint, details=chain)


class VersionMissing(PackageProblem):
    """Say that no version fits what is asked, or none that is released."""

    code = "PGL-K104"

    def __init__(self, wanted: str, available: Sequence[str], chain: Sequence[str], *, early: bool = False) -> None:
        many = ", ".join(available)
        if early:
            what, todo = f"{wanted} has no release yet.", f"Ask for a version before it by its number: {many}."
        else:
            todo = f"Ask for a version that there is: {many}." if many else "The index has the name, but no file of it."
            what = f"There is no {wanted}."
        super().__init__(what, todo, details=chain)


class NoWheel(PackageProblem):
    """Say that a package is published as source only."""

    code = "PGL-K105"

    def __init__(self, wanted: str, chain: Sequence[str] = ()) -> None:
        super().__init__(
            f"{wanted} is published as source only: there is no wheel, and a browser cannot build one.",
            f'If it is pure Python, make a wheel of it (pip wheel --no-deps "{wanted}") and name the path of that.',
            details=chain,
        )


class OtherSystems(PackageProblem):
    """Say that all wheels are for other systems."""

    code = "PGL-K106"

    def __init__(self, wanted: str, systems: Sequence[str], runtime: str, chain: Sequence[str], hint: str = "") -> None:
        super().__init__(
            f"{wanted} has wheels for {', '.join(systems)}, but none for Python in a browser ({runtime}).",
            hint
            or "It has compiled parts: look for one that does the same in pure Python, or call a server that has it.",
            details=chain,
        )


class WrongYear(PackageProblem):
    """Say that the wheels are for interpreters of another year."""

    code = "PGL-K107"

    def __init__(self, wanted: str, found: Sequence[str], ours: str, chain: Sequence[str], hint: str = "") -> None:
        super().__init__(
            f"{wanted} has wheels for {' and '.join(found)}, but not for this page's interpreter, which needs {ours}.",
            hint
            or f"Choose another version of it, or another interpreter: in the page's config, {_interpreters(found)}.",
            details=chain,
        )


def _interpreters(found: Sequence[str]) -> str:
    known = {"2024": 'version = "0.27.7"', "2025": 'version = "0.29.5"', "2026": 'version = "314.0.7"'}
    fitting = [line for year, line in known.items() if any(f"_{year}_" in name for name in found)]
    return " or ".join(fitting) or "the version of one of that year"


class Yanked(PackageProblem):
    """Say that its publisher took the only fitting version back."""

    code = "PGL-K108"

    def __init__(self, wanted: str, version: str, reason: str | None, chain: Sequence[str]) -> None:
        why = f": {reason.rstrip('.')}" if reason else ""
        super().__init__(
            f"The version {version}, which alone fits {wanted}, was taken back by its publisher{why}.",
            f"Ask for another version, or for this very one with =={version}.",
            details=chain,
        )


class Conflict(PackageProblem):
    """Say that two wishes exclude each other, and show what leads to them."""

    code = "PGL-K109"

    def __init__(self, name: str, chain: Sequence[str]) -> None:
        super().__init__(
            f"No version of {name} fits all that ask for it.",
            "Loosen one of these wishes, or choose other versions of what makes them.",
            details=chain,
        )


class StandardModule(PackageProblem):
    """Say that a module comes with Python."""

    code = "PGL-K110"

    def __init__(self, name: str, python: str) -> None:
        super().__init__(
            f"{name!r} is no package to be loaded: the module comes with {python}.",
            "It needs no list: importing it is enough.",
        )


class NotForMicroPython(PackageProblem):
    """Say that MicroPython cannot run a package."""

    code = "PGL-K111"

    def __init__(self, wanted: str, reason: str, suggestion: str, chain: Sequence[str] = ()) -> None:
        super().__init__(f"MicroPython cannot run {wanted}: {reason}.", suggestion, details=chain)


class IndexUnreachable(PackageProblem):
    """Say that an index does not answer."""

    code = "PGL-K112"

    def __init__(self, name: str, index: str, reason: str, *, offline: bool) -> None:
        todo = (
            "Unset PAGELET_OFFLINE once and run `pagelet lock`; afterwards the cache has it"
            if offline
            else "Check the network and the address of the index"
        )
        super().__init__(
            f"{name} could not be looked up in {index}: {reason}.",
            f"{todo}. Indexes after it are not asked: they might have a stranger's package of that name.",
        )


class PackageDamaged(PackageProblem):
    """Say that a file does not have the hash that it must have."""

    code = "PGL-K113"

    def __init__(self, file: str, attempts: Sequence[str]) -> None:
        super().__init__(
            f"{file} was fetched, but it is not the file that the lock or the index means.",
            "Nothing was kept: try again; if the file was replaced on purpose, run `pagelet lock` anew.",
            details=attempts,
        )


class WheelInvalid(PackageProblem):
    """Say that a wheel's content is not what a wheel may hold."""

    code = "PGL-K114"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"The wheel {file} is refused: {reason}.",
            "It was made wrongly or tampered with: have it built anew, or ask its publisher.",
        )


class PackageUnavailable(PackageProblem):
    """Say that no source could give a file."""

    code = "PGL-K115"

    def __init__(self, file: str, attempts: Sequence[str], *, offline: bool) -> None:
        todo = "Unset PAGELET_OFFLINE once to let it be downloaded" if offline else "Check the network connection"
        super().__init__(
            f"{file} could not be fetched from any source.",
            f"{todo}, or point PAGELET_MIRROR to a folder or URL that has it.",
            details=attempts,
        )


class LockUnreadable(PackageProblem):
    """Say that a lock is not one of ours."""

    code = "PGL-K116"

    def __init__(self, where: Location, reason: str) -> None:
        super().__init__(f"The lock cannot be read: {reason}.", "Make it anew with `pagelet lock`.", where=where)


class LockForeign(PackageProblem):
    """Say that a lock is for another interpreter."""

    code = "PGL-K117"

    def __init__(self, where: Location, theirs: str, ours: str) -> None:
        super().__init__(
            f"The lock is for {theirs}, the page runs {ours}: compiled packages of one fail in the other.",
            "Run `pagelet lock` anew, or give the page the interpreter that the lock is for.",
            where=where,
        )


class LockStale(PackageProblem):
    """Say that a page wants what its lock does not have."""

    code = "PGL-K118"

    def __init__(self, where: Location, missing: Sequence[str]) -> None:
        super().__init__(
            f"The lock has no {', '.join(missing)}, which the page asks for.",
            "Run `pagelet lock` again: it adds what is new and keeps the rest.",
            where=where,
        )


class PythonUnfit(PackageProblem):
    """Say that a package is for other versions of Python."""

    code = "PGL-K119"

    def __init__(self, wanted: str, needs: str, python: str, chain: Sequence[str]) -> None:
        super().__init__(
            f"{wanted} needs Python {needs}; this page's interpreter is {python}.",
            "Ask for another version of the package, or choose another interpreter for the page.",
            details=chain,
        )


class ExtraUnknown(PackageProblem):
    """Say that a package has no such extra."""

    code = "PGL-K120"

    def __init__(self, name: str, version: str, extra: str, known: Sequence[str]) -> None:
        many = f"one of those that it has: {', '.join(known)}" if known else f"the name alone: {name}"
        super().__init__(
            f"{name} {version} has no extra {extra!r}, so {name}[{extra}] asks for nothing.",
            f"Write {many}.",
        )
