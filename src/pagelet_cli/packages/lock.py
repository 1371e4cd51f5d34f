"""The lock: what was chosen, each file with its hash and where it may come from.

The format is that of Pyodide's own `pyodide-lock.json`, so its tools read it; what is Pagelet's stands under `tool`, as
in Pyodide's since 314: https://github.com/pyodide/pyodide-lock reads that from 0.2 on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from pagelet_cli.errors import Location, LockForeign, LockUnreadable
from pagelet_cli.packages.making import is_recipe
from pagelet_cli.packages.store import PackageFile

if TYPE_CHECKING:
    from pagelet_cli.packages.resolve import Chosen
    from pagelet_cli.packages.target import Target

NAMES = {"pyodide": "pagelet.lock", "micropython": "pagelet-micropython.lock"}
_FORMAT = 1
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Lock:
    """Hold a lock's content and the file that it is in, where it is in one."""

    runtime: str
    info: Mapping[str, str]
    wishes: tuple[str, ...]
    packages: Mapping[str, Mapping[str, Any]]
    path: Path | None = None

    def order(self, names: Iterable[str]) -> list[str]:
        """List packages and all that they need, each after what it needs."""
        done: dict[str, None] = {}
        open_: set[str] = set()

        def visit(name: str) -> None:
            if name in done or name in open_ or name not in self.packages:
                return
            open_.add(name)
            for needed in self.packages[name]["depends"]:
                visit(canonicalize_name(needed))
            done[name] = None

        for name in names:
            visit(canonicalize_name(name))
        return list(done)

    def file(self, name: str) -> PackageFile:
        """Fix the file of a package."""
        entry = self.packages[name]
        sources = entry["tool"]["pagelet"]["sources"]
        base = self.path.parent if self.path is not None else Path()
        found = [source if source.startswith(_WEB) else str(base / source) for source in sources]
        group = self.runtime if "/" not in entry["file_name"] else ""
        return PackageFile(entry["file_name"].rpartition("/")[2], entry["sha256"], tuple(found), group)

    def text(self) -> str:
        """Write the lock."""
        tool = {"pagelet": {"format": _FORMAT, "runtime": self.runtime, "wishes": list(self.wishes)}}
        content = {"info": dict(self.info), "packages": dict(sorted(self.packages.items())), "tool": tool}
        return json.dumps(content, indent=1) + "\n"

    def versions(self) -> dict[str, str]:
        """Map each package to the version that was chosen."""
        return {name: str(entry["version"]) for name, entry in self.packages.items()}


def made_of(chosen: Sequence[Chosen], wishes: Iterable[str], target: Target, path: Path | None = None) -> Lock:
    """Make a lock of what a resolver chose."""
    entries = {item.name: _entry(item, path) for item in chosen}
    return Lock(target.label, {"version": target.version, **target.info}, tuple(sorted(set(wishes))), entries, path)


def _entry(item: Chosen, path: Path | None) -> dict[str, Any]:
    sources = [_relative(source, path) for source in item.sources]
    own = dict(item.entry or {})
    known = own.get("tool", {})
    return {
        "name": own.get("name", item.name),
        "version": item.version,
        # A stock loader takes plain names from beside its interpreter, and addresses from where they point.
        "file_name": item.file.name if item.entry is not None else _named(item, sources[0]),
        "install_dir": own.get("install_dir", "site"),
        "sha256": item.file.sha256,
        "package_type": own.get("package_type", "package"),
        "imports": item.imports(),
        "depends": list(item.requires),
        "unvendored_tests": own.get("unvendored_tests", False),
        "tool": {**known, "pagelet": {"sources": sources}},
    }


def _named(item: Chosen, source: str) -> str:
    # What is made here has no address of its own.
    return f"./{item.file.name}" if is_recipe(item.sources[0]) else source


def _relative(source: str, path: Path | None) -> str:
    if path is None or source.startswith(_WEB):
        return source
    return "./" + Path(os.path.relpath(source, path.parent)).as_posix()


def beside(folder: Path, runtime: str) -> Path:
    """Name the lock of a folder for an interpreter."""
    return folder / NAMES[runtime]


def find(folder: Path, root: Path, runtime: str) -> Path | None:
    """Find the lock of a folder: its own, or that of a folder above within the root."""
    for place in (folder, *folder.parents):
        if beside(place, runtime).is_file():
            return beside(place, runtime)
        if place == root:
            break
    return None


def read(path: Path) -> Lock:
    """Read a lock; one of Pyodide's own making will do where it names the interpreter."""
    where = Location(str(path))
    try:
        content: Any = json.loads(path.read_bytes())
        own = content.get("tool", {}).get("pagelet", {})
        packages = {str(canonicalize_name(name)): _checked(entry) for name, entry in content["packages"].items()}
        runtime = own.get("runtime") or f"pyodide-{content['info']['version']}"
        return Lock(runtime, content["info"], tuple(own.get("wishes", ())), packages, path)
    except json.JSONDecodeError as error:
        raise LockUnreadable(Location(str(path), error.lineno, error.colno), "it is not JSON") from None
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise LockUnreadable(where, f"something is missing or wrong ({error})") from None
    except OSError as error:
        raise LockUnreadable(where, error.strerror or str(error)) from None


def _checked(entry: Any) -> Mapping[str, Any]:  # noqa: ANN401 - whatever JSON holds
    digest, name = entry["sha256"], entry["file_name"]
    if not isinstance(name, str) or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("a file without a hash")
    if not all(isinstance(entry[key], list) for key in ("imports", "depends")) or not entry["version"]:
        raise ValueError("an incomplete package")
    sources = entry.get("tool", {}).get("pagelet", {}).get("sources") or ([name] if name.startswith(_WEB) else [])
    return {**entry, "tool": {"pagelet": {"sources": sources}}}


def demand(lock: Lock, runtime: str) -> None:
    """Refuse a lock that was made for another interpreter."""
    if lock.runtime != runtime:
        raise LockForeign(Location(str(lock.path)), lock.runtime, runtime)
