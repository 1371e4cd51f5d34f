"""Which interpreters are known, and the hash of each of their files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files as resources

import msgspec

from pagelet_cli.errors import RuntimeDamaged, RuntimeUnavailable, RuntimeUnknown

# The interpreter of each type of script.
KINDS: Mapping[str, str] = {"py": "pyodide", "mpy": "micropython"}
DEFAULTS: Mapping[str, str] = {"micropython": "1.27.0", "pyodide": "314.0.7"}
PACKAGES: Mapping[str, str] = {
    "micropython": "@micropython/micropython-webassembly-pyscript",
    "pyodide": "pyodide",
}
# What a page needs out of each npm package; a version has the alternatives that it has.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "micropython": ("micropython.mjs", "micropython.wasm"),
    "pyodide": (
        "pyodide.mjs",
        "pyodide.asm.mjs",
        "pyodide.asm.js",
        "pyodide.asm.wasm",
        "python_stdlib.zip",
        "pyodide-lock.json",
    ),
    "bokeh": ("bokeh.min.js", "bokeh-widgets.min.js", "bokeh-tables.min.js"),
    "plotly": ("plotly-strict.min.js",),
    "temml": ("temml.min.js",),
    "vega": ("vega.min.js",),
    "vega-interpreter": ("vega-interpreter.js",),
    "vega-lite": ("vega-lite.min.js",),
}
# What draws charts: kept and served like interpreters, and fetched when a page displays the first one.
CHARTS: Mapping[str, str] = {
    "bokeh": "@bokeh/bokehjs",
    "plotly": "plotly.js-strict-dist-min",
    "temml": "temml",
    "vega": "vega",
    "vega-interpreter": "vega-interpreter",
    "vega-lite": "vega-lite",
}
# Their files stand in folders of the npm package.
_PLACES: Mapping[str, str] = {
    "bokeh.min.js": "build/js/",
    "bokeh-widgets.min.js": "build/js/",
    "bokeh-tables.min.js": "build/js/",
    "temml.min.js": "dist/",
    "vega.min.js": "build/",
    "vega-interpreter.js": "build/",
    "vega-lite.min.js": "build/",
}
_FOLDER = re.compile(rf"(micropython|pyodide|{'|'.join(sorted(CHARTS, reverse=True))})-([0-9][0-9A-Za-z.\-]*)")

Extra = Mapping[str, Mapping[str, str]]


class Pin(msgspec.Struct, frozen=True):
    """Fix one file by hash, and by size where that is known."""

    sha256: str
    size: int | None = None


class Runtime(msgspec.Struct, frozen=True):
    """Fix one version of one interpreter."""

    name: str
    version: str
    files: dict[str, Pin]

    @property
    def label(self) -> str:
        """Name the runtime as its folder is named."""
        return f"{self.name}-{self.version}"

    @property
    def place(self) -> str:
        """Name its folder in the cache."""
        return f"runtimes/{self.label}"

    def unavailable(self, attempts: Sequence[str], *, offline: bool) -> RuntimeUnavailable:
        """Say that no source has it."""
        return RuntimeUnavailable(self.label, attempts, offline=offline)

    def damaged(self, attempts: Sequence[str]) -> RuntimeDamaged:
        """Say that what came is not it."""
        return RuntimeDamaged(self.label, attempts)

    @property
    def package(self) -> str:
        """Name the npm package that holds it."""
        return PACKAGES.get(self.name) or CHARTS[self.name]

    @property
    def tarball(self) -> str:
        """Name the file that `npm pack` makes of it."""
        stem = self.package.lstrip("@").replace("/", "-")
        return f"{stem}-{self.version}.tgz"

    @property
    def size(self) -> int | None:
        """Add up the sizes, where all are known."""
        sizes = [pin.size for pin in self.files.values()]
        return None if None in sizes else sum(size or 0 for size in sizes)


@cache
def _table() -> dict[str, dict[str, dict[str, Pin]]]:
    text = (resources("pagelet_cli.runtimes") / "pins.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, dict[str, dict[str, Pin]]])


def place(name: str) -> str:
    """Say where a file stands in its npm package."""
    return _PLACES.get(name, "") + name


def split(folder: str) -> tuple[str, str] | None:
    """Read name and version out of a folder name such as `pyodide-314.0.7`."""
    match = _FOLDER.fullmatch(folder)
    return (match[1], match[2]) if match else None


def versions(name: str) -> list[str]:
    """List the versions of an interpreter that have a hash."""
    return list(_table().get(name, {}))


def pinned(name: str, version: str | None = None, extra: Extra | None = None) -> Runtime:
    """Find the hashes of an interpreter, in the user's pins first."""
    if name not in DEFAULTS and name not in CHARTS:
        raise RuntimeUnknown(name, version or "", list(DEFAULTS))
    version = version or DEFAULTS.get(name) or versions(name)[-1]
    own = (extra or {}).get(f"{name}-{version}")
    if own is not None:
        return Runtime(name, version, {file: Pin(digest.lower()) for file, digest in own.items()})
    found = _table().get(name, {}).get(version)
    if found is None:
        raise RuntimeUnknown(name, version, [f"{name} {known}" for known in versions(name)])
    return Runtime(name, version, found)
