"""Try the resolver on indexes that are real servers on loopback."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.shelf import Shelf, make_wheel

from pagelet_cli.packages import requirement
from pagelet_cli.packages.index import Indexes
from pagelet_cli.packages.resolve import Chosen, resolve
from pagelet_cli.packages.target import Target
from pagelet_cli.packages.target import target as described

INFO = {"314.0.7": ("2026_0", "emscripten_5_0_3", "3.14.2"), "0.27.7": ("2024_0", "emscripten_3_1_58", "3.12.7")}


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Any]:
    """Return a function that opens an index."""
    opened: list[Shelf] = []

    def one() -> Shelf:
        folder = tmp_path / f"shelf{len(opened)}"
        folder.mkdir()
        opened.append(Shelf(folder))
        return opened[-1]

    yield one
    for shelf in opened:
        shelf.close()


@pytest.fixture
def shelf(shelves) -> Shelf:
    """Return one index."""
    return shelves()


def entry(name: str, version: str, depends: Sequence[str] = (), kind: str = "package") -> dict[str, Any]:
    """Write an entry of a distribution."""
    tag = "cp314-cp314-pyemscripten_2026_0_wasm32"
    return {
        "name": name,
        "version": version,
        "file_name": f"{name}-{version}-{tag}.whl",
        "install_dir": "site",
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "package_type": kind,
        "imports": [name.replace("-", "_")],
        "depends": list(depends),
        "unvendored_tests": False,
    }


@pytest.fixture
def kit(shelf: Shelf, tmp_path: Path):
    """Return what tests of the resolver use."""

    class Kit:
        wheel = staticmethod(make_wheel)
        entry = staticmethod(entry)

        @staticmethod
        def target(version: str = "314.0.7", *distribution: dict[str, Any], name: str = "pyodide") -> Target:
            if name == "micropython":
                return described(name, "1.27.0")
            year, platform, python = INFO[version]
            info = {"abi_version": year, "arch": "wasm32", "platform": platform, "python": python}
            return Target(name, version, info, {item["name"].lower(): item for item in distribution})

        @classmethod
        def resolve(
            cls,
            *texts: str,
            target: Target | None = None,
            urls: Sequence[str] = (),
            preferred: dict[str, str] | None = None,
        ) -> list[Chosen]:
            wishes = [requirement.read(text, tmp_path) for text in texts]
            target = target or cls.target()
            indexes = Indexes(urls or [shelf.url], micropython=target.micropython)
            return resolve(wishes, target, indexes, preferred=preferred)

        @classmethod
        def versions(cls, *texts: str, **more: Any) -> dict[str, str]:
            return {item.name: item.version for item in cls.resolve(*texts, **more)}

    return Kit
