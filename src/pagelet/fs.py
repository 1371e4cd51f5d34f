"""Folders of the user's disk, in Python's own file system.

    <button id="open">Open a folder</button>

    @when("click", "#open")
    async def open_folder():
        if await fs.mount("/notes"):
            with open("/notes/today.txt", "a") as file:
                file.write("It rains.")
            await fs.sync("/notes")

The folder's files are copied into memory; ``sync`` copies what has changed on either side to the other one. Of a file
that both sides have changed, the newer one stays.
"""

from __future__ import annotations

from ._runtime import is_nothing, kernel, to_js
from .parts import checked, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What is mounted, by its path.
mounted: dict[str, Any] = {}


async def mount(
    path: str, mode: str = "readwrite", root: str = "", id: str = "pagelet", *, private: bool = False
) -> bool:
    """Mount a folder that the user chooses, or has chosen at an earlier visit; false if he does not want to.

    Browsers ask the user in answer to a click or a key press; called at another time, this shows a button first.
    ``mode`` is "readwrite" or "read", ``root`` where the dialog begins ("documents", "downloads", …), and ``id`` tells
    folders apart that are mounted to one path. Only Chromium and its kin let pages use folders of the disk. With
    ``private=True`` it is a folder that the browser keeps for this site: every browser has that, nobody is asked, and
    it works in workers, too.

        await fs.mount("/data", private=True)
        await fs.unmount("/data")
    """
    path = _absolute(path)
    if path in mounted:
        raise ValueError(path + " is mounted already; unmount it first, or mount to another path")
    if mode not in ("read", "readwrite"):
        raise ValueError('the mode is "read" or "readwrite", not ' + repr(mode))
    options = {"mode": mode, "root": root, "id": id, "own": private}
    folders = await part("folder")
    found = checked(await folders.mountFolder(kernel.fs, path, to_js(options)))
    if is_nothing(found):
        return False
    mounted[path] = found
    return True


async def sync(path: str) -> None:
    """Copy what has changed on either side to the other one, as in ``await fs.sync("/notes")``."""
    checked(await _mounted(path).sync())


async def unmount(path: str) -> None:
    """Sync for the last time and take the files out of Python's file system, as in ``await fs.unmount("/notes")``."""
    checked(await _mounted(path).unmount())
    del mounted[_absolute(path)]


async def revoke(path: str, id: str = "pagelet") -> bool:
    """Forget the folder that the user has chosen for this path, and unmount it without a sync; false if there is none.

    The user is asked again by the next mount, as after ``await fs.revoke("/notes")``.
    """
    path = _absolute(path)
    folders = await part("folder")
    known = bool(await folders.forgetFolder(path, id))
    if known and path in mounted:
        mounted.pop(path).clear()
    return known


def _absolute(path: str) -> str:
    if not path.startswith("/") or path == "/":
        raise ValueError("a folder is mounted to an absolute path such as /notes, not to " + repr(path))
    return path.rstrip("/")


def _mounted(path: str) -> Any:
    if _absolute(path) not in mounted:
        raise KeyError(path + " is not mounted; use fs.mount() first")
    return mounted[_absolute(path)]


__all__ = ["mount", "mounted", "revoke", "sync", "unmount"]
