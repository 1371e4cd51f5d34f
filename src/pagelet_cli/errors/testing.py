"""Why a page cannot be tested."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pagelet_cli.errors.base import PageletError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# What brings each browser, and its driver, by the name of the system.
_INSTALL = {
    "linux": "`apt install chromium chromium-driver` or `apt install firefox-esr`",
    "darwin": "`brew install --cask firefox`, or `brew install --cask chromium chromedriver`",
    "win32": "`winget install Mozilla.Firefox`",
}


class TestingProblem(PageletError):
    """Say that tests of pages cannot run."""

    # It is no test, whatever its name begins with.
    __test__ = False


class PytestMissing(TestingProblem):
    """Say that pytest is not there."""

    code = "PGL-T101"

    def __init__(self) -> None:
        super().__init__(
            "pytest, which runs the tests, is not installed beside Pagelet.",
            "Install it: pip install 'pagelet[test]'.",
        )


class BrowserError(TestingProblem):
    """Say that a browser could not be started, or could not do what it was asked."""

    code = "PGL-T102"

    def __init__(self, what: str, todo: str = "Try once more; with --headed, tests show their browsers.") -> None:
        super().__init__(what, todo)


class BrowserMissing(BrowserError):
    """Say that no browser is there to test or to prerender in."""

    code = "PGL-T103"

    def __init__(self, what: str) -> None:
        system = next((text for name, text in _INSTALL.items() if sys.platform.startswith(name)), "Firefox")
        super().__init__(what, f"Install one: {system}. Then it must be on PATH.")


class TestedMissing(TestingProblem):
    """Say that there is no page for a test to open."""

    code = "PGL-T104"

    def __init__(self, folder: Path, wanted: str, pages: Sequence[str] = ()) -> None:
        super().__init__(
            f"The test opens {wanted}, which is not in {folder}.",
            'Name the page, from that folder on: @pytest.mark.page("other.html").',
            details=pages[:9],
        )
