"""Which modules of Python's own library pages can come to; the rest stays out of their build."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files as resources

from pagelet_cli.build.statements import imports, looked_up, quoted, split
from pagelet_cli.runtimes.stdlib import liked

# What compiled code and builtins import, by what a piece of Python says that uses it.
_HIDDEN = {
    "pydoc": re.compile(r"\bhelp\("),
    "pdb": re.compile(r"\bbreakpoint\("),
    "zoneinfo._common": re.compile(r"\bzoneinfo\b"),
    "xml.etree.ElementPath": re.compile(r"\bElementTree\b"),
}
# What a start of Python comes to, as far as its own code shows it; frozen modules are part of the program.
_START = (
    *("_pyodide", "pyodide", "site", "runpy", "zipimport", "importlib.machinery", "importlib.util", "io", "os", "abc"),
    *("codecs", "zipfile", "warnings"),
    *("_pyodide._future_helper", "_pyodide.docstring", "_pyodide.jsbind", "pyodide.code", "pyodide._package_loader"),
    *("pyodide.common", "tempfile", "urllib"),
)
# What compiled and frozen code imports without a word: `invalidate_caches()` of importlib, for one.
_ROOTS = ("_strptime", "_compat_pickle", "copyreg", "tracemalloc", "importlib.metadata", "importlib.readers")
# Data chooses among encodings; the system's description is looked up by a name that is put together.
_WHOLE = ("encodings", "_sysconfigdata")
# The module by which a start of Python learns what its archive lacks: https://docs.python.org/3/library/site.html
_SIGN = "sitecustomize.py"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


@dataclass(slots=True)
class Standard:
    """Hold the modules of a standard library by their dotted names, and those that every start imports."""

    paths: Mapping[str, str]
    texts: Mapping[str, str]
    first: frozenset[str]

    def named(self, sources: Iterable[str]) -> frozenset[str]:
        """Return the modules that these sources name."""
        return frozenset(name for source in sources for name in self._wanted(source))

    def reached(self, named: Collection[str], keep: Iterable[str] = ()) -> frozenset[str]:
        """Return the modules that Python comes to, from its own start and from those that are named.

        What every start imports is a hub: into its functions the way leads only where a source names it.
        """
        kept = {name for whole in keep for name in self.paths if name == whole or name.startswith(f"{whole}.")}
        fixed = {name for name in self.paths if name in _ROOTS or name.startswith(_WHOLE)}
        return self._closure({*named, *kept, *fixed}, {*named, *kept}) | self.first

    def _closure(self, start: Iterable[str], named: Collection[str]) -> frozenset[str]:
        waiting, done = set(start), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in done:
                done.add(name)
                functions = name in named or name not in self.first
                waiting |= set(self._imported(self.texts[name], self._package(name), functions=functions))
        return frozenset(done)

    def starting(self) -> frozenset[str]:
        """Return what a start of Python comes to."""
        found = {*_START, *liked()} & self.paths.keys()
        self.first = frozenset(self.paths)
        return self._closure(found, ())

    def _package(self, name: str) -> str:
        return name if self.paths[name].endswith("/__init__.py") else name.rpartition(".")[0]

    def _wanted(self, source: str) -> Iterator[str]:
        """Give what a piece of Python may import, also by names in texts, and what it makes builtins import."""
        yield from self._imported(split(source))
        yield from self._known({*(name for name in quoted(source) if "." in name.strip(".")), *looked_up(source)})
        yield from self._known(name for name, sign in _HIDDEN.items() if sign.search(source))

    def _imported(self, text: str, package: str = "", *, functions: bool = True) -> Iterator[str]:
        yield from self._known(imports(text, package, functions=functions))

    def _known(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            parts = name.split(".")
            yield from (found for end in range(1, len(parts) + 1) if (found := ".".join(parts[:end])) in self.paths)


def standard(archive: bytes) -> Standard:
    """Read the standard library that an interpreter is published with."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        paths = {_dotted(path): path for path in files.namelist() if path.endswith(".py")}
        texts = {name: files.read(path).decode("utf-8", "replace") for name, path in paths.items()}
    found = Standard(paths, texts, frozenset())
    found.first = found.starting()
    return found


def _dotted(path: str) -> str:
    return path.removesuffix("c").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def left_out(library: Standard, kept: frozenset[str]) -> dict[str, int]:
    """Name what is left out, packages as a whole where nothing of them stays, with the number of their modules."""
    found: Counter[str] = Counter()
    for name in sorted(library.paths.keys() - kept):
        parents = [name[: match.start()] for match in re.finditer(r"\.", name)]
        found[next((parent for parent in (*parents, name) if parent not in kept), name)] += 1
    return dict(found)


def _sign(lacking: Iterable[str]) -> str:
    text = (resources("pagelet_cli.build") / "static" / "left_out.py").read_text("utf-8")
    return text.replace('"LEFT OUT"', json.dumps(" ".join(sorted(lacking))))


def trimmed_rest(start: bytes, rest: bytes, library: Standard, kept: frozenset[str]) -> bytes:
    """Make the second part of a compiled library smaller; it still begins where the first one's contents are listed."""
    same = int.from_bytes(start[-6:-2], "little")
    whole = zipfile.ZipFile(io.BytesIO(start[:same] + rest))
    buffer = io.BytesIO(start)
    with whole, zipfile.ZipFile(buffer, "a") as archive:
        known = set(archive.namelist())
        for path in whole.namelist():
            if path not in known and (_dotted(path) in kept or _dotted(path) not in library.paths):
                _put(archive, path, whole.read(path), zipfile.ZIP_STORED)
        _put(archive, _SIGN, _sign(library.paths.keys() - kept).encode(), zipfile.ZIP_STORED)
    return buffer.getvalue()[same:]


def trimmed(archive: bytes, library: Standard, kept: frozenset[str]) -> bytes:
    """Make a library smaller that is one archive of sources, as interpreters are published with."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as whole, zipfile.ZipFile(buffer, "w") as made:
        for path in whole.namelist():
            # A folder alone would be a package without code.
            name = _dotted(path.rstrip("/"))
            if name in kept or name not in library.paths:
                _put(made, path, whole.read(path), zipfile.ZIP_DEFLATED)
        _put(made, _SIGN, _sign(library.paths.keys() - kept).encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, path: str, data: bytes, how: int) -> None:
    # The same bytes on every computer.
    info = zipfile.ZipInfo(path, _EPOCH)
    info.create_system = _UNIX
    archive.writestr(info, data, how, 9 if how == zipfile.ZIP_DEFLATED else None)
