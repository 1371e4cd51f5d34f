"""Report addresses and links of the file system that lead out of the folder that would ship."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pagelet_cli.errors import OutsideRoot
from pagelet_cli.page.links import target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError

_DISK = re.compile(r"file:|[A-Za-z]:[\\/]", re.IGNORECASE)


def check(project: Project) -> Iterator[PageletError]:
    """Look at what each page names."""
    for view in project.pages:
        for link in view.links:
            if _DISK.match(link.address) or leaves(project, target(link.address, link.folder)):
                yield OutsideRoot(link.address, project.where(link.file, link.line))


def leaves(project: Project, path: str | None) -> bool:
    """Tell whether a path leads out of the root, by its parts or by a link on the way."""
    if path is None:
        return False
    if path == ".." or path.startswith("../"):
        return True
    folder = project.root.folder
    return not (folder / path).resolve().is_relative_to(folder)
