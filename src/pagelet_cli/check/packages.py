"""Report packages that cannot be had for the interpreter that asks for them, as `pagelet serve` would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import PageletError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project


def check(project: Project) -> Iterator[PageletError]:
    """Resolve what each interpreter of each page needs."""
    for view in project.pages:
        for need in view.needs:
            try:
                view.plan(need)
            except PageletError as problem:
                if problem.where is None:
                    problem.where = view.written(problem, need)
                yield problem
