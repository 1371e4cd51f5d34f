from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pagelet_cli import __version__
from pagelet_cli.browser.patience import patient
from pagelet_cli.cli import COMMANDS, pagelet


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pagelet_cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=patient(30), check=False)


def test_the_version_is_told() -> None:
    result = run("--version")
    assert (result.returncode, result.stdout) == (0, f"pagelet {__version__}\n")


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_has_an_example(command: list[str]) -> None:
    result = CliRunner().invoke(pagelet, [*command, "--help"], prog_name="pagelet")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"pagelet {' '.join(command)}".strip() in result.output


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "--port", "x"], ["serve", "--prot", "1"], ["new"]])
def test_a_wrong_command_line_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "No such command 'chek'. Did you mean 'check'?"),
        (["build", "--singel-file"], "Did you mean '--single-file'?"),
        (["build", "--single-file", "--zip"], "choose one"),
        (["run", "--interpretr", "mpy", "x.py"], "No such option '--interpretr'"),
    ],
)
def test_what_was_mistyped_is_named(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["serve", "nowhere"], "PGL-S101"),
        (["serve", "notes.txt"], "PGL-S102"),
        (["serve", "--host", "203.0.113.7"], "PGL-S104"),
        (["new", "!"], "PGL-N101"),
    ],
)
def test_a_problem_ends_with_1(tmp_path: Path, arguments: list[str], code: str) -> None:
    (tmp_path / "notes.txt").write_text("x")
    result = run(*arguments, folder=tmp_path)
    assert result.returncode == 1
    assert code in result.stderr
    assert "Traceback" not in result.stderr
