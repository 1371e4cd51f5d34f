"""Which modules of the in-page library a page can reach; the rest stays out of its build."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pagelet_cli import assets, syntax

_FRONT = "pagelet"
_PYSCRIPT = frozenset({"pyscript/__init__.py"})
# What the kernel itself imports, and the code of a page that makes it do so.
_KERNEL = {
    "pagelet.ask": re.compile(r"\b(input|breakpoint|interact)\("),
    "pagelet.plugins": re.compile(r"\bplugin"),
    "pagelet.remote": re.compile(r"worker|editor", re.IGNORECASE),
    "pagelet.threads": re.compile(r"__export__|worker|editor", re.IGNORECASE),
    "pagelet.figures": re.compile(r"matplotlib|pylab|seaborn|pandas"),
}
# What is imported by a name that is put together, and only for pages whose code has this in it.
_RARE = {"pagelet.libraries.panel": re.compile(r"\bpanel\b")}
# What only CPython can come to: its own HTTP libraries, and what shows the values of its packages.
_CPYTHON = {
    "pagelet.apps": re.compile(r"\b(bokeh|panel|__panel__)\b"),
    "pagelet.figures": re.compile(r"savefig|matplotlib"),
    "pagelet.libraries": re.compile(r"pagelet\.libraries"),
    "pagelet.table": re.compile(r"\bpandas\b"),
}
_ALWAYS = ("pagelet", "pagelet.place", "pagelet.libraries")
LEFT_OUT = (
    'raise ImportError(__name__ + " was left out of this build, because nothing on the page seemed to use it; '
    'write keep = [\'" + __name__ + "\'] under [build] in pagelet.toml and build again")\n'
)


def reached(
    sources: Iterable[str], keep: Iterable[str] = (), *, tags: bool = False, cpython: bool = True
) -> frozenset[str]:
    """Return the paths of the library's modules that Python can come to from the sources of pages."""
    files = _library()
    sources, keep = list(sources), set(keep)
    patterns = _RARE if cpython else _RARE | _CPYTHON
    rare = {module for module, pattern in patterns.items() if not any(map(pattern.search, sources))} - keep
    waiting = set(_ALWAYS) | {name for name in keep if _path(name, files)}
    waiting |= {name for name in _names(files) if name.startswith(f"{_FRONT}._runtime")}
    if tags:
        waiting |= {name for name in _names(files) if name.startswith(f"{_FRONT}.tags")}
    for source in sources:
        waiting |= set(_imported(source, "", files))
        waiting |= {module for module, pattern in _KERNEL.items() if pattern.search(source)}
    done: set[str] = set()
    while waiting:
        name = waiting.pop()
        path = _path(name, files)
        if path is None or path in done or name in rare:
            continue
        done.add(path)
        package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
        if name != _FRONT:
            waiting |= set(_imported(files[path], package, files))
    return frozenset(done)


def trimmed(library: Mapping[str, str], kept: frozenset[str]) -> dict[str, str]:
    """Put a word on how to have it in the place of what is left out."""
    found = {path: text if path in kept else LEFT_OUT for path, text in library.items()}
    if not _PYSCRIPT & kept and not _PYSCRIPT & library.keys():
        # The kernel has an address for PyScript's names: in its place stands an empty file, which is no module.
        found |= {"pyscript": "", "pyscript.py": LEFT_OUT}
    return found


def _names(files: Mapping[str, str]) -> list[str]:
    return [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in files]


def _path(name: str, files: Mapping[str, str]) -> str | None:
    stem = name.replace(".", "/")
    return next((path for path in (f"{stem}.py", f"{stem}/__init__.py") if path in files), None)


@cache
def _library() -> dict[str, str]:
    return assets.library()


@cache
def _homes() -> dict[str, str]:
    """Read in which module each public name is found."""
    tree = syntax.module(_library()[f"{_FRONT}/__init__.py"])
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_HOMES":
            return {name: f"{_FRONT}.{home}" for name, home in ast.literal_eval(node.value).items()}
    raise AssertionError("the library says where its names are")


def _imported(source: str, package: str, files: Mapping[str, str]) -> Iterator[str]:
    try:
        tree = syntax.module(source)
    except (SyntaxError, ValueError, RecursionError):
        # The page shows what is wrong with it; until then, nothing is known about it.
        yield from (name for name in _names(files) if name in source or _FRONT in source)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _parents(alias.name)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(node, package, files)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "import_module"):
            yield from _called(node, files)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == _FRONT:
            yield _homes().get(node.attr, f"{_FRONT}.{node.attr}")


def _parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _from(node: ast.ImportFrom, package: str, files: Mapping[str, str]) -> Iterator[str]:
    base = node.module or ""
    if node.level:
        parts = package.split(".")
        kept = parts[: len(parts) - node.level + 1]
        base = ".".join([*kept, base] if base else kept)
    yield from _parents(base)
    for alias in node.names:
        if base == _FRONT and alias.name == "*":
            yield from _names(files)
        elif base == _FRONT and alias.name in _homes():
            yield _homes()[alias.name]
        else:
            yield f"{base}.{alias.name}"


def _called(node: ast.Call, files: Mapping[str, str]) -> Iterator[str]:
    """Give what `__import__("a.b")` or `__import__("a." + name)` may import."""
    first = node.args[0] if node.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield from _parents(first.value)
    elif isinstance(first, ast.BinOp) and isinstance(first.left, ast.Constant) and isinstance(first.left.value, str):
        yield from (name for name in _names(files) if name.startswith(str(first.left.value)))


def left_out(kept: frozenset[str]) -> list[str]:
    """Name the modules that are not reached."""
    return sorted(name for name in _names(_library()) if _path(name, _library()) not in kept)
