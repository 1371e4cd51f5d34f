"""The interpreter that packages are for: its tags, its markers, and the packages that it was published with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name

from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.pins import pinned

if TYPE_CHECKING:
    import threading

    from pagelet_cli.runtimes.pins import Extra

# Where the wheels of a Pyodide version lie, beside its interpreter.
DISTRIBUTION = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
# A platform tag that carries an ABI year (PEP 783), or the Emscripten version that wheels were tagged with before.
_FAMILY = re.compile(r"(?:pyemscripten|pyodide|emscripten)_\d+_.*wasm32")


@dataclass(frozen=True)
class Target:
    """Describe one version of one interpreter to a resolver."""

    name: str
    version: str
    info: Mapping[str, str]
    distribution: Mapping[str, Mapping[str, Any]]

    @property
    def label(self) -> str:
        """Name the interpreter as its folder is named."""
        return f"{self.name}-{self.version}"

    @property
    def micropython(self) -> bool:
        """Tell whether this is MicroPython, for which only pure wheels are."""
        return self.name == "micropython"

    @property
    def python(self) -> str:
        """Name the version of the language."""
        return self.info["python"]

    @cached_property
    def platforms(self) -> Sequence[str]:
        """List the platform tags that its wheels may carry, the best first."""
        if self.micropython:
            return ()
        year = self.info["abi_version"]
        new = [] if year.startswith("2024") else [f"pyemscripten_{year}_wasm32"]
        return (*new, f"pyodide_{year}_wasm32", f"{self.info['platform']}_wasm32")

    @cached_property
    def tags(self) -> Mapping[Tag, int]:
        """Rank the tags that it accepts, the best with the lowest number."""
        major, minor = (int(part) for part in self.python.split(".")[:2])
        interpreter = f"cp{major}{minor}"
        found: list[Tag] = []
        if not self.micropython:
            found += cpython_tags((major, minor), [interpreter], self.platforms)
        # Without a platform only the pure ones are left: an empty list would stand for this computer.
        pure = compatible_tags((major, minor), interpreter, self.platforms or ["any"])
        found += [tag for tag in pure if tag.abi == "none"]
        return {tag: rank for rank, tag in enumerate(dict.fromkeys(found))}

    @cached_property
    def environment(self) -> dict[str, str]:
        """Give the values of environment markers (PEP 508), as its own `packaging` would find them."""
        release = self.info.get("platform", "").removeprefix("emscripten").lstrip("_").replace("_", ".")
        implementation = "micropython" if self.micropython else "cpython"
        return {
            "implementation_name": implementation,
            "implementation_version": self.python,
            "os_name": "posix",
            "platform_machine": "wasm32",
            "platform_python_implementation": "MicroPython" if self.micropython else "CPython",
            "platform_release": release,
            "platform_system": "Emscripten",
            "platform_version": "#1",
            "python_full_version": self.python,
            "python_version": ".".join(self.python.split(".")[:2]),
            "sys_platform": "emscripten",
        }

    def address(self, file: str) -> str:
        """Name the address of a file that the interpreter was published with."""
        return DISTRIBUTION.format(version=self.version) + file

    def imports(self) -> dict[str, str]:
        """Map the modules that the distribution's packages have to the packages' names."""
        found: dict[str, str] = {}
        for name, entry in self.distribution.items():
            if not name.endswith(("-tests", "-test")) and entry["package_type"] != "shared_library":
                for module in entry["imports"]:
                    found.setdefault(module, name)
        return found


def is_browser_platform(platform: str) -> bool:
    """Tell whether a platform tag is one of an interpreter for browsers, of any year."""
    return bool(_FAMILY.fullmatch(platform))


def target(
    name: str, version: str | None = None, *, extra: Extra | None = None, cancelled: threading.Event | None = None
) -> Target:
    """Describe an interpreter; Pyodide's own lock, which is pinned with it, says what it is."""
    wanted = pinned(name, version, extra)
    if name == "micropython":
        # What its wheels may use is not a version of CPython's: their source is looked at instead.
        info = {"arch": "wasm32", "platform": "emscripten", "python": "3.14.0"}
        return Target(name, wanted.version, info, {})
    folder = runtime(name, wanted.version, extra=extra, cancelled=cancelled)
    lock: dict[str, Any] = msgspec.json.decode((folder / "pyodide-lock.json").read_bytes())
    packages = {str(canonicalize_name(key)): entry for key, entry in lock["packages"].items()}
    return Target(name, wanted.version, lock["info"], packages)
