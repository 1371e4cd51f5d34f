"""The command `pagelet new`."""

from __future__ import annotations

from pathlib import Path

import click

from pagelet_cli import report
from pagelet_cli.new.project import write


@click.command(
    epilog="""\b
Example:
  pagelet new hello && pagelet serve hello
"""
)
@click.argument("name", type=click.Path(path_type=Path))
def new(name: Path) -> None:
    """Write a page, a test and a README that run."""
    for path in write(name):
        report.line(f"Wrote {path}")
    report.note(f"See it with: pagelet serve {name}")
