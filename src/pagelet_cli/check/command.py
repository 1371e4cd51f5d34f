"""The command `pagelet check`."""

from __future__ import annotations

from pathlib import Path

import click

from pagelet_cli import report
from pagelet_cli.check import formats
from pagelet_cli.check.registry import findings
from pagelet_cli.check.subject import project


@click.command(
    epilog="""\b
Examples:
  pagelet check                     the pages of the folder you are in, and below
  pagelet check app.py --strict     one file; warnings count, too
  pagelet check --github            in CI: each finding beside its line

\b
Exit codes: 0 well (there may be warnings), 1 something will not work, 2 a wrong command line.
"""
)
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--strict", is_flag=True, help="Warnings make the command fail, too.")
@click.option("--json", "written", flag_value="json", help="Print the findings for programs.")
@click.option("--github", "written", flag_value="github", help="Print the findings as GitHub's annotations.")
def check(path: Path, *, strict: bool, written: str | None) -> int:
    """Say what will not work, before the browser does."""
    looked = project(path)
    found = findings(looked)
    pages = len(looked.pages)
    if written == "json":
        report.raw(formats.as_json(found, pages))
    elif written == "github":
        if found:
            report.raw(formats.as_github(found))
    else:
        formats.as_text(found, pages)
    errors, warnings = formats.count(found)
    return int(bool(errors or (strict and warnings)))
