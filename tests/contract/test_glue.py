"""What binds an interpreter to JavaScript does the same when it is written shorter."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests import wheels

from pagelet_cli.build.glue import lean
from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.pins import DEFAULTS

# All names by which JavaScript finds what Python's C code exports, where they are, and one call through one of them.
_ASK = """
const { loadPyodide } = await import(process.argv[2]);
const python = await loadPyodide();
const module = python._module;
const found = Object.entries(Object.getOwnPropertyDescriptors(module))
  .filter(([name]) => name.startsWith("_"))
  .map(([name, { value }]) => [name, typeof value === "number" ? value : typeof value]);
const text = module.stringToNewUTF8("words = 'from C'");
const failed = module._PyRun_SimpleString(text);
console.log(JSON.stringify({ found: found.sort(), failed, words: python.runPython("words") }));
"""


@pytest.mark.parametrize("version", [DEFAULTS["pyodide"], wheels.VERSION])
def test_everything_that_is_exported_is_found_by_its_name(tmp_path: Path, version: str) -> None:
    plain = runtime("pyodide", version)
    glue = next(plain.glob("pyodide.asm.*js"))
    shorter = lean(glue.name, glue.read_bytes())
    assert len(shorter) < 0.75 * glue.stat().st_size
    leaned = tmp_path / "lean"
    shutil.copytree(plain, leaned)
    (leaned / glue.name).write_bytes(shorter)
    (tmp_path / "ask.mjs").write_text(_ASK)

    def told(folder: Path) -> object:
        command = ["node", str(tmp_path / "ask.mjs"), str(folder / "pyodide.mjs")]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)

    found = told(leaned)
    assert found == told(plain)
    assert isinstance(found, dict)
    assert found["words"] == "from C"
    assert len(found["found"]) > 4000


def test_what_does_not_look_as_expected_stays() -> None:
    source = b"async function other(){} export default other;"
    assert lean("pyodide.asm.mjs", source) == source
    assert lean("pyodide.mjs", b"var _x=1") == b"var _x=1"
