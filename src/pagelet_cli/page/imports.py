"""What a page's Python imports: the author's own modules, and those of packages; so that nobody has to list them."""

from __future__ import annotations

import ast
import posixpath
import sys
import textwrap
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from pagelet_cli.packages.names import BEHIND
from pagelet_cli.packages.requirement import UNVENDORED
from pagelet_cli.page.grown import parsed, stand_in, started
from pagelet_cli.page.scan import python_kind
from pagelet_cli.page.settings import own_config, page_config, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pagelet_cli.page.parse import Page, Tag

# The page has these already.
_OURS = frozenset({"pagelet", "pyscript"})
# What every interpreter brings: CPython's library, and the bridges to JavaScript.
_BRIDGES = {"js", "jsffi", "micropython", "polyscript", "pyodide", "pyodide_js", "ujson"}
_PROVIDED = _OURS | (sys.stdlib_module_names - UNVENDORED) | _BRIDGES


def local_modules(page: Page, folder: str, read: Callable[[str], str | None]) -> dict[str, str]:
    """Map the path that each imported module must have in the page to its path below the served folder.

    A module is looked for beside the page, then beside the script that imports it, as on the desktop.
    """
    return _searched(scripts(page, folder, read), folder, read).found


def all_names(page: Page, folder: str, read: Callable[[str], str | None]) -> set[str]:
    """Name all that a page's Python, the author's modules included, may import or look up in modules, dotted."""
    return _searched(scripts(page, folder, read), folder, read).names


def imports_pyscript(page: Page, folder: str, read: Callable[[str], str | None]) -> bool:
    """Tell whether the page's Python looks as if it uses PyScript's names."""
    return any("pyscript" in source for _, source, _ in scripts(page, folder, read))


def other_modules(pieces: Iterable[tuple[str, str]], folder: str, read: Callable[[str], str | None]) -> set[str]:
    """Name the modules that pieces of Python, each with its folder, import from neither the author nor Python itself.

    An import that may fail, inside `try`, is none that anybody waits for.
    """
    search = _Search(read)
    for source, beside in pieces:
        search.start(source, folder, beside)
    return search.missing - _PROVIDED


def scripts(page: Page, folder: str, read: Callable[[str], str | None]) -> Iterator[tuple[Tag, str, str]]:
    """Give the tags of a page that have Python, with it and with the folder that it is in.

    For an interpreter that these start there is a tag that does not stand in the page: it imports what that is to do.
    A tag whose config lists plugins comes again, with their imports.
    """
    found = list(written_scripts(page, folder, read))
    yield from found
    yield from ((tag, tag.text, folder) for tag in _handed(found, folder, read))
    yield from _plugins(page, found, folder, read)


def _plugins(
    page: Page, found: Iterable[tuple[Tag, str, str]], folder: str, read: Callable[[str], str | None]
) -> Iterator[tuple[Tag, str, str]]:
    shared = {kind: page_config(page, kind, folder, read) for kind in ("py", "mpy")}
    for tag, _, _ in found:
        own = own_config(tag, folder, read)
        config = shared[python_kind(tag) or "py"] if own is None else own
        names = [name.strip() for name in texts(config, "plugins") if not name.startswith("!")]
        if names:
            yield tag, "\n".join(f"import {name}" for name in names), folder


def written_scripts(page: Page, folder: str, read: Callable[[str], str | None]) -> Iterator[tuple[Tag, str, str]]:
    """Give those of the tags that stand in the page."""
    for tag in page.tags:
        if python_kind(tag) is None or tag.name.endswith(("-config", "-env")):
            continue
        named = tag.get("src") or tag.get("worker")
        if named:
            path = posixpath.normpath(posixpath.join(folder, named))
            yield tag, read(path) or "", posixpath.dirname(path)
        elif tag.text.strip():
            yield tag, textwrap.dedent(tag.text if tag.name == "script" else unescape(tag.text)), folder


def later_modules(page: Page, folder: str, read: Callable[[str], str | None]) -> dict[str, str]:
    """Map the paths of the author's modules that only an interpreter which is started later imports to its type."""
    found = list(written_scripts(page, folder, read))
    first = _searched(found, folder, read).found
    later: dict[str, str] = {}
    for tag in _handed(found, folder, read):
        kind = tag.get("type") or ""
        for inside in _searched([(tag, tag.text, folder)], folder, read).found.keys() - first.keys():
            # Two interpreters may both have it.
            later[inside] = kind if later.get(inside, kind) == kind else ""
    return {inside: kind for inside, kind in later.items() if kind}


def _searched(found: Iterable[tuple[Tag, str, str]], folder: str, read: Callable[[str], str | None]) -> _Search:
    search = _Search(read)
    for _, source, beside in found:
        search.start(source, folder, beside)
    return search


