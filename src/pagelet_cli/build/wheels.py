"""Which modules of packages pages can come to; wheels without the rest, and without what no Python can import."""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from posixpath import dirname

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from pagelet_cli import syntax
from pagelet_cli.build.reach import LEFT_OUT
from pagelet_cli.build.statements import absolute, computed, imports, quoted, split
from pagelet_cli.packages import store, wheel
from pagelet_cli.packages.store import PackageFile
from pagelet_cli.runtimes.cache import cache_folder, digest

_TESTS = re.compile(r"(?:.+?/)??tests?/")
_INFO = re.compile(r"^[^/]+\.(dist-info|data)/")
# What compilers and type checkers read.
_SOURCES = (".pyi", ".pxd", ".pxi", ".pyx", ".a", ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".o")
# Packages that look their modules up in the types beside them, or read types of others: lazy_loader's, and jedi.
_READS_TYPES = re.compile(r"\battach_stub\b|[\"'][^\"'\n]*\.pyi[\"']")
# What others are told of; programs of a terminal are not for pages.
_GROUP = re.compile(r"^\[(?!console_scripts\]|gui_scripts\])[^\]]*\](?:(?!^\[).)*", re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(r"^[^=#\[\n]+=\s*([\w.]+)", re.MULTILINE)
_CONTINUED = re.compile(r"\\\n[ \t]*")
# A smaller wheel is another file, for caches as well: so much it should be worth.
_LEAST = 2000
_UNREACHED = "no page's Python comes to it"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


@dataclass
class _Wheel:
    """Hold one wheel: its files, its modules by their dotted names, and where they lead from outside."""

    file: PackageFile
    names: list[str]
    paths: dict[str, str]
    texts: dict[str, str]
    requires: frozenset[str]
    entries: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.file.name.partition("-")[0])

    @cached_property
    def compiled(self) -> bool:
        return any(name.endswith(".so") for name in self.names)

    @cached_property
    def tests(self) -> frozenset[str]:
        """Find the folders of tests: those so called that have Python in them."""
        return frozenset(match[0] for path in self.paths.values() if (match := _TESTS.match(path)))

    def is_test(self, name: str) -> bool:
        return self.paths[name].startswith(tuple(self.tests))

    def whole(self) -> Iterator[str]:
        """Give the modules that are not for work on the package."""
        return (name for name in self.paths if not self.is_test(name))

    def roots(self) -> Iterator[str]:
        """Give what anything may ask for: outermost modules, what has data beside it, and what others are told of."""
        yield from (name for name in self.paths if "." not in name and not self.is_test(name))
        yield from self.entries
        packages = {dirname(path): name for name, path in self.paths.items() if path.endswith("/__init__.py")}
        for path in self.names:
            if not path.endswith((*_SOURCES, ".py", "/", "py.typed")) and not path.startswith(tuple(self.tests)):
                folder = dirname(path)
                while folder and folder not in packages:
                    folder = dirname(folder)
                yield from [packages[folder]] if folder else []

    def sources(self) -> set[str]:
        """Name what only compilers and type checkers read, as far as nothing in the package speaks of it."""
        found = [path for path in self.names if path.endswith(_SOURCES) and not _INFO.match(path)]
        if not found:
            return set()
        text = "\n".join(text for name, text in self.texts.items() if not self.is_test(name))
        types = bool(_READS_TYPES.search(text))
        spoken = set(re.findall(r"[\w.+-]+", text))
        named = spoken | ({path.rpartition("/")[2] for path in found if path.endswith(".pyi")} if types else set())
        return {path for path in found if path.rpartition("/")[2] not in named}


@dataclass
class Trimmed:
    """Hold what was made of the wheels of one interpreter: the smaller files, what they lack, and what stays whole."""

    files: dict[PackageFile, PackageFile] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)


class _Reach:
    """Follow imports through wheels, from what pages import."""

    def __init__(self, wheels: Iterable[_Wheel]) -> None:
        self._home = {name: each for each in wheels for name in each.paths}
        self._waiting: set[str] = set()
        self.done: set[str] = set()
        self.whole: dict[str, str] = {}

    def want(self, names: Iterable[str]) -> None:
        """Have modules, and the packages that they are in."""
        for name in names:
            parts = name.split(".")
            found = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
            self._waiting |= {each for each in found if each in self._home and each not in self.done}

    def keep(self, wanted: _Wheel, why: str) -> None:
        """Have all of a wheel."""
        if wanted.name not in self.whole:
            self.whole[wanted.name] = why
            self.want(wanted.whole())

    def follow(self) -> None:
        """Go on until nothing new is imported; in an order, so that the same is said each time."""
        while self._waiting:
            found, self._waiting = sorted(self._waiting), set()
            self.done |= set(found)
            for name in found:
                self._read(name, self._home[name])

    def _read(self, name: str, home: _Wheel) -> None:
        path, text = home.paths[name], home.texts[name]
        if found := computed(text):
            self.keep(home, f"{path}:{found[1]} imports by names that are made up as it runs: {found[0]}()")
        self.want(_wanted(text, name if path.endswith("/__init__.py") else name.rpartition(".")[0]))


def _wanted(text: str, package: str = "") -> Iterator[str]:
    """Give what a module may import: in statements, and by names in quotes, which may be of modules beside it."""
    yield from imports(split(_CONTINUED.sub(" ", text)), package)
    for name in quoted(text):
        if name.startswith("."):
            yield absolute(name, package)
        elif name != "__main__" and not _TESTS.match(f"{name}/"):
            yield from (name, f"{package}.{name}", f"{package.partition('.')[0]}.{name}")


