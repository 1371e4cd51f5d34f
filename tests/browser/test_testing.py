"""`pagelet test`, as a project's author runs it.

That its fixtures do what the guide says, tests/docs holds; that a new project's tests pass, tests/packaging.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PAGE = """<!doctype html>
<html lang="en"><title>Counter</title>
<button>More</button> <output></output>
<script type="py">
from pagelet import page, when
from app import words
count = 0

@when("click", "button")
def more():
    global count
    count += 1
    page["output"].text = words(count)

def never():
    return 1
</script></html>
"""
APP = """def words(count):
    if count > 1:
        raise ValueError("too many")
    return f"{count} time"
"""
TESTS = """import pytest

def test_counts(page, python):
    page.click("button")
    page.expect("output", "1 time")
    assert python("(count, [None, 1.5], b'a')") == (1, [None, 1.5], b"a")
    with pytest.raises(TypeError, match="only plain values"):
        python("more")

def test_an_error_fails_it(page):
    page.click("button")
    page.click("button")
    page.wait_for("document.querySelector('pagelet-error')")

def test_an_expected_error_does_not(page):
    page.click("button")
    with page.raises("too many") as found:
        page.click("button")
    assert (found[0].file, found[0].line) == ("app.py", 3)

@pytest.mark.page("other.html")
def test_names_what_is_not_there(page):
    pass

@pytest.mark.page("app.py")
def test_a_file_alone(page, python):
    assert python("words(1)") == "1 time"
"""


def test_a_project_is_tested(tmp_path: Path) -> None:
    for name, text in {"index.html": PAGE, "app.py": APP, "test_it.py": TESTS}.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = run(tmp_path, "--json", "--coverage", "--screenshots", "shots", "--browser", "chromium")
    assert done.returncode == 1, done.stdout + done.stderr
    told = {row["test"].partition("::")[2].partition("[")[0]: row for row in json.loads(done.stdout)["tests"]}
    assert {name: row["outcome"] for name, row in told.items()} == {
        "test_counts": "passed",
        "test_an_error_fails_it": "failed",
        "test_an_expected_error_does_not": "passed",
        "test_names_what_is_not_there": "failed",
        "test_a_file_alone": "passed",
    }, done.stderr
    assert "app.py:3: PGL-P03" in told["test_an_error_fails_it"]["message"]
    assert "PGL-T104" in told["test_names_what_is_not_there"]["message"]
    lines = (tmp_path / "coverage.lcov").read_text("utf-8")
    # Lines of the inline script are those of the HTML file.
    assert "SF:index.html\nDA:5,1\nDA:6,1\nDA:7,1\nDA:9,1\nDA:10,1\nDA:12,1\nDA:13,1\nDA:15,1\nDA:16,0\n" in lines
    assert "SF:app.py\nDA:1,1\nDA:2,1\nDA:3,1\nDA:4,1\nLF:4\nLH:4\n" in lines


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    quiet = ("-p", "no:cacheprovider", "-p", "no:asyncio")
    command = [sys.executable, "-m", "pagelet_cli", "test", *options, *quiet]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
