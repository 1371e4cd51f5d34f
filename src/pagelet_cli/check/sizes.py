"""Report pages whose own files are over the budget; interpreters and packages are not counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import PageTooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError

_KILO = 1000


def check(project: Project) -> Iterator[PageletError]:
    """Add up what each page loads."""
    for view in project.pages:
        sizes = {file: (project.root.folder / file).stat().st_size for file in view.files}
        total = sum(sizes.values()) // _KILO
        if total > project.options.budget:
            largest = max(sizes, key=lambda file: (sizes[file], file))
            said = f"{largest} ({sizes[largest] // _KILO:,} kB)"
            yield PageTooLarge(total, project.options.budget, said, project.where(view.file))
