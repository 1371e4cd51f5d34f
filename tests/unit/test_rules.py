"""Hold the rules of the house, so that nobody has to remember them."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from pagelet_cli import assets
from pagelet_cli.bundle import page_parts
from pagelet_cli.library import modules
from pagelet_cli.runtimes import runtime

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
KERNEL = ROOT / "kernel" / "src"
IN_PAGE = SRC / "pagelet"
TOOL = SRC / "pagelet_cli"
COMPAT = ROOT / "compat" / "pyscript"
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
BUDGETS = tomllib.loads((ROOT / "budgets.toml").read_text("utf-8"))
LONGEST = 500


def python_files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def page_files() -> list[Path]:
    """List the Python files that pages load; the document in memory is for the desktop only."""
    return [path for folder in (IN_PAGE, COMPAT) for path in modules(folder)]


def imports(path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield module, name and line of every import; relative ones keep their dots."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((module, alias.name, node.lineno) for alias in node.names)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def javascript_files() -> list[Path]:
    return sorted(KERNEL.rglob("*.js"))


def without_comments(text: str) -> str:
    """Blank out the comments of our JavaScript, keeping its lines."""
    kept = re.compile(
        r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|/\*.*?\*/|(?<!:)//[^\n]*""", re.DOTALL
    )
    return kept.sub(lambda match: match[1] or "\n" * match[0].count("\n"), text)


# ------------------------------------------------------------------------------------------ 1 and 2: code in the page


