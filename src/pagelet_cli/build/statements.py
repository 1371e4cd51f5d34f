"""Read by its looks what a piece of Python imports.

Nothing is parsed: it may be newer than the Python that runs this, and what an import looks like is old.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

_STATEMENT = re.compile(
    r"^(?P<indent>[ \t]*)(?:import[ \t]+(?P<names>\w[\w., \t]*)"
    r"|from[ \t]+(?P<base>[.\w]+)[ \t]+import[ \t]*(?P<inside>\([^)]*\)|(?:[^\n;\\]|\\\n)*))",
    re.MULTILINE,
)
_OUTERMOST = re.compile(r"^(?=[A-Za-z_@])(?P<function>async\b|def\b|class\b|@)?.*", re.MULTILINE)
_NEVER = re.compile(r"""if (__name__ == |sys\.platform == ['"]win32|TYPE_CHECKING)""")
_COMMENT = re.compile(r"#[^\n]*")
# Where one line has more than one statement.
_BREAK = re.compile(r"[;:][ \t]*")
# What looks modules up by their names has those in quotes.
_QUOTED = re.compile(r"""["'](\.*[A-Za-z_]\w*(?:\.\w+)*)["']""")
_LOOKED_UP = re.compile(r"""\b(?:import_module|__import__|find_spec|pyimport)\(\s*["']([\w.]+)["']""")
# What imports by a name that is not there to be read; Python's own, and what packages have in their place. So may what
# goes by another name from here on.
_COMPUTED = re.compile(
    r"(?<!def )\b(import_module|__import__|run_module|run_path|resolve_name|iter_modules|walk_packages"
    r"|spec_from_file_location|_LazyModule|lazy(?:_loader)?\.attach\w*)"
    r"""\((?!\s*["'][\w.]+["']\s*[,)])"""
    r"|\b(?:import_module|__import__)(?=\s+as\b)|(?<!import )\b(?:import_module|__import__)(?=[ \t]*[,)\n])"
)


def imports(text: str, package: str = "", *, functions: bool = True) -> Iterator[str]:
    """Give the dotted names in import statements, of a module in this package."""
    blocks = list(_OUTERMOST.finditer(text))
    starts = [block.start() for block in blocks]
    for match in _STATEMENT.finditer(text):
        block = blocks[bisect(starts, match.start()) - 1] if match["indent"] and blocks else None
        if block is not None and (_NEVER.match(block[0]) or (block["function"] and not functions)):
            continue
        if match["names"]:
            yield from (name.split()[0] for name in match["names"].split(",") if name.strip())
        else:
            base = absolute(match["base"], package)
            yield base
            inside = _COMMENT.sub("", match["inside"]).strip("() \t\n")
            yield from (f"{base}.{name.split()[0]}" for name in inside.split(",") if name.strip())


def split(text: str) -> str:
    """Give each statement a line of its own."""
    return _BREAK.sub("\n", text)


def quoted(text: str) -> set[str]:
    """Find the names in quotes, with and without dots."""
    return set(_QUOTED.findall(text))


def looked_up(text: str) -> set[str]:
    """Find the names in quotes that something imports."""
    return set(_LOOKED_UP.findall(text))


def computed(text: str) -> tuple[str, int] | None:
    """Find what imports by a name that only running tells, and its line."""
    found = _COMPUTED.search(text)
    return (found[0].rstrip("("), text.count("\n", 0, found.start()) + 1) if found else None


def absolute(base: str, package: str) -> str:
    """Write a name that begins with dots as one that does not."""
    level = len(base) - len(base.lstrip("."))
    if not level:
        return base
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([base[level:]] if base[level:] else [])])
