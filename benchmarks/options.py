"""The options that all benchmarks share."""

from __future__ import annotations

import argparse
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.result import FOLDER

from pagelet_cli.browser.session import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence


def parser(name: str, description: str, reps: int, browsers: Sequence[str]) -> argparse.ArgumentParser:
    """Make the parser; a benchmark adds what only it knows."""
    made = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=description)
    made.add_argument("--reps", type=int, default=reps, help="repetitions (%(default)s)")
    made.add_argument(
        "--browser", action="append", choices=NAMES, help=f"may be repeated (default: {', '.join(browsers)})"
    )
    made.add_argument("--only", action="append", metavar="PATTERN", help="contenders, as 'pagelet-*'; may be repeated")
    made.add_argument("--json", type=Path, metavar="FILE", help=f"where to write (default: results/{name}.json)")
    made.set_defaults(name=name, browsers=browsers)
    return made


def chosen(names: Sequence[str], patterns: Sequence[str] | None) -> list[str]:
    """Return the names that a pattern matches, all where there are no patterns."""
    found = [name for name in names if not patterns or any(fnmatch(name, pattern) for pattern in patterns)]
    if not found:
        raise SystemExit(f"nothing to measure is called {' or '.join(patterns or ())}; there are {', '.join(names)}")
    return found


def target(options: argparse.Namespace, *, whole: bool) -> Path | None:
    """Tell where the result goes: a part of a benchmark must not replace a whole one unasked."""
    path: Path | None = options.json
    return path or (FOLDER / f"{options.name}.json" if whole else None)
