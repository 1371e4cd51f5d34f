"""Report configs of pages that cannot be read, or whose values cannot be what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pagelet_cli.errors import PageConfigUnfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError

_TABLES = ("files", "js_modules")
_LISTS = ("packages", "index_urls", "plugins")


def check(project: Project) -> Iterator[PageletError]:
    """Look at each config."""
    for view in project.pages:
        for config in view.configs:
            if config.fault is not None:
                reason, line = config.fault
                where = project.where(config.file, config.line + line - 1)
                yield PageConfigUnfit(reason[:1].lower() + reason[1:], where)
            for key, reason in _unfit(config.values):
                where = project.where(config.file, config.line_of(key))
                yield PageConfigUnfit(f"`{key}` {reason}", where)


def _unfit(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in _TABLES:
        if key in values and not isinstance(values[key], dict):
            yield key, "must be a table"
    for key in _LISTS:
        given = values.get(key, [])
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            yield key, "must be a list of texts"
