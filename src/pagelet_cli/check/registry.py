"""Every rule, in the order in which they are checked."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from pagelet_cli.check import (
    alternatives,
    answers,
    bases,
    blocking,
    config,
    doubtful,
    labels,
    language,
    missing,
    modules,
    names,
    outside,
    packages,
    pages,
    secrets,
    settings,
    sizes,
    spelling,
    syntax,
    title,
)
from pagelet_cli.errors import IndexUnreachable, PackageUnavailable, RuntimeUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError

Level = Literal["error", "warning"]
# Nothing is known to be wrong where a source does not answer.
_UNKNOWN = (IndexUnreachable, PackageUnavailable, RuntimeUnavailable)


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold what a rule looks at, and whether what it finds keeps a page from working."""

    name: str
    check: Callable[[Project], Iterator[PageletError]]
    level: Level = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold what a rule has found."""

    rule: str
    level: Level
    error: PageletError


RULES = (
    Rule("pages", pages.check),
    Rule("settings", settings.check),
    Rule("config", config.check),
    Rule("spelling", spelling.check),
    Rule("bases", bases.check),
    Rule("doubtful", doubtful.check, "warning"),
    Rule("syntax", syntax.check),
    Rule("packages", packages.check),
    Rule("modules", modules.check),
    Rule("names", names.check),
    Rule("blocking", blocking.check),
    Rule("answers", answers.check, "warning"),
    Rule("secrets", secrets.check),
    Rule("outside", outside.check),
    Rule("missing", missing.check),
    Rule("language", language.check, "warning"),
    Rule("title", title.check, "warning"),
    Rule("alternatives", alternatives.check, "warning"),
    Rule("labels", labels.check, "warning"),
    Rule("sizes", sizes.check, "warning"),
)


def findings(project: Project, names: Collection[str] = ()) -> list[Finding]:
    """Apply every rule, or those of these names; what pages share is reported once."""
    found: dict[str, Finding] = {}
    for rule in (rule for rule in RULES if not names or rule.name in names):
        for error in rule.check(project):
            if not _ignored(project, error):
                level = "warning" if isinstance(error, _UNKNOWN) else rule.level
                found.setdefault(str(error), Finding(rule.name, level, error))
    return sorted(found.values(), key=_place)


def _place(finding: Finding) -> tuple[str, int, int]:
    where = finding.error.where
    return (where.file, where.line or 0, where.column or 0) if where else ("", 0, 0)


def _ignored(project: Project, error: PageletError) -> bool:
    file = error.where.file if error.where is not None else ""
    shown = project.where("").file.rstrip("/.")
    inside = file.removeprefix(f"{shown}/") if shown else file
    return any(
        error.code in codes and fnmatchcase(inside, pattern) for pattern, codes in project.options.ignore.items()
    )
