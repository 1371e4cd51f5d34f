"""What is found, written for people, for programs, and for GitHub's review of changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pagelet_cli import report
from pagelet_cli.errors import CheckProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pagelet_cli.check.registry import Finding


def as_text(findings: Sequence[Finding], pages: int) -> None:
    """Print each with its place, code and fix, and how many there are."""
    for finding in findings:
        report.problem(finding.error)
    report.line(summary(findings, pages))


def summary(findings: Sequence[Finding], pages: int) -> str:
    """Count."""
    errors, warnings = count(findings)
    looked = _number(pages, "page")
    if not findings:
        return f"{looked} checked, nothing found"
    return f"{looked} checked: {_number(errors, 'error')}, {_number(warnings, 'warning')}"


def count(findings: Sequence[Finding]) -> tuple[int, int]:
    """Count errors and warnings."""
    errors = sum(finding.level == "error" for finding in findings)
    return errors, len(findings) - errors


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def as_json(findings: Sequence[Finding], pages: int) -> str:
    """Write them as one object."""
    errors, warnings = count(findings)
    found = [_entry(finding) for finding in findings]
    return json.dumps({"pages": pages, "errors": errors, "warnings": warnings, "findings": found}, indent=1)


def _entry(finding: Finding) -> dict[str, object]:
    error, where = finding.error, finding.error.where
    return {
        "code": error.code,
        "rule": finding.rule,
        "level": finding.level,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "message": error.what,
        "hint": error.todo,
        "details": list(error.details),
        "docs": f"docs/check.md#{error.code.lower()}" if isinstance(error, CheckProblem) else "docs/errors.md",
    }


def as_github(findings: Sequence[Finding]) -> str:
    """Write the commands that put each beside its line.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    return "\n".join(_command(finding) for finding in findings)


def _command(finding: Finding) -> str:
    error, where = finding.error, finding.error.where
    values = {"file": where and where.file, "line": where and where.line, "col": where and where.column}
    given = {**{key: value for key, value in values.items() if value}, "title": error.code}
    written = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in given.items())
    message = "\n".join((error.what, *error.details, error.todo))
    return f"::{finding.level} {written}::{_escaped(report.clean(message))}"


def _escaped(text: str, more: str = "") -> str:
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
