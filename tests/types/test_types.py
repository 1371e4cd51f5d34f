"""Check types strictly: of the library by pyright (mypy is part of scripts/lint), of every example by both."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYRIGHT = ROOT / "node_modules" / ".bin" / "pyright"
STRICT = {
    "typeCheckingMode": "strict",
    # Stubs stand for what only a page has.
    "reportMissingModuleSource": False,
}
ADVICE = "\n\nAnnotate what it names, as in `def greet(event: Event) -> None:` with `from js import Event`."


@pytest.fixture(scope="module")
def pyright() -> str:
    if not PYRIGHT.exists():
        if not shutil.which("npm"):
            pytest.skip("pyright comes through npm, which is not installed")
        subprocess.run(["npm", "ci", "--no-progress"], cwd=ROOT, stdin=subprocess.DEVNULL, check=True)
    return str(PYRIGHT)


def problems(pyright: str, project: Path) -> list[tuple[Path, int, str]]:
    command = [pyright, "--outputjson", "--project", str(project), "--pythonpath", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    return [
        (Path(one["file"]), one["range"]["start"]["line"] + 1, one["message"])
        for one in json.loads(done.stdout)["generalDiagnostics"]
        if one["severity"] == "error"
    ]


def test_the_library_is_strictly_typed(pyright: str) -> None:
    found = problems(pyright, ROOT)
    assert [f"{path.relative_to(ROOT)}:{line}: {text}" for path, line, text in found] == []


def test_every_example_is_strictly_typed_for_pyright(pyright: str, layout) -> None:
    environments = [{"root": folder.name, "extraPaths": [f"{folder.name}/typings"]} for folder in layout.programs]
    project = layout.folder / "pyrightconfig.json"
    project.write_text(
        json.dumps({**STRICT, "include": ["*"], "exclude": ["**/typings"], "executionEnvironments": environments})
    )
    found = []
    for path, line, text in problems(pyright, project):
        program = layout.program(path)
        if line not in program.awaited or not re.search(r'"?(await|async)"? ', text):
            found.append(f"{program.place(line)}: {text}")
    assert not found, "\n".join(found) + ADVICE


def test_every_example_is_strictly_typed_for_mypy(layout, tmp_path: Path) -> None:
    found = []
    for folder, programs in layout.programs.items():
        if not programs:
            continue
        files = [str(program.path.relative_to(folder)) for program in programs]
        # A package that only the page has may bring decorators.
        options = [
            "--strict",
            "--allow-untyped-decorators",
            "--disable-error-code=top-level-await",
            "--no-error-summary",
            "--hide-error-context",
        ]
        command = [sys.executable, "-m", "mypy", *options, f"--cache-dir={tmp_path}", "--config-file=", *files]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, env={"MYPYPATH": "typings", "PATH": ""}
        )
        for problem in (done.stdout + done.stderr).splitlines():
            match = re.match(r"([^:]+):(\d+): (error: .*)", problem)
            found.append(f"{layout.program(folder / match[1]).place(int(match[2]))}: {match[3]}" if match else problem)
    assert not found, "\n".join(found) + ADVICE
