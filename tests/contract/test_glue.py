"""What binds an interpreter to JavaScript does the same when it is written shorter."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from tests import wheels

from pagelet_cli.build.glue import lean
from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.pins import DEFAULTS

# What JavaScript finds of what Python's C code exports, by names that another start has found; the table of all its
# functions; and which addresses libraries are told.
_ASK = """
import { readFileSync } from "node:fs";
const { loadPyodide } = await import(process.argv[2]);
const python = await loadPyodide();
const module = python._module;
const own = Object.keys(module.GOT);
if (process.argv[4]) await python.loadPackage(process.argv[4], { messageCallback() {} });
const names = process.argv[3] !== "-"
  ? JSON.parse(readFileSync(process.argv[3]))
  : { found: Object.keys(module).filter((name) => name.startsWith("_")), told: own };
const { wasmTable } = module;
const table = Array.from({ length: wasmTable.length }, (_, at) => wasmTable.get(at)?.name);
const shown = (value) => (typeof value === "number" ? value : typeof value);
const found = names.found.map((name) => [name, shown(module[name])]);
const missing = names.found.filter((name) => !(name in module));
const told = names.told.map((name) => [name, module.GOTHandler.get(new Set(), name).value]);
const failed = module._PyRun_SimpleString(module.stringToNewUTF8("import ctypes"));
const words = python.runPython(`
from importlib import import_module
squares = import_module("numpy").square([1, 2]).tolist() if ${process.argv[4] ? "True" : "False"} else [1, 4]
version = ctypes.pythonapi.Py_GetVersion
version.restype = ctypes.c_char_p
increased = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda number: number + 1)
try:
    ctypes.pythonapi.nobody
except AttributeError:
    nobody = "unknown"
error = ctypes.py_object.in_dll(ctypes.pythonapi, "PyExc_ValueError").value
f"{squares} {version()} {increased(1)} {error} {nobody}"`);
const none = ["_nobody" in module, module._nobody, module.nobody].map(String);
console.log(JSON.stringify({ table, found, told, failed, words, missing, none, length: wasmTable.length }));
"""


@pytest.mark.parametrize(
    ("version", "package"), [(DEFAULTS["pyodide"], ""), (wheels.VERSION, ""), (wheels.VERSION, "numpy")]
)
def test_everything_that_is_exported_is_found_where_it_was(tmp_path: Path, version: str, package: str) -> None:
    plain = runtime("pyodide", version)
    glue = next(plain.glob("pyodide.asm.*js"))
    shorter = lean(glue.name, glue.read_bytes(), plain / "pyodide.asm.wasm")
    assert len(shorter) < 0.65 * glue.stat().st_size
    leaned = tmp_path / "lean"
    shutil.copytree(plain, leaned)
    (leaned / glue.name).write_bytes(shorter)
    (tmp_path / "ask.mjs").write_text(_ASK)

    wheel = [str(wheels.find(package))] if package else []

    def answered(folder: Path, names: str) -> Mapping[str, Any]:
        command = ["node", str(tmp_path / "ask.mjs"), str(folder / "pyodide.mjs"), names, *wheel]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
        return cast("Mapping[str, Any]", json.loads(done.stdout))

    found = answered(plain, "-")
    assert len(found["found"]) > 4000
    assert len(found["told"]) > 8000
    assert found["words"].startswith("[1, 4]")
    assert found["words"].endswith("2 <class 'ValueError'> unknown")
    names = {of: [name for name, _ in found[of]] for of in ("found", "told")}
    (tmp_path / "names.json").write_text(json.dumps(names))
    assert answered(leaned, str(tmp_path / "names.json")) == found


def test_what_does_not_look_as_expected_stays() -> None:
    source = b"async function other(){} export default other;"
    assert lean("pyodide.asm.mjs", source, Path()) == source
    assert lean("pyodide.mjs", b"var _x=1", Path()) == b"var _x=1"
