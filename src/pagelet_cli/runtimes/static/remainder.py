"""The rest of a standard library that was split, in the page: fetched when Python first looks for a part of it.

The tool puts this beside the modules of the first part, under the name `_pagelet_remainder`, and writes the names of
all modules of both behind it. A page that keeps a memory of its own has the library whole, and finds the names itself.
"""

from __future__ import annotations

import _imp
import _locale
import gc
import linecache
import logging
import marshal
import os
import random
import sys
import time
import zipimport
import zlib
from binascii import b2a_base64
from contextlib import suppress
from importlib import import_module
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    PathFinder,
    SourceFileLoader,
)
from importlib.util import MAGIC_NUMBER, cache_from_source, spec_from_file_location

from _pyodide import _base
from _pyodide._base import eval_code
from _sha2 import sha256  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, ModuleType
    from typing import Any

# What small pages like to import.
LIKED = (
    "__future__ asyncio contextvars csv dataclasses datetime html json linecache pprint random secrets statistics "
    "traceback urllib.parse uuid"
)
NAMES: frozenset[str] = frozenset()
FIRST: frozenset[str] = frozenset()
ARCHIVE = "/lib/python{}{}.zip".format(*sys.version_info[:2])
SOURCES = "/lib/pagelet-sources.zip"
# Pagelet's own library: where the kernel puts it, and what a kept memory has of it.
LIBRARY = "/lib/pagelet-lib"
CODE: dict[str, CodeType] = {}
# What the kernel calls.
ENTERED: list[Callable[..., Any]] = []

# What gives the second part, or both, and what gives the archive of sources: None for what is not needed.
_ask_rest: Callable[[], Any] | None = None
_ask_sources: Callable[[], Any] | None = None
_integrities: list[str] = []
_NEXT = "; the next import from it tries again."
# Whether the archive is there at all: files are no part of a restored memory.
_absent = False
# How large the whole archive was when the memory was kept, which remembers what is in it.
_size = 0
# Where the page's packages are, and what the kernel answers of them.
_site = ""
_locate: Callable[[str], str]
_read: Callable[[str], Any]
# All that draws lots, and would draw the same ones for everybody.
_chances: list[Any] = []
# Those of Python's generators whose seed somebody has chosen, who wants the same lots each time.
_given: list[random.Random] = []
_plain = zipimport.zipimporter.get_source
_plainly_forget = PathFinder.invalidate_caches


class Finder:
    """Stand before Python's own finders, and complete the archive when a name of the second part is looked for."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find nothing, but make it findable; or what a build has left out: its own finder comes too late for that."""
        if _ask_rest is not None and (name in NAMES or (_absent and name in FIRST)):
            complete()
            lacking = sys.modules.get("sitecustomize")
            if lacking is not None and hasattr(lacking, "LEFT_OUT"):
                found: ModuleSpec | None = lacking.Finder.find_spec(name)
                return found
        return None

    @staticmethod
    def invalidate_caches() -> None:
        """Have nothing to forget."""


class Described:
    """Stand for `importlib.metadata`, as long as nobody has imported that."""

    MetadataPathFinder = Finder


def _forget() -> None:
    """Read folders anew, as pages do that have files of their own.

    Python has `importlib.metadata` for this as well, and imports it for nothing else: all the rest would come with it.
    """
    name = "importlib.metadata"
    modules: dict[str, Any] = sys.modules
    stood = modules.setdefault(name, Described)
    try:
        _plainly_forget()
    finally:
        if stood is Described:
            del modules[name]


def install(ask_rest: Callable[[], Any] | None, ask_sources: Callable[[], Any], integrities: Any) -> None:
    """Begin to watch imports, and questions for source code; what comes must have these hashes."""
    global _ask_rest, _ask_sources
    _ask_rest, _ask_sources = ask_rest, ask_sources
    _integrities[:] = integrities
    zipimport.zipimporter.get_source = _get_source  # type: ignore[method-assign]
    PathFinder.invalidate_caches = staticmethod(_forget)  # type: ignore[method-assign]
    if ask_rest is not None and Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)


