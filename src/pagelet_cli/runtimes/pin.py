"""Write hashes into `pins.json`; run through `scripts/pin NAME VERSION...` by maintainers."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

from pagelet_cli import report
from pagelet_cli.errors import PageletError, RuntimeUnavailable
from pagelet_cli.runtimes.pins import NEEDED, Runtime
from pagelet_cli.runtimes.sources import Npm, SourceFailed

PINS = Path(__file__).with_name("pins.json")


def measure(name: str, version: str) -> dict[str, dict[str, str | int]]:
    """Fetch one version with npm and hash what a page needs of it."""
    wanted = Runtime(name, version, {})
    found: dict[str, dict[str, str | int]] = {}
    try:
        with Npm(shutil.which("npm") or "npm").opened(wanted) as read:
            for file in NEEDED[name]:
                try:
                    data = b"".join(read(file))
                except SourceFailed:
                    continue
                digest = hashlib.sha256(data).hexdigest()
                found[file] = {"sha256": digest, "size": len(data)}
    except SourceFailed as error:
        raise RuntimeUnavailable(wanted.label, [str(error)], offline=False) from None
    return found


def _order(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def main(arguments: list[str]) -> int:
    """Pin the versions named on the command line."""
    name, *versions = arguments or [""]
    if name not in NEEDED or not versions:
        report.note("usage: scripts/pin NAME VERSION...; NAME is micropython, pyodide or what draws charts")
        return 2
    table = json.loads(PINS.read_text()) if PINS.exists() else {}
    pins = table.setdefault(name, {})
    try:
        for version in versions:
            pins[version] = measure(name, version)
            report.line(f"{name} {version}: {len(pins[version])} files")
    except PageletError as error:
        report.problem(error)
        return 1
    finally:
        table[name] = dict(sorted(pins.items(), key=lambda item: _order(item[0])))
        PINS.write_text(json.dumps(dict(sorted(table.items())), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