def trim_wheels(
    files: Mapping[PackageFile, Path], sources: Iterable[str], keep: Collection[str], unknown: str = ""
) -> Trimmed:
    """Make the wheels of one interpreter smaller.

    Sources are the Python of pages, and of what else of ours imports packages. Unknown says why nobody can tell what is
    imported, where that is so: then all modules stay, but not tests, and not what no Python can import.
    """
    wheels = [_read(file, path) for file, path in files.items() if path.suffix == ".whl"]
    # A loader finds such libraries by the address of the wheel.
    wheels = [each for each in wheels if not any(".libs/" in name for name in each.names)]
    reach = _Reach(wheels)
    for each in wheels:
        reach.want(each.roots())
        reach.want(name for name in each.paths for kept in keep if name == kept or name.startswith(f"{kept}."))
    for source in sources:
        reach.want(_wanted(source))
    for each in wheels:
        if unknown:
            reach.keep(each, unknown)
        elif each.compiled:
            reach.keep(each, "it has compiled code, and what that imports cannot be seen")
            for other in wheels:
                if other.name in each.requires:
                    reach.keep(other, f"the compiled code of {each.name} may import anything of it")
    reach.follow()
    found = Trimmed(whole=reach.whole)
    for each in wheels:
        _trim(each, files[each.file], reach.done, found)
    return found


def _read(file: PackageFile, path: Path) -> _Wheel:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        paths = {_dotted(name): name for name in names if name.endswith(".py") and not _INFO.match(name)}
        texts = {name: archive.read(inside).decode("utf-8", "replace") for name, inside in paths.items()}
        told = [archive.read(name).decode() for name in names if name.endswith(".dist-info/entry_points.txt")]
    requires = frozenset(name for text in wheel.inspect(path).requires if (name := _project(text)))
    groups = [group for text in told for group in _GROUP.findall(text)]
    entries = frozenset(name for group in groups for name in _ENTRY.findall(group))
    return _Wheel(file, names, paths, texts, requires, entries)


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _project(text: str) -> str:
    """Name what a wheel needs; what it only can do more with, compiled code does not ask for."""
    try:
        with syntax.alone():
            found = Requirement(text)
    except InvalidRequirement:
        return ""
    return "" if "extra" in str(found.marker) else canonicalize_name(found.name)


def _trim(each: _Wheel, path: Path, reached: Collection[str], found: Trimmed) -> None:
    left = each.paths.keys() - reached
    stays = [each.paths[name] for name in each.paths.keys() & reached]
    tests = [folder for folder in each.tests if not any(inside.startswith(folder) for inside in stays)]
    lost = {name: each.paths[name] for name in left}
    lost |= {_dotted(folder[:-1]): f"{folder}__init__.py" for folder in tests}
    sources = each.sources()
    dropped = sources | set(lost.values()) | {name for name in each.names if name.startswith(tuple(tests))}
    if not dropped:
        return
    outermost = Counter(_outermost(name, lost) for name in lost)
    smaller = _smaller(each.file, path, sorted(dropped), sorted({lost[name] for name in outermost}))
    if Path(smaller.sources[0]).stat().st_size > path.stat().st_size - _LEAST:
        return
    found.files[each.file] = smaller
    for name, count in sorted(outermost.items()):
        why = "it is for work on the package" if _TESTS.fullmatch(f"{name.replace('.', '/')}/") else _UNREACHED
        found.left_out[name] = f"{each.name}: {why}" + (f" ({count} modules)" if count > 1 else "")
    if sources:
        kinds = ", ".join(sorted({name[name.rindex(".") :] for name in sources}))
        found.left_out[f"{len(sources)} files of {each.name} ({kinds})"] = "no Python can import them"


def _smaller(file: PackageFile, path: Path, dropped: list[str], signs: list[str]) -> PackageFile:
    """Write a wheel without some files, once: packing a large one takes seconds."""
    recipe = json.dumps([file.sha256, dropped, signs, LEFT_OUT])
    note = cache_folder() / "trimmed" / hashlib.sha256(recipe.encode()).hexdigest()
    with contextlib.suppress(OSError):
        known = cache_folder() / "packages" / note.read_text("ascii") / file.name
        if digest(known) == known.parent.name:
            return PackageFile(file.name, known.parent.name, (str(known),))
    made = store.keep(file.name, _written(path, dropped, signs))
    with contextlib.suppress(OSError):  # it is only a convenience
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(made.sha256, "ascii")
    return made


def _outermost(name: str, lost: Collection[str]) -> str:
    """Name the package that is left out with all that is in it, which may be the module itself."""
    parents = (name[: match.start()] for match in re.finditer(r"\.", name))
    return next((parent for parent in parents if parent in lost), name)


def _written(path: Path, dropped: Collection[str], signs: Collection[str]) -> bytes:
    """Write a wheel without some files, with a word in the place of what can be imported; its record is true again."""
    buffer = io.BytesIO()
    record = ""
    rows: list[tuple[str, str, str]] = []
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(buffer, "w") as made:
        for entry in whole.infolist():
            name = entry.filename
            if name.endswith(".dist-info/RECORD"):
                record = name
            elif name not in dropped and name not in signs and not name.endswith("/"):
                _put(made, name, whole.read(entry), rows)
        for name in sorted(signs):
            _put(made, name, LEFT_OUT.encode(), rows)
        lines = io.StringIO()
        csv.writer(lines, lineterminator="\n").writerows([*rows, (record, "", "")])
        _put(made, record, lines.getvalue().encode(), [])
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes, rows: list[tuple[str, str, str]]) -> None:
    # The same bytes on every computer.
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = _UNIX
    archive.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    proof = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    rows.append((name, f"sha256={proof}", str(len(data))))
