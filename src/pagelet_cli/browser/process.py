"""Start a browser program, find the address that it prints, and leave nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pagelet_cli.browser.patience import patient
from pagelet_cli.errors import BrowserError, BrowserMissing

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

__all__ = ["Guard", "Process", "Profile", "find_program"]

_START_SECONDS = 30
_STOP_SECONDS = 5
_KEPT_LINES = 20


def find_program(names: Sequence[str], what: str) -> str:
    """Return the path of the first of these programs that is on PATH, or where systems without one put it."""
    for name in names:
        if path := shutil.which(name):
            return path
    msg = f"{what} is not installed: none of {', '.join(names)} is on PATH."
    raise BrowserMissing(msg)


class Profile:
    """Give a browser a fresh folder for its settings, and remove it afterwards."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="pagelet-browser-"))

    async def remove(self) -> None:
        """Delete the folder, also when a dying browser still writes to it."""
        for _ in range(20):
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists():
                return
            await asyncio.sleep(0.05)


# It reads from a pipe whose other end only this program holds: a line says that all was tidied, and the end of the pipe
# that this program was killed. A number that the system has given to another program since is left alone.
_GUARD = """
read -r _ && exit 0
profile=$1
shift
for id in "$@"; do
    words=$({ tr '\\0' ' ' <"/proc/$id/cmdline" || ps -o args= -p "$id"; } 2>/dev/null)
    case $words in *"$profile"* | *chromedriver*) kill -KILL -- "-$id" || kill -KILL "$id" ;; esac 2>/dev/null
done
sleep 1
rm -rf -- "$profile"
"""


class Guard:
    """End a browser also when this program is killed and cannot do it."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child

    @classmethod
    async def start(cls, profile: Profile, *processes: int) -> Self:
        """Watch over these processes and the profile."""
        child = await asyncio.create_subprocess_exec(
            "/bin/sh",
            "-c",
            _GUARD,
            "pagelet-guard",
            str(profile.path),
            *map(str, processes),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        return cls(child)

    async def dismiss(self) -> None:
        """Say that all was tidied."""
        await self._child.communicate(b"done\n")


class Process:
    """Own one child process and its group; no other process is ever signalled."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self._lines: list[str] = []
        self._drain: asyncio.Task[None] | None = None

    @property
    def id(self) -> int:
        """Return the number of the process, which is that of its group too."""
        return self._child.pid

    @classmethod
    async def start(cls, *command: str) -> Self:
        """Run the command in a group of its own."""
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        return cls(child)

    async def wait_for_line(self, pattern: re.Pattern[str]) -> str:
        """Return the first group of the first output line that matches."""
        assert self._child.stdout is not None
        seconds = patient(_START_SECONDS)
        try:
            async with asyncio.timeout(seconds):
                async for raw in self._child.stdout:
                    line = raw.decode("utf-8", "replace").rstrip()
                    self._lines.append(line)
                    if match := pattern.search(line):
                        # A full pipe would block the browser, so the rest of its output is read and dropped.
                        self._drain = asyncio.create_task(self._read_rest())
                        return match[1]
        except TimeoutError:
            reason = f"said nothing useful in {seconds:g} seconds"
        else:
            reason = f"ended with code {await self._child.wait()}"
        output = "\n".join(self._lines[-_KEPT_LINES:])
        msg = f"the browser {reason}:\n{output}"
        raise BrowserError(msg)

    async def stop(self) -> None:
        """End the process group: ask first, then insist."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, number)
            try:
                async with asyncio.timeout(_STOP_SECONDS):
                    await self._child.wait()
                break
            except TimeoutError:
                continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        if self._drain is not None:
            # Its end closes the pipe; a process that has left the group may hold it open.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._drain

    async def ended(self, seconds: float) -> bool:
        """Tell whether the process ends by itself within this time."""
        try:
            async with asyncio.timeout(seconds):
                await self._child.wait()
        except TimeoutError:
            return False
        return True

    async def _read_rest(self) -> None:
        assert self._child.stdout is not None
        while await self._child.stdout.read(65536):
            pass
