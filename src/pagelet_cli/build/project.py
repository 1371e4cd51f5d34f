"""The author's own files, on their way into a site."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from pagelet_cli.build.author import Author
from pagelet_cli.build.work import OURS
from pagelet_cli.packages import lock as locks
from pagelet_cli.packages.compiled import compile_modules
from pagelet_cli.packages.target import target
from pagelet_cli.runtimes.pins import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.build.work import Work

_PART = "your files"
_TESTS = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")


class Project:
    """Know which files of the project's go into the site, and what is in them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._pages = {page.path for page in work.pages}

    def gather(self) -> None:
        """Take what pages name, and what that names in turn."""
        author = Author(self._work.site.root)
        for page in self._work.pages:
            author.page(page)
        at_start = {path for page in self._work.pages for path in page.modules.values()}
        for path in sorted(author.found.keys() - self._pages):
            self._work.add(path, self._work.read(path), _PART, start=path in at_start)

    def rest(self) -> None:
        """Take what else is in the folder: a page may make up the name of a file as it runs."""
        for path in self._work.site.root.below(self._work.out):
            if path in self._pages or path in self._work.output.files:
                continue
            if _TESTS.search(path) or path in locks.NAMES.values():
                self._work.left_out[path] = "it is for work on the pages, not for their visitors"
                continue
            self._work.add(path, self._work.read(path), _PART, proven=False)

    def compile(self, page: Surveyed) -> dict[str, str]:
        """Add a page's modules as CPython keeps them when it has compiled them, and name them by their places."""
        labels = [label for label in page.runtimes if label.startswith("pyodide-")]
        own = {inside: path for inside, path in page.modules.items() if page.later.get(inside, "py") == "py"}
        files = self._work.output.files
        sources = {inside: files[path].data for inside, path in own.items() if path in files}
        if not sources or len(labels) != 1:
            return {}
        name, version = split(labels[0]) or ("", "")
        wanted = target(name, version, extra=self._work.settings.pins)
        found = {}
        for place, data in compile_modules(sources, wanted, self._work.fetched(labels[0])[1]).items():
            found[place] = f"{OURS}/modules/{hashlib.sha256(data).hexdigest()[:16]}/{place.rpartition('/')[2]}"
            self._work.add(found[place], data, _PART, start=True)
        return found

    def python(self) -> list[str]:
        """Collect the Python of the pages, and of files that they may name as they run."""
        files = [file.data for path, file in self._work.output.files.items() if path.endswith(".py")]
        inside = [source for page in self._work.pages for source in page.sources]
        return inside + [data.decode("utf-8", "replace") for data in files]

    def scripts(self) -> Iterator[str]:
        """Give the JavaScript: pages, and files."""
        yield from (page.page.source for page in self._work.pages)
        for path, file in self._work.output.files.items():
            if file.part == _PART and path.endswith((".js", ".mjs")):
                yield file.data.decode("utf-8", "replace")
