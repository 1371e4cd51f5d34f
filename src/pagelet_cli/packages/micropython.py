"""What MicroPython can make of a wheel, and what to use where it can make nothing."""

from __future__ import annotations

import ast
import re
import zipfile
from typing import TYPE_CHECKING

from pagelet_cli import syntax
from pagelet_cli.errors import NotForMicroPython

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# MicroPython for the web has these no more than a package for them: whoever needs one needs CPython.
LACKING = frozenset(
    """
    argparse ast atexit bdb bisect bz2 calendar cmd code codecs codeop colorsys concurrent configparser contextlib
    contextvars copyreg csv ctypes curses dataclasses dbm decimal difflib dis distutils doctest email encodings
    enum faulthandler fcntl ffi filecmp fileinput fractions ftplib getopt getpass gettext glob graphlib http imaplib
    importlib ipaddress keyword linecache lzma mailbox marshal mimetypes mmap multiprocessing numbers opcode
    optparse pdb pickle pickletools pkgutil plistlib poplib posixpath pprint profile pty pydoc queue quopri
    readline reprlib resource runpy sched secrets selectors shelve shlex shutil signal site smtplib socket
    socketserver sqlite3 ssl statistics stringprep subprocess symtable sysconfig syslog tempfile termios textwrap
    threading timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle typing unicodedata
    urllib uuid venv warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zoneinfo
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
# What it has, as `help("modules")` names it, and what packages of its library call parts of that.
BUILT_IN = frozenset(
    """
    abc array asyncio base64 binascii builtins cmath collections copy datetime errno fnmatch functools gc gzip hashlib
    heapq hmac html inspect io itertools json locale logging math operator os pathlib platform random re select stat
    string struct sys tarfile time types unittest uu zlib collections-abc collections-defaultdict collections-deque
    os-path re-pcre
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_INSTEAD = {
    "numpy": 'Arrays of numbers are in the module `array`; for NumPy itself use type="py".',
    "requests": "Use `from pagelet import fetch`, which works with both interpreters.",
    "httpx": "Use `from pagelet import fetch`, which works with both interpreters.",
    "jinja2": "Use `from pagelet.html import div, …` to make elements.",
    "pyyaml": "Use JSON: `json` is part of MicroPython.",
}
# What people try first, and no index need be asked about.
COMPILED = frozenset({"matplotlib", "numpy", "pandas", "pillow", "pyarrow", "scikit-learn", "scipy"})
_OTHERWISE = 'Use type="py" for this page: CPython takes the package.'
_INFO = re.compile(r"^[^/]+\.(dist-info|data)/")


def advice(name: str) -> str:
    """Say what to use in a package's place."""
    return _INSTEAD.get(name.lower(), _OTHERWISE)


def is_built_in(name: str) -> bool:
    """Tell whether the module that a package has is part of MicroPython, whose packages are named by their modules."""
    return name.removeprefix("micropython-") in BUILT_IN


def check_source(path: Path, name: str, brought: frozenset[str] = frozenset()) -> None:
    """Refuse a wheel whose Python MicroPython cannot read or whose modules neither it nor another wheel has."""
    with zipfile.ZipFile(path) as archive:
        for inside in archive.namelist():
            if inside.endswith(".so"):
                raise NotForMicroPython(name, f"{inside} is compiled", advice(name))
            if inside.endswith(".py") and not _INFO.match(inside) and not _is_test(inside):
                fault = next(_faults(archive.read(inside), brought), None)
                if fault is not None:
                    raise NotForMicroPython(name, f"{inside}:{fault[0]} {fault[1]}", advice(name))


def _is_test(inside: str) -> bool:
    return bool(re.search(r"(^|/)tests?/", inside))


def _faults(source: bytes, brought: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Give line and description of what MicroPython has not."""
    try:
        tree = syntax.module(source)
    except SyntaxError as error:
        yield error.lineno or 1, "is no Python"
        return
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 1)
        if isinstance(node, ast.Match):
            yield line, "has a match statement"
        elif isinstance(node, ast.TryStar):
            yield line, "has an except* clause"
        elif isinstance(node, ast.arguments) and node.posonlyargs:
            yield node.posonlyargs[0].lineno, "has positional-only parameters"
    # What is imported inside a function, a try or an if may never be needed.
    for node in tree.body:
        for module in _modules(node):
            if module in LACKING and module not in brought:
                yield getattr(node, "lineno", 1), f"imports {module}, which MicroPython has not"


def _modules(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [(node.module or "").partition(".")[0]]
    return []
