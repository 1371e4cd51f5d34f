"""The pytest plugin: `page`, `python` and `console` for tests of pages.

It is part of every pytest run where Pagelet is installed, so what it needs is imported when a test asks for a page.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pagelet_cli.browser import Browser, Entry
    from pagelet_cli.testing.coverage import Coverage
    from pagelet_cli.testing.page import Page, Python
    from pagelet_cli.testing.server import Server

_BROWSERS = ("chromium", "firefox")
# Where the processes of one test run leave what pages have run, and where the command wants the results.
_LINES, _RESULTS = "PAGELET_TEST_LINES", "PAGELET_TEST_RESULTS"
_shots: dict[str, str] = {}
_results: list[dict[str, Any]] = []
_lines = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("pagelet", "tests of pages")
    group.addoption(
        "--page-browser", action="append", choices=_BROWSERS, help="test pages in this browser (may be repeated)"
    )
    group.addoption("--page-headed", action="store_true", help="show the browsers while they are tested")
    group.addoption("--page-coverage", action="store_true", help="say which lines of the pages' own Python ran")
    group.addoption("--page-screenshots", metavar="FOLDER", help="where to put screenshots of failed tests")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and a place for what is noted."""
    config.addinivalue_line("markers", "page(path, errors=False): the page to open, and whether it may show errors")
    if config.getoption("--page-coverage") and not hasattr(config, "workerinput"):
        folder = config.stash[_lines] = tempfile.TemporaryDirectory(prefix="pagelet-lines-")
        os.environ[_LINES] = folder.name


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of a page in each browser."""
    if "page_browser" in metafunc.fixturenames:
        names = _chosen(metafunc.config, metafunc.definition.path)
        # Session scope puts all tests of one browser together.
        metafunc.parametrize("page_browser", names, scope="session", indirect=True)


def _chosen(config: pytest.Config, test: Path) -> list[str | None]:
    from pagelet_cli.browser.session import installed  # noqa: PLC0415 - only tests of pages need it
    from pagelet_cli.config import load  # noqa: PLC0415
    from pagelet_cli.errors import BrowserMissing, ConfigProblem  # noqa: PLC0415

    asked: list[str | None] = config.getoption("--page-browser")
    if asked:
        return asked
    try:
        named = load(_folder(test.parent, config.rootpath)).test.browsers
        return [*(named or installed())]
    except (BrowserMissing, ConfigProblem):
        # The test itself says what is wrong.
        return [None]


def _folder(start: Path, top: Path) -> Path:
    """Find the project of a test: the nearest folder, upwards, that has a front page or settings of Pagelet."""
    for folder in (start, *start.parents):
        if any((folder / name).is_file() for name in ("index.html", "pagelet.toml")):
            return folder
        if folder == top:
            break
    return start


# ---------------------------------------------------------------------------------------------------------- fixtures


class _Run:
    """Own what a test run starts: browsers, and a server for each site."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._browsers: dict[str, Browser] = {}
        self._servers: dict[Path, Server] = {}
        self.coverages: dict[Path, Coverage] = {}

    def browser(self, name: str | None) -> Browser:
        """Give a running browser."""
        from pagelet_cli.browser.session import Browser, installed  # noqa: PLC0415

        wanted = name or installed()[0]
        found = self._browsers.get(wanted)
        if found is not None and not found.alive:
            found.stop()
            found = None
        if found is None:
            headless = not self.config.getoption("--page-headed")
            found = self._browsers[wanted] = Browser.start(wanted, headless=headless)  # type: ignore[arg-type]
        return found

    def server(self, path: Path) -> Server:
        """Give the server of a folder, or of a Python file."""
        from pagelet_cli.serve.site import site  # noqa: PLC0415
        from pagelet_cli.testing.server import Server  # noqa: PLC0415

        if path not in self._servers:
            self._servers[path] = Server(site(path)).__enter__()
        return self._servers[path]

    def coverage(self, path: Path, server: Server) -> Coverage | None:
        """Give the sums for a site, where they are wanted."""
        from pagelet_cli.testing.coverage import Coverage  # noqa: PLC0415

        if not self.config.getoption("--page-coverage"):
            return None
        return self.coverages.setdefault(path, Coverage(server.app.site))

    def close(self) -> None:
        """End everything, and leave what was noted."""
        for browser in self._browsers.values():
            browser.stop()
        for server in self._servers.values():
            server.__exit__(None, None, None)
        if self.coverages and (folder := os.environ.get(_LINES)):
            from pagelet_cli.testing.coverage import written  # noqa: PLC0415

            text = written(self.coverages.values(), self.config.rootpath)
            Path(folder, f"{os.getpid()}.json").write_text(text, "utf-8")


@pytest.fixture(scope="session")
def _page_run(request: pytest.FixtureRequest) -> Iterator[_Run]:
    run = _Run(request.config)
    yield run
    run.close()