def test_only_the_runtime_names_an_interpreter() -> None:
    foreign = {"js", "jsffi", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core", "micropython"}
    found = [
        f"{place(path, line)} imports {module}"
        for path in python_files(IN_PAGE, COMPAT)
        if not path.is_relative_to(IN_PAGE / "_runtime")
        for module, _, line in imports(path)
        if module.split(".")[0] in foreign
    ]
    assert found == []


def test_every_runtime_offers_what_the_contract_says() -> None:
    """One list: that of the table in `_runtime/__init__.py`, which each file repeats for readers and checkers."""
    contract = ast.parse((IN_PAGE / "_runtime" / "__init__.py").read_text("utf-8"))
    table = re.findall(r"^``(\w+)[^`]*``  ", ast.get_docstring(contract) or "", re.MULTILINE)
    found = {
        f"import {node.module}": [name.name for name in node.names]
        for node in ast.walk(contract)
        if isinstance(node, ast.ImportFrom) and node.level
    }
    for name in ("__init__", "host", "micropython", "pyodide"):
        for node in ast.parse((IN_PAGE / "_runtime" / f"{name}.py").read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                found[name] = ast.literal_eval(node.value)
    assert len(found) == 7
    assert {name: set(names) ^ set(table) for name, names in found.items() if set(names) != set(table)} == {}


def test_code_in_the_page_imports_only_what_both_interpreters_have() -> None:
    # What MicroPython for the web has not; an import of it inside `try` or a function is a choice made there.
    lacking = {
        "dataclasses",
        "typing",
        "enum",
        "threading",
        "abc",
        "concurrent",
        "contextlib",
        "weakref",
        "types",
        "html",
    }
    found = []
    for path in page_files():
        if path.is_relative_to(IN_PAGE / "_runtime"):
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
                level = getattr(node, "level", 0)
                found += [f"{place(path, node.lineno)} imports {n}" for n in names if not level and n in lacking]
    assert found == []


COMPILE_ALL = """
import { readFileSync } from "node:fs";
const [mjs, list] = process.argv.slice(2);
const { loadMicroPython } = await import(mjs);
const mp = await loadMicroPython({ linebuffer: true, heapsize: 8 * 1024 * 1024 });
for (const path of JSON.parse(list)) {
  mp.globals.set("source", readFileSync(path, "utf8"));
  mp.globals.set("name", path);
  try { mp.runPython("compile(source, name, 'exec')"); } catch (error) { console.log(path + ": " + error.message); }
}
"""


def test_micropython_compiles_every_file_for_the_page(tmp_path: Path) -> None:
    script = tmp_path / "compile.mjs"
    script.write_text(COMPILE_ALL)
    files = [str(path) for path in page_files()]
    mjs = runtime("micropython") / "micropython.mjs"
    command = ["node", str(script), str(mjs), json.dumps(files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout + done.stderr).strip() == ""


# --------------------------------------------------------------------------------------------------------- 3: kernel

FORBIDDEN = {
    r"(?<![\w.$])eval\s*\(": "eval",
    r"\bFunction\s*\(": "Function(",
    r"\b(?:inner|outer)HTML\b": "HTML from a string",
    r"\binsertAdjacentHTML\b": "HTML from a string",
    r"\bdocument\.write": "document.write",
    r"\bset(?:Timeout|Interval)\s*\(\s*[\"'`]": "code in a string",
    r"\bimportScripts\b": "importScripts",
    r"new\s+(?:Shared)?Worker\s*\([^)]*(?:blob:|data:|createObjectURL|Blob)": "a worker made of a string",
    r"\bcreateObjectURL\b": "a blob URL",
}


def test_the_kernel_runs_under_a_strict_policy() -> None:
    found = []
    for path in javascript_files():
        text = without_comments(path.read_text("utf-8"))
        for pattern, what in FORBIDDEN.items():
            found += [
                f"{place(path, text.count(chr(10), 0, match.start()) + 1)}: {what}"
                for match in re.finditer(pattern, text)
            ]
    assert found == []


def test_the_check_for_a_strict_policy_sees_what_it_forbids() -> None:
    bad = [
        "eval(x)",
        "new Function('a')",
        "e.innerHTML = x",
        "setTimeout('x()', 1)",
        "new Worker(URL.createObjectURL(b))",
        "e.insertAdjacentHTML('x', y)",
    ]
    for text in bad:
        assert any(re.search(pattern, without_comments(text)) for pattern in FORBIDDEN), text
    assert not any(re.search(pattern, without_comments("// eval(x)\ndocument.evaluate(x)")) for pattern in FORBIDDEN)


# ------------------------------------------------------------------------------------------------ 4: the tool's words


def test_only_the_report_prints() -> None:
    found = []
    for path in python_files(TOOL):
        if path == TOOL / "report.py" or "template" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in {"print", "click.echo", "click.secho", "Console", "rich.print"} or called.startswith(
                ("sys.stdout.", "sys.stderr.")
            ):
                found.append(f"{place(path, node.lineno)} calls {called}")  # type: ignore[attr-defined]
    assert found == []


def test_only_errors_invents_codes() -> None:
    # The frontend of the reload channel, in JavaScript, reports what only it can see; Python of pages has the kernel's.
    found = [
        f"{place(path, number)}: {line.strip()}"
        for path in python_files(TOOL)
        if path.parent != TOOL / "errors" and path != TOOL / "runtimes" / "static" / "remainder.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"""["']PGL-[A-Z]\d""", line)
    ]
    assert found == []


def test_every_code_is_one_error() -> None:
    text = "".join(path.read_text("utf-8") for path in python_files(TOOL / "errors"))
    codes = re.findall(r'code = "(PGL-[A-Z]\d+)"', text)
    assert codes
    assert len(codes) == len(set(codes))


def test_the_tool_reads_python_in_turns() -> None:
    # Threads that do not take turns make some CPythons fail: pagelet_cli/syntax.py.
    found = [
        place(path, number)
        for path in python_files(TOOL)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"\bast\.parse\(|\bPyCF_ONLY_AST\b", line) and path != TOOL / "syntax.py"
    ]
    assert found == []


# ----------------------------------------------------------------------------------------------- 5 and 6: the surface


def public_names(module: str) -> set[str]:
    """Return `__all__` of a module of the page, read without importing it where it is written out."""
    namespace: dict[str, object] = {}
    parts = module.split(".")[1:]
    path = IN_PAGE.joinpath(*parts)
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            # Names such as `__all__ = sorted(list(_HOMES) + [...])` need what stands before them.
            try:
                value = eval(compile(ast.Expression(node.value), str(path), "eval"), namespace)
            except Exception:  # noqa: BLE001 - what cannot be computed here is not `__all__`
                continue
            namespace[node.targets[0].id] = value
    names = namespace.get("__all__", ())
    assert isinstance(names, (list, tuple))
    return set(names)


def test_compat_uses_public_names_only() -> None:
    found = []
    for path in python_files(COMPAT):
        for module, name, line in imports(path):
            top = module.split(".")[0]
            # A leading dot, or `pyscript`, is compat itself; what only type checkers read is nobody's business.
            if top in {"", "pyscript", "__future__", "collections", "typing"}:
                continue
            public = top == "pagelet" and not any(part.startswith("_") for part in module.split("."))
            if not public or (name and name not in public_names(module) and not _is_module(module, name)):
                found.append(f"{place(path, line)} imports {name or module} from {module}")
    assert found == []


def _is_module(package: str, name: str) -> bool:
    path = SRC.joinpath(*package.split("."), name)
    return not name.startswith("_") and (path.is_dir() or path.with_suffix(".py").is_file())


# That the reference has an entry and an example for every public name is held by tests/docs.

# -------------------------------------------------------------------------------------------------------- 7: budgets


def size(*parts: bytes) -> int:
    return sum(len(brotli.compress(part, quality=11, lgwin=24)) for part in parts)


def shipped_kernel() -> tuple[bytes, int]:
    """Return the kernel as it ships, with its budget; without the minifier, less tight and with its own budget."""
    prelude, body, footer = page_parts(KERNEL / "index.js")
    if ESBUILD.exists():
        command = [str(ESBUILD), "--minify", "--charset=utf8", "--target=es2022"]
        done = subprocess.run(command, input=body, capture_output=True, text=True, check=True, cwd=ROOT)
        return (prelude + done.stdout + footer).encode(), BUDGETS["kernel"]["minified"]
    lines = (line.strip() for line in without_comments(body).splitlines())
    return (prelude + "\n".join(filter(None, lines)) + footer).encode(), BUDGETS["kernel"]["stripped"]


def test_the_kernel_keeps_its_budget() -> None:
    kernel, budget = shipped_kernel()
    assert size(kernel) <= budget


def test_the_library_keeps_its_budget() -> None:
    assert size(assets.read("pagelet.lib.json")) <= BUDGETS["library"]["bytes"]


def test_a_micropython_page_keeps_its_budget() -> None:
    folder = runtime("micropython")
    kernel, _ = shipped_kernel()
    interpreter = [(folder / name).read_bytes() for name in ("micropython.mjs", "micropython.wasm")]
    assert size(kernel, assets.read("pagelet.lib.json"), *interpreter) <= BUDGETS["micropython_page"]["bytes"]


# ---------------------------------------------------------------------------------------------------------- 8: shape


def test_no_module_is_too_long() -> None:
    files = [*python_files(SRC, COMPAT, ROOT / "tests"), *sorted((ROOT / "kernel").rglob("*.js"))]
    files = [path for path in files if not {"node_modules", "vendor"} & set(path.parts)]
    # Pages of checks, one function a row, are tables.
    lengths = {place(path, len(path.read_text("utf-8").splitlines())) for path in files if path.parent.name != "page"}
    assert {name for name in lengths if int(name.rpartition(":")[2]) > LONGEST} == set()


def test_the_map_of_the_code_stays_a_map() -> None:
    lines = (ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines()
    assert len(lines) < 200
    assert max(map(len, lines)) <= 160, "what needs more room than that belongs into docs/design"


def test_docstrings_start_with_one_sentence() -> None:
    found = []
    for path in python_files(TOOL):
        text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        if not text or not re.match(r"[A-Z`].*?[.:]$", text.split("\n\n")[0].replace("\n", " ")):
            found.append(place(path, 1))
    assert found == []


# --------------------------------------------------------------------------------------------------- the repository


def repository_files() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry() -> None:
    # Where packages come from is the business of whoever installs: their client knows.
    hosts = [
        ".".join(parts)
        for parts in (("registry", "npmjs", "org"), ("pypi", "org"), ("files", "detsohnohtyp"[::-1], "org"))
    ]
    found = [
        f"{path.relative_to(ROOT)} names {host}"
        for path in repository_files()
        for host in hosts
        if host.encode() in path.read_bytes()
    ]
    assert found == []


def test_scripts_are_executable_and_say_what_they_do() -> None:
    for path in sorted((ROOT / "scripts").iterdir()):
        if path.is_file():
            first, second = path.read_text("utf-8").splitlines()[:2]
            assert path.stat().st_mode & 0o111, path
            assert first.startswith("#!"), path
            assert second.startswith(("# ", '"""')), path


def test_comments_of_bundles_can_be_told_from_code() -> None:
    text = textwrap.dedent("""\
        const a = "// no comment"; // a comment
        /* two
        lines */ const b = `/* text */`;
    """)
    assert without_comments(text) == 'const a = "// no comment"; \n\n const b = `/* text */`;\n'