def complete() -> None:
    """Put the second part behind the first: the list of contents at the end of a zip is all that changes."""
    global _ask_rest, _absent
    answer = _ask_rest() if _ask_rest is not None else None
    if answer is None:
        raise ImportError(f"PGL-R02: A part of Python's standard library could not be fetched{_NEXT}")
    parts = [_unpacked(part.to_bytes()) for part in answer]
    # Of what Python waits for, browsers check no hash.
    if _integrities != ["sha256-" + b2a_base64(sha256(part).digest(), newline=False).decode() for part in parts]:
        raise ImportError(f"PGL-R07: A part of Python's standard library does not have its hash{_NEXT}")
    _ask_rest = None
    sys.meta_path.remove(Finder)
    if not _absent:
        with open(ARCHIVE, "rb") as archive:
            parts.insert(0, archive.read())
    first, *rest = parts
    with open(ARCHIVE, "wb") as archive:
        archive.write(first[: int.from_bytes(first[-6:-2], "little")] + rest[0] if rest else first)
    _absent = False
    refresh()


def _unpacked(part: bytes) -> bytes:
    """Unpack what came packed; what cannot be unpacked has not its hash, either."""
    try:
        return part if part.startswith(b"PK") else zlib.decompress(part)
    except zlib.error:
        return part


class Library:
    """Find the modules of Pagelet's own library, compiled where the memory has them, else as files."""

    def __init__(self, path: str) -> None:
        if path != LIBRARY and not path.startswith(LIBRARY + "/"):
            raise ImportError(path)
        self.path = path

    def find_spec(self, name: str, target: object = None) -> ModuleSpec | None:
        """Find a module of this folder."""
        stem = f"{self.path}/{name.rpartition('.')[2]}"
        for place, folder in ((f"{stem}/__init__.py", [stem]), (f"{stem}.py", None)):
            if place in CODE:
                spec = ModuleSpec(name, self, origin=place, is_package=bool(folder))  # type: ignore[arg-type]
                spec.has_location = True
                spec.submodule_search_locations = folder
                return spec
            # Not by reading the folder: that would fetch all that waits in it to be asked for.
            if os.path.isfile(place):
                loader = SourceFileLoader(name, place)
                return spec_from_file_location(name, place, loader=loader, submodule_search_locations=folder)
        return None

    @staticmethod
    def create_module(spec: ModuleSpec) -> None:
        """Let Python make the module."""

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Run the code that is there."""
        exec(CODE[module.__spec__.origin], module.__dict__)  # type: ignore[index, union-attr]


class Packages:
    """Find the modules of the page's packages where the kernel says that they are.

    To find them as files, Python would ask the file system a dozen times for each.
    """

    def __init__(self, path: str) -> None:
        if not path.startswith(_site):
            raise ImportError(path)
        self.path = path
        self.files = FileFinder(path, (ExtensionFileLoader, EXTENSION_SUFFIXES), (SourceFileLoader, SOURCE_SUFFIXES))

    def find_spec(self, name: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """Find a module of this folder; what came later, or was changed, is a file like others."""
        stem = f"{self.path}/{name.rpartition('.')[2]}"
        found: str = _locate(stem)
        if not found:
            return self.files.find_spec(name, target)
        kind = Compiled if found.endswith(".py") else ExtensionFileLoader
        folder = [stem] if found.endswith("/__init__.py") else None
        return spec_from_file_location(name, found, loader=kind(name, found), submodule_search_locations=folder)

    def iter_modules(self, prefix: str = "") -> Any:
        """Find all of them, for pkgutil."""
        from pkgutil import iter_importer_modules  # type: ignore[attr-defined]  # noqa: PLC0415 - few ask

        return iter_importer_modules(self.files, prefix)

    def invalidate_caches(self) -> None:
        """Forget what was in the folder."""
        self.files.invalidate_caches()


class Compiled(SourceFileLoader):
    """Take a module's code from where the kernel has it."""

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code that was compiled by a Python of this version, whatever its source is now."""
        given = _read(cache_from_source(self.path))
        data = b"" if given is None else given.to_bytes()
        if data[:8] != MAGIC_NUMBER + b"\1\0\0\0":
            return super().get_code(fullname)
        code: CodeType = marshal.loads(memoryview(data)[16:])  # noqa: S302 - its hash was looked at
        _imp._fix_co_filename(code, self.path)  # type: ignore[attr-defined]
        return code


def offer(site: str, locate: Callable[[str], str], read: Callable[[str], Any]) -> None:
    """Import the packages in a folder in this way."""
    global _site, _locate, _read
    _site, _locate, _read = site, locate, read
    sys.path_hooks.insert(0, Packages)
    for path in list(sys.path_importer_cache):
        if path.startswith(site):
            del sys.path_importer_cache[path]


def sort() -> None:
    """Import what pages like, and find out what else the archive has, where it is the interpreter's own."""
    global FIRST, NAMES
    for name in LIKED.split():
        import_module(name)
    contents = vars(zipimport)["_zip_directory_cache"][ARCHIVE]
    stems = {name[:-3].removesuffix("/__init__") for name in contents if name.endswith(".py")}
    names = {stem.replace("/", ".") for stem in stems}
    FIRST = frozenset(names & set(sys.modules))
    NAMES = frozenset(name for name in names - FIRST if not _imp.is_frozen(name))


