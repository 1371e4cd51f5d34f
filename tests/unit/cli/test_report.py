from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pagelet_cli
from pagelet_cli import report
from pagelet_cli.errors import Location, NoSuchPath, PageletError


def test_an_error_shows_place_code_and_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    report.problem(PageletError("It broke.", "Mend it.", where=Location("a.py", 3)))
    assert capsys.readouterr().err == "a.py:3: PGL-X000 It broke.\n  Mend it.\n"


def test_results_go_out_plain(capsys: pytest.CaptureFixture[str]) -> None:
    report.line("Serving [x] on http://127.0.0.1:1/ " + "a" * 200)
    out, err = capsys.readouterr()
    assert out == "Serving [x] on http://127.0.0.1:1/ " + "a" * 200 + "\n"
    assert err == ""


def test_a_page_cannot_write_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    report.page_problem(
        {
            "code": "PGL-1\x1b[31m",
            "message": "a\x1b]0;title\x07b\x9b2Jc\u202ed\r",
            "file": "x.py",
            "line": 3,
            "traceback": "one\x08\ntwo [red]x[/red]",
            "hint": ["not text"],
        }
    )
    err = capsys.readouterr().err
    assert err == "x.py:3: PGL-1 ab2Jcd\n  one\n  two [red]x[/red]\n"


def test_a_page_may_leave_everything_out(capsys: pytest.CaptureFixture[str]) -> None:
    report.page_problem({"line": 0})
    assert capsys.readouterr().err.startswith("PGL")


def test_messages_are_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    report.problem(NoSuchPath(Path("a\x1b[2Jb")))
    assert "\x1b" not in capsys.readouterr().err


def test_downloads_are_quiet_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with report.download("x") as meter:
        meter.total(5)
        meter.advance(5)
    assert capsys.readouterr().err == "Fetching x\n"


def test_nobody_else_prints() -> None:
    base = Path(pagelet_cli.__file__).parent
    for path in base.rglob("*.py"):
        if path.name == "report.py" or "template" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.Name) and node.id == "print"), path
            assert not (isinstance(node, ast.Attribute) and node.attr == "echo"), path


def test_nobody_else_makes_codes() -> None:
    base = Path(pagelet_cli.__file__).parent
    for path in base.rglob("*.py"):
        # What runs in pages has the kernel's.
        if path.parent != base / "errors" and path != base / "runtimes" / "static" / "remainder.py":
            assert "PGL-" not in path.read_text("utf-8"), path