@pytest.fixture(scope="session")
def page_browser(request: pytest.FixtureRequest, _page_run: _Run) -> Browser:
    """Give the running browser under test."""
    from pagelet_cli.errors import BrowserMissing, PageletError  # noqa: PLC0415

    try:
        return _page_run.browser(request.param)
    except PageletError as error:
        problem = error
    # Whoever runs `pagelet test`, or names a browser, wants one; pytest alone may run where there is none.
    if isinstance(problem, BrowserMissing) and request.param is None:
        pytest.skip(str(problem))
    pytest.fail(str(problem), pytrace=False)


@pytest.fixture
def page(request: pytest.FixtureRequest, page_browser: Browser, _page_run: _Run) -> Iterator[Page]:
    """Open the project's page in a browser: its front page, or the one that the marker `page` names."""
    from pagelet_cli.browser import BrowserError  # noqa: PLC0415
    from pagelet_cli.errors import PageletError, TestedMissing  # noqa: PLC0415
    from pagelet_cli.testing.page import Page  # noqa: PLC0415

    marker = request.node.get_closest_marker("page")
    wanted = str(marker.args[0]) if marker and marker.args else "index.html"
    errors = bool(marker and marker.kwargs.get("errors"))
    folder = _folder(request.path.parent, request.config.rootpath)
    problem = ""
    try:
        if not (folder / wanted.partition("?")[0].partition("#")[0]).exists():
            raise TestedMissing(folder, wanted, sorted(path.name for path in folder.glob("*.html")))
        where = folder / wanted if wanted.endswith(".py") else folder
        server = _page_run.server(where)
        context = page_browser.new_context()
    except PageletError as error:
        problem = str(error)
    if problem:
        pytest.fail(problem, pytrace=False)
    opened = context.open_as(Page)
    opened.begin(server.base, _page_run.coverage(where, server))
    try:
        opened.goto("" if where != folder else wanted)
        if not errors:
            _demand_none(opened)
        yield opened
        opened.gather()
        if not errors:
            _demand_none(opened)
    finally:
        try:
            context.close()
        except BrowserError:
            # A page that never comes to rest can hold up the whole browser: the next test gets a new one.
            page_browser.stop()


def _demand_none(page: Page) -> None:
    if page.problems:
        said = "\n".join(map(str, page.problems))
        pytest.fail(f"The page shows an error:\n{said}", pytrace=False)


@pytest.fixture
def python(page: Page) -> Python:
    """Run Python in the page: `python("1 + 1")`."""
    from pagelet_cli.testing.page import Python  # noqa: PLC0415

    return Python(page)


@pytest.fixture
def console(page: Page) -> list[Entry]:
    """List what the page has written to its console, each with `level` and `text`."""
    return page.console


# ----------------------------------------------------------------------------------------------------------- reports


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of a failed test what its page shows, with a picture."""
    report = yield
    page: Any = getattr(item, "funcargs", {}).get("page")
    # Others have fixtures of that name, too.
    if call.when == "call" and report.failed and hasattr(page, "gather") and hasattr(page, "screenshot"):
        report.sections.append(("the page", _described(item, page)))
    return report


def _described(item: pytest.Item, page: Page) -> str:
    chosen = item.config.getoption("--page-screenshots")
    folder = Path(chosen) if chosen else item.config.rootpath / ".pytest_cache" / "pagelet"
    name = re.sub(r"[^\w.\-]+", "-", item.nodeid).strip("-")[-100:]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        picture = page.screenshot(folder / f"{name}.png", timeout=5)
        _shots[item.nodeid] = str(picture)
        said = page.report()
    except Exception as error:  # noqa: BLE001 - a report about a failure must not hide the failure
        return f"{type(error).__name__}: {error}"
    return f"{said}\nscreenshot: {picture}"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep the outcome for `pagelet test --json`."""
    if _RESULTS not in os.environ or not (report.when == "call" or report.failed or report.skipped):
        return
    row = {"test": report.nodeid, "outcome": report.outcome, "seconds": round(report.duration, 3)}
    if report.failed:
        row |= {"when": report.when, "message": report.longreprtext, "screenshot": _shots.get(report.nodeid)}
    _results.append(row)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave the outcomes where `pagelet test` looks for them."""
    if (place := os.environ.get(_RESULTS)) and not hasattr(session.config, "workerinput"):
        Path(place).write_text(json.dumps(_results), "utf-8")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which lines ran."""
    folder = config.stash.get(_lines, None)
    if folder is None:
        return
    from pagelet_cli.testing.coverage import lcov, merged, rows  # noqa: PLC0415

    files = merged(path.read_text("utf-8") for path in Path(folder.name).iterdir())
    folder.cleanup()
    os.environ.pop(_LINES, None)
    terminalreporter.section("coverage of the pages' Python")
    if not files:
        terminalreporter.write_line("No page under test runs CPython; MicroPython cannot tell which lines it runs.")
        return
    place = config.rootpath / "coverage.lcov"
    place.write_text(lcov(files), "utf-8")
    wide = max(len(row[0]) for row in rows(files))
    for name, lines, share, missed in rows(files):
        terminalreporter.write_line(f"{name:{wide}}  {lines:>5}  {share:>5}  {missed}".rstrip())
    terminalreporter.write_line(f"Written to {place.name}.")