def freeze(
    files: dict[str, str], modules: list[str], enter: str, enter_path: str, liked: list[str] | None = None
) -> None:
    """Make ready for the memory to be kept: import what is there, and hold nothing that is this start's alone.

    Files are the modules of Pagelet's library, which pages import: they are compiled. Modules are those of packages; a
    page may name what is none, and what does not work here may work there. Then what the kernel lets Python know, and
    of what small pages like, all or what these pages do.
    """
    global _absent, _size
    for name in sorted(FIRST if liked is None else liked):
        __import__(name)
    for path, text in files.items():
        if path.endswith(".py"):
            CODE[f"{LIBRARY}/{path}"] = compile(text, f"{LIBRARY}/{path}", "exec", dont_inherit=True)
    sys.path_hooks.insert(0, Library)
    sys.meta_path.insert(0, Finder)
    scope: dict[str, Any] = {}
    exec(compile(enter, enter_path, "exec", dont_inherit=True), scope)
    ENTERED[:] = scope["entered"]
    _bring(modules)
    zipimport.zipimporter.get_source = _get_source  # type: ignore[method-assign]
    for path, finder in list(sys.path_importer_cache.items()):
        if not isinstance(finder, zipimport.zipimporter):
            del sys.path_importer_cache[path]  # they have read folders
    linecache.clearcache()
    _base.eval_code = _recall
    _absent = True
    _size = os.stat(ARCHIVE).st_size
    gc.collect()
    _chances[:] = [found for found in _drawing() if not _is_given(found)]
    _given.clear()


def _recall(code: str, *args: Any, **options: Any) -> Any:
    """Answer what Pyodide asks when it has restored a memory, as Python does, but without having that compiled."""
    name, _, wanted = code.removeprefix("import ").partition("; ")
    if code == "{}":
        return {}
    if name in sys.modules and wanted in (name, f"{name}.__dict__"):
        return sys.modules[name] if wanted == name else vars(sys.modules[name])
    return eval_code(code, *args, **options)


def _bring(modules: list[str]) -> None:
    """Import the modules of packages, with the kernel's finder in its place, which changes some of what they import."""
    plain, plainly = random.Random.seed, random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        _given[:] = [each for each in _given if each is not self] + [self] * (a is not None)
        plain(self, a, version)

    random.Random.seed = seed  # type: ignore[method-assign]
    random.seed = plainly.__self__.seed  # type: ignore[attr-defined] # as good as one's own
    sys.path.append(LIBRARY)
    for name in modules:
        with suppress(Exception):
            import_module(name)
    sys.path.remove(LIBRARY)
    random.Random.seed, random.seed = plain, plainly  # type: ignore[method-assign]


def thaw(
    ask: Callable[[], Any] | None, ask_sources: Callable[[], Any], integrities: Any, environment: Any
) -> list[Callable[..., Any]]:
    """Begin anew in a memory that was restored: with chance, clock and surroundings of this visit."""
    global _absent
    _absent = ask is not None
    install(ask, ask_sources, integrities)
    _base.eval_code = eval_code
    if ask is None:
        sys.meta_path.remove(Finder)
        if os.stat(ARCHIVE).st_size != _size:
            refresh()  # a build leaves out what its pages do not use
    sys.path[:] = dict.fromkeys(sys.path)  # Pyodide puts its own in front, again
    for found in _chances:
        _draw_anew(found)
    if ids := sys.modules.get("uuid"):
        vars(ids)["_node"] = None  # that of whoever asked where the memory was made
    if processes := sys.modules.get("multiprocessing.process"):
        # A secret between processes, drawn when joblib, say, has it imported.
        processes.current_process().authkey = os.urandom(32)
    logging._startTime = time.time_ns() if sys.version_info >= (3, 13) else time.time()  # type: ignore[attr-defined]
    os.environ.update(environment.to_py())
    _locale.setlocale(_locale.LC_CTYPE, "")
    _take_place()
    return ENTERED


