"""The list of packages that a page's kernel reads: in Pyodide's own terms, each file with its hash."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pagelet_cli.packages.plan import Plan
    from pagelet_cli.packages.store import PackageFile


def listing(plan: Plan, chosen: Callable[[PackageFile], PackageFile]) -> bytes:
    """Write the list; a file may have another in its place."""
    entries = {name: entry(plan, name, chosen(plan.lock.file(name))) for name in plan.load}
    return json.dumps({"packages": entries, "load": plan.load, "granted": plan.granted}).encode()


def address(plan: Plan, file: PackageFile) -> str:
    """Name a file from the interpreter's folder on: what was published with it is there, the rest under its hash."""
    return file.name if file.group == plan.lock.runtime else f"../../packages/{file.sha256}/{file.name}"


def entry(plan: Plan, name: str, file: PackageFile) -> dict[str, Any]:
    """Write what Pyodide has to know of a package."""
    known = {key: value for key, value in plan.lock.packages[name].items() if key != "tool"}
    return {**known, "file_name": address(plan, file), "sha256": file.sha256}
