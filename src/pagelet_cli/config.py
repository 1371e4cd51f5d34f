"""The project's settings: `pagelet.toml`, or `[tool.pagelet]` in `pyproject.toml`."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

import msgspec

from pagelet_cli.errors import ConfigKey, ConfigSyntax, ConfigValue, Location

if TYPE_CHECKING:
    from pathlib import Path

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F]{64}$")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.\-]*$")]


_Kind = TypeVar("_Kind", bound=msgspec.Struct)


class Strict(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Refuse keys that are not known."""


class Serve(Strict, frozen=True):
    """Hold the options of `pagelet serve`."""

    host: str = "127.0.0.1"
    port: Port | None = None
    open: bool = False


class Build(Strict, frozen=True):
    """Hold the options of `pagelet build`: where to, and what is needed though nothing says so."""

    out: str | None = None
    keep: list[str] = []
    remote: bool = False
    offline: bool = True
    app: bool = True
    headers_in_worker: bool = False
    ahead: bool = True
    seed: str = ""
    prerender: bool = False


class Test(Strict, frozen=True):
    """Hold the options of `pagelet test`: none are all browsers that are there."""

    # It is no test, whatever its name begins with.
    __test__: ClassVar[bool] = False

    browsers: list[Literal["chromium", "firefox"]] = []


class RuntimePins(Strict, frozen=True):
    """Pin an interpreter that Pagelet does not know yet."""

    files: dict[FileName, Digest]


class Settings(msgspec.Struct, frozen=True):
    """Hold everything a project may set; keys of other commands are in `other`."""

    serve: Serve = Serve()
    coop: bool = False
    pyscript: bool = False
    csp: bool | dict[str, list[str]] = True
    trusted_types: bool = True
    runtimes: dict[str, RuntimePins] = {}
    build: Build = Build()
    check: dict[str, Any] = {}
    test: Test = Test()
    packages: list[str] = []
    index_urls: list[str] = []

    @property
    def pins(self) -> dict[str, dict[str, str]]:
        """Give the user's own interpreter pins as plain data."""
        return {label: dict(pin.files) for label, pin in self.runtimes.items()}


class _Checked(Settings, forbid_unknown_fields=True, frozen=True):
    pass


def load(folder: Path) -> Settings:
    """Read the settings that lie in a folder; none is fine."""
    path, table = _place(folder)
    return read(path.read_bytes(), path, table=table) if path.is_file() else Settings()


def section(folder: Path, name: str, values: dict[str, Any], kind: type[_Kind]) -> _Kind:
    """Check the table of one command, which only that command knows."""
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        path, table = _place(folder)
        raise _invalid(str(error), _text(path.read_bytes(), path), path, table, (name, kind)) from None


def _place(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Say which file has the settings, and in which of its tables."""
    own = folder / "pagelet.toml"
    return (own, ()) if own.is_file() else (folder / "pyproject.toml", ("tool", "pagelet"))


def place_of(folder: Path, *keys: str) -> Location:
    """Find where a folder's settings say something."""
    path, table = _place(folder)
    return locate(_text(path.read_bytes(), path), (*table, *keys), path)


def read(data: bytes, path: Path, *, table: tuple[str, ...] = ()) -> Settings:
    """Check the text of a settings file and give its values."""
    text = _text(data, path)
    try:
        values: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(error, text, path) from None
    for name in table:
        values = values.get(name, {}) if isinstance(values, dict) else {}
    try:
        return msgspec.convert(values, _Checked)
    except msgspec.ValidationError as error:
        raise _invalid(str(error), text, path, table) from None


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigSyntax(Location(str(path), line), "it is not UTF-8") from None


def _syntax(error: tomllib.TOMLDecodeError, text: str, path: Path) -> ConfigSyntax:
    message = str(error)
    match = re.search(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)", message)
    if match and match[1]:
        line, column = int(match[1]), int(match[2])
    else:
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    reason = message[: match.start()] if match else message
    return ConfigSyntax(Location(str(path), line, column), reason[:1].lower() + reason[1:])


def _invalid(
    message: str,
    text: str,
    path: Path,
    table: tuple[str, ...],
    part: tuple[str, type[msgspec.Struct]] | None = None,
) -> ConfigKey | ConfigValue:
    reason, _, place = message.partition(" - at `")
    keys = [part[0]] if part else []
    keys += [name for name in re.split(r"[.\[\]`$]+", place) if name and name != "..."]
    unknown = re.search(r"unknown field `([^`]*)`", reason)
    if unknown:
        where = locate(text, (*table, *keys, unknown[1]), path)
        known = _known(keys, part[1] if part else None)
        if home := _home(unknown[1]):
            return ConfigKey(where, unknown[1], f"Write it under [{'.'.join((*table, home))}].")
        close = difflib.get_close_matches(unknown[1], known, 1)
        todo = f"Did you mean {close[0]!r}?" if close else f"Known here: {', '.join(known)}."
        return ConfigKey(where, unknown[1], todo)
    where = locate(text, (*table, *keys), path)
    return ConfigValue(where, ".".join(keys) or "pagelet", _plain(reason))


_WORDS = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "object": "a table",
    "array": "a list",
}


def _plain(reason: str) -> str:
    """Say the types of a reason in words; what may be left out is no type."""

    def words(match: re.Match[str]) -> str:
        kinds = [_WORDS.get(kind, kind) for kind in match[1].split(" | ") if kind != "null"]
        return " or ".join(kinds)

    reason = re.sub(r"`([^`]*)`", words, reason)
    return reason[:1].lower() + reason[1:]


_TABLES: dict[str, type[msgspec.Struct]] = {"serve": Serve, "build": Build, "test": Test, "runtimes": RuntimePins}


def _known(keys: list[str], kind: type[msgspec.Struct] | None) -> list[str]:
    return _fields(kind or _TABLES.get(keys[0] if keys else "", Settings))


def _fields(kind: type[msgspec.Struct]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind)]


def _home(key: str) -> str:
    """Name the table of a command that has a key which was written elsewhere."""
    return next((name for name in ("serve", "build", "test") if key in _fields(_TABLES[name])), "")


def locate(text: str, keys: tuple[str, ...], path: Path) -> Location:
    """Find the line and column where a key is set, as near as a plain reading can."""
    best = (0, 1, 1)
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _dotted(header[1])
            found = (_shared(table, keys), number, header.start(1) + 1)
        elif assignment := _ASSIGNMENT.match(line):
            here = (*table, *_dotted(assignment[1]))
            found = _inside(here, keys, line, number, assignment)
        else:
            continue
        best = max(best, found, key=lambda item: item[0])
    depth, row, column = best
    return Location(str(path), row, column) if depth else Location(str(path))


_HEADER = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*((?:[\w\-.]|\"[^\"]*\"|'[^']*')+)\s*=")


def _inside(
    here: tuple[str, ...], keys: tuple[str, ...], line: str, number: int, assignment: re.Match[str]
) -> tuple[int, int, int]:
    depth, column = _shared(here, keys), assignment.start(1) + 1
    # The rest of the key may stand in an inline table on the same line.
    if depth and len(keys) > depth:
        pattern = re.compile(rf"[{{,\s\"'](?={re.escape(keys[depth])}\b)")
        if inner := pattern.search(line, assignment.end()):
            return depth + 1, number, inner.end() + 1
    return depth, number, column


def _shared(here: tuple[str, ...], keys: tuple[str, ...]) -> int:
    return len(here) if keys[: len(here)] == here else 0


def _dotted(text: str) -> tuple[str, ...]:
    parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|([\w\-]+)", text)
    return tuple(double or single or bare for double, single, bare in parts)