def _take_place() -> None:
    """Say of the visitor's time zone what `time` says when it is first imported, which was elsewhere."""
    year = 31_557_600
    start = int(time.time()) // year * year
    found = [time.localtime(moment) for moment in (start, start + year // 2)]
    standard, summer = sorted(found, key=lambda moment: moment.tm_gmtoff)
    time.timezone, time.altzone = -standard.tm_gmtoff, -summer.tm_gmtoff
    time.daylight = int(time.timezone != time.altzone)
    time.tzname = (standard.tm_zone, summer.tm_zone)
    if parser := sys.modules.get("dateutil.parser"):
        # Which century '71 is of depends on the year in which it was imported.
        parser.DEFAULTPARSER.info._year = year = time.localtime().tm_year
        parser.DEFAULTPARSER.info._century = year // 100 * 100


def _drawing() -> list[Any]:
    """Find all that draws lots: Python's generators and NumPy's."""
    kinds: tuple[type, ...] = (random.Random,)
    if numpys := sys.modules.get("numpy.random"):
        kinds += (numpys.RandomState, numpys.BitGenerator, numpys.SeedSequence)
    return [found for found in gc.get_objects() if issubclass(type(found), kinds)]


def _is_given(found: Any) -> bool:
    """Tell whether somebody has chosen a generator's seed: then it goes on as it would after any other start."""
    if isinstance(found, random.Random):
        return any(found is each for each in _given)
    if hasattr(found, "get_state"):
        return False  # what it draws from is told on its own
    chosen = found if hasattr(found, "entropy") else found.seed_seq
    if chosen is not None:
        # Chance gives 128 bits.
        return not isinstance(chosen.entropy, int) or chosen.entropy < 2**64
    key = found.state["state"]["key"]
    again = sys.modules["numpy.random"].RandomState(int(key[0]))
    return bool((again.get_state(legacy=False)["state"]["key"] == key).all())


def _draw_anew(found: Any) -> None:
    """Give a generator a seed of this visit's."""
    if hasattr(found, "get_state"):
        # One of the two numbers that it draws from the normal distribution at a time may be left.
        found.set_state({**found.get_state(legacy=False), "has_gauss": 0, "gauss": 0.0})
    elif isinstance(found, random.Random):
        found.seed()
    elif hasattr(found, "entropy"):
        found.__init__(spawn_key=found.spawn_key, pool_size=found.pool_size)
    else:
        found.__init__()


def refresh() -> None:
    """Let importers read the list of contents anew, once for all of them."""
    contents = vars(zipimport)["_zip_directory_cache"]
    contents.pop(ARCHIVE, None)
    for importer in sys.path_importer_cache.values():
        if isinstance(importer, zipimport.zipimporter) and importer.archive == ARCHIVE:
            # Before 3.13 each importer keeps the list, and reads it for itself when it is told to forget it.
            if not hasattr(importer, "_files"):
                break
            if ARCHIVE not in contents:
                importer.invalidate_caches()
            importer._files = contents[ARCHIVE]
    with suppress(ImportError):
        import_module("sitecustomize")  # it says how to have what a build has left out


def _get_source(self: zipimport.zipimporter, fullname: str) -> str | None:
    """Read the source of a module, from the archive of sources where there is only compiled code."""
    global _ask_sources
    found = None
    with suppress(FileNotFoundError):
        found = _plain(self, fullname)
    if found is not None or self.archive != ARCHIVE:
        return found
    if _ask_sources is not None:
        given, _ask_sources = _ask_sources, None
        if (sources := given()) is not None:
            with open(SOURCES, "wb") as archive:
                archive.write(sources.to_bytes())
    try:
        return _plain(zipimport.zipimporter(SOURCES + (f"/{self.prefix}" if self.prefix else "")), fullname)
    except (zipimport.ZipImportError, zlib.error):  # of what only tracebacks show, nobody knows the hash
        return None
