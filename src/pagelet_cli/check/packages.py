"""Report packages that cannot be had for the interpreter that asks for them, as `pagelet serve` would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pagelet_cli.errors import PageletError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project, View
    from pagelet_cli.packages.needs import Need


def check(project: Project) -> Iterator[PageletError]:
    """Resolve what each interpreter of each page needs."""
    for view in project.pages:
        for need in view.needs:
            try:
                view.plan(need)
            except PageletError as problem:
                if problem.where is None:
                    file, line = _place(view, need, problem)
                    problem.where = project.where(file, line)
                yield problem


def _place(view: View, need: Need, problem: PageletError) -> tuple[str, int | None]:
    """Find the config's line that names the package that an error is about."""
    said = "\n".join((problem.what, *problem.details))
    for config in view.configs:
        for text in need.listed:
            if text in config.text and text.lower() in said.lower():
                return config.file, config.line_of(text)
    return view.file, None