def _handed(found: list[tuple[Tag, str, str]], folder: str, read: Callable[[str], str | None]) -> list[Tag]:
    """Make the tags for the interpreters that Python on the page starts, in scripts or in the author's modules."""
    search = _searched((item for item in found if "worker" not in item[0].attributes), folder, read)
    modules: dict[str, set[str]] = {}
    seen: set[str] = set()
    waiting = [source for tag, source, _ in found if "worker" not in tag.attributes]
    while waiting:
        for kind, names in started(waiting.pop()).items():
            modules.setdefault(kind, set()).update(names)
            search.start(stand_in(kind, names).text, folder, folder)
        new = set(search.found.values()) - seen
        seen |= new
        waiting += [read(path) or "" for path in sorted(new)]
    return [stand_in(kind, names) for kind, names in sorted(modules.items())]


@dataclass(slots=True)
class _Search:
    read: Callable[[str], str | None]
    found: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def start(self, source: str, folder: str, beside: str) -> None:
        """Begin with a script of the page's."""
        self.follow(source, (folder, beside) if beside != folder else (folder,), package="")

    def follow(self, source: str, folders: tuple[str, ...], package: str) -> None:
        """Find what a piece of Python imports, and what that imports."""
        self.names.update(_looked_up(source))
        imported = list(_imported(source, package))
        for name, needed in (*imported, *_behind(source, [name for name, needed in imported if needed])):
            self._module(name, folders)
            self.names.add(name)
            top = name.partition(".")[0]
            if needed and not any(inside == f"{top}.py" or inside.startswith(f"{top}/") for inside in self.found):
                self.missing.add(top)

    def _module(self, name: str, folders: tuple[str, ...]) -> None:
        """Find a dotted name: packages on the way have their own code, or are folders, but no others than Python's."""
        parts = name.split(".")
        if parts[0] in _OURS:
            return
        for end in range(1, len(parts) + 1):
            stem = "/".join(parts[:end])
            if not any(self._file(stem, folder, folders) for folder in folders) and parts[0] in _PROVIDED:
                return

    def _file(self, stem: str, folder: str, folders: tuple[str, ...]) -> bool:
        for inside, package in ((f"{stem}/__init__.py", stem), (f"{stem}.py", posixpath.dirname(stem))):
            if inside in self.found:
                return True
            path = posixpath.normpath(posixpath.join(folder, inside))
            source = self.read(path)
            if source is not None:
                self.found[inside] = path
                self.follow(source, folders, package.replace("/", "."))
                return True
        return False


def _imported(source: str, package: str) -> Iterator[tuple[str, bool]]:
    """Give the dotted names that a piece of Python may import, and whether it needs them."""
    tree = parsed(source)
    spare = {id(inner) for node in ast.walk(tree) for inner in _spare(node)}
    for node in ast.walk(tree):
        needed = id(node) not in spare
        if isinstance(node, ast.Import):
            yield from ((alias.name, needed) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((name, needed and not node.level) for name in _from(node, package))
        elif isinstance(node, ast.Call):
            yield from ((name, needed) for name in _asked(node))


def _behind(source: str, names: list[str]) -> Iterator[tuple[str, bool]]:
    """Give what packages import only in methods that a piece of Python with these imports names."""
    named = {node.attr for node in ast.walk(parsed(source)) if isinstance(node, ast.Attribute)}
    named.update(name.rpartition(".")[2] for name in names)
    for package in BEHIND.keys() & {name.partition(".")[0] for name in names}:
        yield from ((module, True) for method, module in BEHIND[package].items() if method in named)


def _looked_up(source: str) -> Iterator[str]:
    """Give what a piece of Python looks up in modules, dotted: some import the modules in them only then."""
    tree = parsed(source)
    names = [alias for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    modules = {alias.asname or alias.name.partition(".")[0]: alias for alias in names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if (alias := modules.get(first)) is not None and all(part.isidentifier() for part in rest.split(".")):
                yield f"{alias.name if alias.asname else first}.{rest}"


def _spare(node: ast.AST) -> Iterator[ast.AST]:
    """Give what is inside of a `try` that catches imports that fail, or is there for type checkers alone."""
    for_types = isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
    if for_types or (isinstance(node, ast.Try) and any(map(_catches_imports, node.handlers))):
        for statement in node.body:  # type: ignore[attr-defined]
            yield from ast.walk(statement)


def _asked(node: ast.Call) -> Iterator[str]:
    """Give what `await py_import("name")` imports, as far as it is written out."""
    called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
    for one in node.args if called == "py_import" else ():
        if isinstance(one, ast.Constant) and all(part.isidentifier() for part in str(one.value).split(".")):
            yield str(one.value)


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type is not None else "Exception"
    return any(name in caught for name in ("ImportError", "ModuleNotFoundError", "Exception"))


def _from(node: ast.ImportFrom, package: str) -> Iterable[str]:
    base = node.module or ""
    if node.level:
        parts = package.split(".") if package else []
        kept = parts[: len(parts) - node.level + 1]
        base = ".".join([*kept, base] if base else kept)
    if not base:
        return [alias.name for alias in node.names]
    return [f"{base}.{alias.name}" for alias in node.names]
