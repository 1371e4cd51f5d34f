"""The action of GitHub's: its steps run as a runner runs them, but for the installation."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STEP = re.compile(r"^    - name: (\w[\w ]*)\n(.*?)(?=^    - name: |\Z)", re.DOTALL | re.MULTILINE)
INPUT = re.compile(r"^  ([\w-]+):\n    description: .+\n    default: \"?([^\"\n]*)\"?$", re.MULTILINE)


def steps() -> dict[str, tuple[str, dict[str, str]]]:
    """Map the name of each step to its script and the expressions of its variables."""
    found = {}
    for name, text in STEP.findall((ROOT / "action.yml").read_text("utf-8")):
        script = "\n".join(line[8:] for line in text.partition("run: |\n")[2].splitlines())
        found[name] = (script, dict(re.findall(r"^        (\w+): \$\{\{ (.+) \}\}$", text, re.MULTILINE)))
    return found


def run(name: str, folder: Path, values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    script, variables = steps()[name]
    known = {key: values.get(key, "") for key in variables}
    tools = {"GITHUB_OUTPUT": str(folder / "output"), "RUNNER_TEMP": str(folder)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    env = {**os.environ, **tools, **known, "PATH": path}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_action_checks_tests_and_builds(tmp_path: Path) -> None:
    site = tmp_path / "my site"
    shutil.copytree(ROOT / "examples" / "testing", site, ignore=shutil.ignore_patterns("__pycache__"))
    page = site / "index.html"
    page.write_text(page.read_text("utf-8").replace("../shared.css", "own.css"), "utf-8")
    (site / "own.css").write_text("", "utf-8")
    values = {"SOURCE": "my site", "OUT": "out $(touch hacked)", "STRICT": "--strict"}
    for name in ("Check", "Test", "Build"):
        done = run(name, tmp_path, values)
        assert done.returncode == 0, (name, done.stdout, done.stderr)
    assert "4 passed" in run("Test", tmp_path, values).stdout
    assert (tmp_path / values["OUT"] / "index.html").is_file()
    assert (tmp_path / "output").read_text("utf-8") == f"out={values['OUT']}\n"
    assert not (tmp_path / "hacked").exists()
    # Where nothing is said, the site and the one file lie side by side, as when the command is given by hand.
    for single, made in (("", "dist/index.html"), ("--single-file", "dist-single-file/my site.html")):
        done = run("Build", tmp_path, {"SOURCE": "my site", "SINGLE": single})
        assert done.returncode == 0, done.stderr
        assert (tmp_path / made).is_file()
    outs = (tmp_path / "output").read_text("utf-8").split("\n")
    assert outs == [f"out={values['OUT']}", "out=dist", "out=dist-single-file", ""]
    (site / "a script.py").write_text("# runtime: micropython\nimport sys\nprint(sys.platform)", "utf-8")
    (site / "fails.py").write_text("# runtime: micropython\nraise SystemExit(3)", "utf-8")
    ran = run("Run", tmp_path, {"SCRIPTS": "my site/a script.py\n\nmy site/a script.py\n"})
    assert (ran.returncode, ran.stdout.split()) == (0, ["webassembly"] * 2), ran.stderr
    ran = run("Run", tmp_path, {"SCRIPTS": "my site/fails.py\nmy site/a script.py"})
    assert (ran.returncode, ran.stdout) == (3, "")
    page.write_text(page.read_text("utf-8").replace("import page", "import pages"), "utf-8")
    failed = run("Check", tmp_path, values)
    assert failed.returncode == 1
    assert failed.stdout.startswith("::error file=my site/index.html,line=")


def test_inputs_are_documented_and_reach_programs_as_variables_only() -> None:
    names = [name for name, _ in INPUT.findall((ROOT / "action.yml").read_text("utf-8"))]
    assert len(names) == 9
    documented = (ROOT / "docs" / "ci.md").read_text("utf-8")
    assert [name for name in names if f"`{name}`" not in documented] == []
    assert [name for name, (script, _) in steps().items() if "${{" in script] == []
