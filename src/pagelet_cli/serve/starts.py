"""Tell pages what the tool has made ahead of their interpreters, and give it to them."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from pagelet_cli.errors import FileMissing, PageletError
from pagelet_cli.packages.needs import needs, versions
from pagelet_cli.page.imports import all_names
from pagelet_cli.runtimes.memory import memory
from pagelet_cli.runtimes.stdlib import library

if TYPE_CHECKING:
    from collections.abc import Callable

    from pagelet_cli.config import Settings
    from pagelet_cli.page.parse import Page
    from pagelet_cli.runtimes.made import Made
    from pagelet_cli.serve.provision import Provision


class Starts:
    """Know what is ready; nothing here is waited for."""

    def __init__(self, settings: Settings, provision: Provision) -> None:
        self._settings = settings
        self._provision = provision
        self._files: dict[str, Made] = {}

    def note(self, page: Page, folder: str, read: Callable[[str], str | None]) -> str:
        """Write what the kernel shall use in place of an interpreter's own files; nothing where nothing is ready."""
        # Nobody knows what packages import: their pages get all of the library.
        packaged = {need.kind for need in needs(page, folder, read, self._settings.packages)}
        names = all_names(page, folder, read)
        made: dict[str, Any] = {}
        for kind, version in sorted(versions(page, folder, read)):
            if kind == "py" and (files := self._made(f"pyodide-{version}", names)):
                made[f"pyodide-{version}"] = {**files, "whole": files["whole"] or kind in packaged}
        return f'<meta name="pagelet-start" content="{escape(json.dumps(made))}">' if made else ""

    def file(self, digest: str) -> Made:
        """Find what a page was told of."""
        found = self._files.get(digest)
        if found is None:
            raise FileMissing(f"made/{digest}")
        return found

    def _made(self, label: str, names: set[str]) -> dict[str, Any]:
        try:
            wanted = self._provision.pinned(label)
        except PageletError:
            return {}  # a version that nobody knows; the page says so
        found = library(wanted)
        if found is None:
            return {}
        files: dict[str, Any] = {"library": self._file(found.start), "rest": self._file(found.rest)}
        if (kept := memory(wanted, found)) is not None:
            files["memory"] = self._file(kept)
        return {**files, "whole": found.lacks(names)}

    def _file(self, made: Made) -> dict[str, str]:
        self._files[made.sha256] = made
        return {"url": f"made/{made.sha256}", "integrity": made.integrity}
