"""The command `pagelet test`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import click

from pagelet_cli import report
from pagelet_cli.browser.session import NAMES, installed
from pagelet_cli.errors import PytestMissing


@click.command(
    context_settings={"ignore_unknown_options": True},
    epilog="""\b
Examples:
  pagelet test                               the tests of the folder you are in
  pagelet test --browser firefox -k button   in one browser; what is not known here goes to pytest
  pagelet test --coverage                    and say which lines of the page's Python ran

\b
Exit codes: pytest's. 0 well, 1 a test failed, 5 there are no tests.
""",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[PATH OR OPTIONS OF PYTEST]...")
@click.option("--browser", "browsers", multiple=True, type=click.Choice(NAMES), help="Only this one (may be repeated).")
@click.option("--headed", is_flag=True, help="Show the browsers.")
@click.option("--coverage", is_flag=True, help="Say which lines of the pages' own Python ran.")
@click.option("--screenshots", type=click.Path(path_type=Path), help="Where to put screenshots of failed tests.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes for programs.")
def test(arguments: tuple[str, ...], browsers: tuple[str, ...], screenshots: Path | None, **options: bool) -> int:
    """Test pages with pytest, in the browsers that are on this computer."""
    if find_spec("pytest") is None:
        raise PytestMissing
    if not browsers:
        installed()
    # Another plugin's `page`, and options that both would have.
    command = [sys.executable, "-m", "pytest", "-p", "no:playwright"]
    if "pagelet" not in _registered():
        command += ["-p", "pagelet_cli.testing.plugin"]
    command += [f"--page-browser={name}" for name in browsers]
    command += [f"--page-{name}" for name in ("headed", "coverage") if options[name]]
    if screenshots is not None:
        command.append(f"--page-screenshots={screenshots.absolute()}")
    command += arguments
    if not options["as_json"]:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - a list, no shell
    with tempfile.TemporaryDirectory(prefix="pagelet-test-") as scratch:
        results = Path(scratch, "results.json")
        environment = {**os.environ, "PAGELET_TEST_RESULTS": str(results)}
        code = subprocess.run(command, check=False, stdout=sys.stderr, env=environment).returncode  # noqa: S603
        outcomes = json.loads(results.read_text("utf-8")) if results.is_file() else []
    report.raw(json.dumps({"exit_code": code, "tests": outcomes}, indent=1))
    return code


def _registered() -> set[str]:
    """Name the plugins that pytest finds by itself."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - a search of all that is installed

    return {found.name for found in entry_points(group="pytest11")}
