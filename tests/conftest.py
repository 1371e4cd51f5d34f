"""Give every test its browsers, its served pages and its tabs.

def test_it(page):
    tab = page('<script type="mpy">print("hi")</script>')
    tab.wait_for("document.body.textContent.includes('hi')")
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from backend import Backend
from socket_server import SocketServer

from pagelet_cli.browser import Browser, BrowserError, Context, Tab
from pagelet_cli.browser.patience import patient
from pagelet_cli.browser.session import NAMES, Name

ROOT = Path(__file__).resolve().parent.parent

Files = Mapping[str, str | bytes]

_SERVING = re.compile(r"https?://[^\s/]+/\S*")
_SERVE_SECONDS = 30
_REPORT = pytest.StashKey[dict[str, pytest.TestReport]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--browser", action="append", choices=NAMES, default=None, help="test in this browser only (may be repeated)"
    )
    parser.addoption("--everywhere", action="store_true", help="run every test everywhere (see `_shared_out`)")
    parser.addoption("--headed", action="store_true", help="show the browsers while they are tested")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # Session scope puts all tests of one browser together, and so keeps the other one idle.
    if "browser_name" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--browser") or list(NAMES)
        metafunc.parametrize("browser_name", chosen, scope="session", indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share tests out among the browsers, unless they are asked for by name."""
    named = any("::" in argument for argument in config.args)
    # What failed is known by its full name, too.
    if named or config.getoption("--everywhere") or config.getoption("lf"):
        return
    daily = [item for item in items if not item.get_closest_marker("nightly")]
    left = set(daily) if config.getoption("--browser") else _shared_out(daily)
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    items[:] = [item for item in items if item in left]


def _shared_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Return which tests to run: each in one of the browsers, and in one of the threads with each interpreter.

    So every test runs, and meets both interpreters, both threads and, where it has parameters, both browsers, but not
    all of their combinations: what depends on the combination is marked "everywhere", and the nightly run has all.
    """
    tests: dict[str, list[tuple[pytest.Item, dict[str, object]]]] = {}
    left = set()
    for item in items:
        params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        if "browser_name" not in params or item.get_closest_marker("everywhere"):
            left.add(item)
        else:
            tests.setdefault(item.nodeid.partition("[")[0], []).append((item, params))
    for name, runs in tests.items():
        # Half of the tests begin with the one, half with the other.
        turn = zlib.crc32(name.encode())
        corners = {_corner(params) for _, params in runs}
        cases: dict[str, int] = {}
        for item, params in runs:
            python, worker = _corner(params)
            if len(corners) == len(_CORNERS) and (python + worker + turn) % 2:
                continue
            page = item.get_closest_marker("one_page")
            names = page.args if page else [name for name in params if name != "browser_name"]
            rest = repr([params[name] for name in names])
            case = cases.setdefault(rest, len(cases))
            # 0 1 1 0 1 0 0 1: whatever goes by twos and fours meets both.
            if params["browser_name"] == NAMES[(turn // 2 + case.bit_count()) % 2]:
                left.add(item)
    return left


_CORNERS = ((False, False), (False, True), (True, False), (True, True))


def _corner(params: Mapping[str, object]) -> tuple[bool, bool]:
    """Tell whether a case is one of CPython, and whether it is one of workers."""
    values = list(params.values())
    return "py" in values, "worker" in values


# ------------------------------------------------------------------------------------------------------------- browsers


@pytest.fixture(scope="session")
def browser_name(request: pytest.FixtureRequest) -> Name:
    """Return the name of the browser under test."""
    name: Name = request.param
    return name


class _Browsers:
    """Keep each browser from its first use to the end of the run: starting one takes seconds."""

    def __init__(self, *, headless: bool) -> None:
        self._headless = headless
        self._running: dict[Name, Browser] = {}

    def get(self, name: Name) -> Browser:
        """Return the browser, and a new one in place of one that has died."""
        running = self._running.get(name)
        if running is not None and not running.alive:
            running.stop()
            running = None
        if running is None:
            running = self._running[name] = Browser.start(name, headless=self._headless)
        return running

    def stop(self) -> None:
        """End every browser."""
        for browser in self._running.values():
            browser.stop()


@pytest.fixture(scope="session")
def browsers(request: pytest.FixtureRequest) -> Iterator[_Browsers]:
    """Own the browsers of the test run."""
    browsers = _Browsers(headless=not request.config.getoption("--headed"))
    yield browsers
    browsers.stop()


@pytest.fixture
def browser(browsers: _Browsers, browser_name: Name) -> Browser:
    """Return the running browser under test."""
    return browsers.get(browser_name)


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Context]:
    """Give a test storage, caches and service workers of its own."""
    context = browser.new_context()
    yield context
    _attach_tabs(request.node, context)
    try:
        context.close()
    except BrowserError as error:
        # A page that never comes to rest can hold up the whole browser: the next test gets a new one.
        browser.stop()
        request.node.add_report_section("teardown", "browser", f"ended, because it did not answer: {error}")


@pytest.fixture
def tab(context: Context) -> Tab:
    """Open one empty tab."""
    return context.open()


# -------------------------------------------------------------------------------------------------------------- servers


class _Server:
    """Run one `pagelet serve` on a folder that tests add their own folders to."""

    def __init__(self, root: Path, options: Sequence[str]) -> None:
        self.root = root
        command = [sys.executable, "-m", "pagelet_cli", "serve", str(root), "--port", "0", "--no-open", *options]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
        )
        self.lines: list[str] = []
        self._ready = threading.Event()
        self.base = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait(patient(_SERVE_SECONDS))
        if not self.base:
            self.stop()
            pytest.fail(f"{' '.join(command)} did not serve:\n{''.join(self.lines)}", pytrace=False)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if not self.base and (match := _SERVING.search(line)):
                self.base = match[0].rstrip(".").rstrip("/") + "/"
                self._ready.set()
        self._ready.set()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()


class Serve(Protocol):
    """Serve files or a folder and return the address, which ends in a slash."""

    def __call__(self, files: Files | str | Path, *options: str) -> str: ...


class Page(Protocol):
    """Serve a page and open it in a tab."""

    def __call__(
        self, html: str, files: Files | None = None, options: Sequence[str] = (), *, path: str = ""
    ) -> Tab: ...


class Servers:
    """Keep one server for each set of options, for starting one takes as long as many tests."""

    def __init__(self, new_folder: Callable[[str], Path]) -> None:
        self._new_folder = new_folder
        self._shared: dict[tuple[str, ...], _Server] = {}
        self._own: list[_Server] = []
        self._numbers = itertools.count(1)

    def shared(self, files: Files, name: str, options: tuple[str, ...]) -> tuple[str, _Server]:
        """Write files into a new folder below a running server."""
        server = self._shared.get(options)
        if server is None or server.process.poll() is not None:
            server = self._shared[options] = _Server(self._new_folder("site"), options)
        folder = f"{name}-{next(self._numbers)}"
        write_files(server.root / folder, files)
        return f"{server.base}{folder}/", server

    def terminal(self, *options: str) -> list[str]:
        """Return what the shared server with these options has written so far."""
        return list(self._shared[options].lines)

    def own(self, path: Path, options: tuple[str, ...]) -> tuple[str, _Server]:
        """Start a server for a folder or file of its own."""
        server = _Server(path, options)
        self._own.append(server)
        return server.base, server

    def stop(self, servers: list[_Server]) -> None:
        """End servers that one test started."""
        for server in servers:
            if server in self._own:
                self._own.remove(server)
                server.stop()

    def stop_all(self) -> None:
        """End every server."""
        for server in [*self._shared.values(), *self._own]:
            server.stop()


@pytest.fixture(scope="session")
def backend() -> Iterator[Backend]:
    """Run a server that is not the page's own; see its routes."""
    with Backend() as running:
        yield running


@pytest.fixture(scope="session")
def sockets() -> Iterator[SocketServer]:
    """Run a server for WebSockets."""
    with SocketServer() as running:
        yield running


def write_files(folder: Path, files: Files) -> None:
    """Write a mapping of relative paths to contents."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, "utf-8")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Own every server of the test run."""
    servers = Servers(tmp_path_factory.mktemp)
    yield servers
    servers.stop_all()


@pytest.fixture
def serve(server: Servers, request: pytest.FixtureRequest) -> Iterator[Serve]:
    """Return a function that serves files (a mapping) or a path with the real `pagelet serve`."""
    used: list[tuple[_Server, int]] = []

    def start(files: Files | str | Path, *options: str) -> str:
        if isinstance(files, (str, Path)):
            base, running = server.own(Path(files), options)
        else:
            base, running = server.shared(files, _folder_name(request.node.name), options)
        used.append((running, len(running.lines)))
        return base

    yield start
    for running, start_line in used:
        if lines := running.lines[start_line:]:
            request.node.add_report_section("teardown", "pagelet serve", "".join(lines))
    server.stop([running for running, _ in used])


@pytest.fixture
def page(serve: Serve, context: Context) -> Page:
    """Return a function that writes a page, serves it and opens it."""

    def show(html: str, files: Files | None = None, options: Sequence[str] = (), *, path: str = "") -> Tab:
        base = serve({"index.html": html, **(files or {})}, *options)
        tab = context.open()
        tab.preload(_NOTE_END)
        tab.goto(base + path)
        return tab

    return show


# Who acts on a page before its scripts have set up what answers, acts in vain.
_NOTE_END = "() => document.addEventListener('py:all-done', () => { window.allDone = true })"


def _folder_name(test: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", test.lower()).strip("-")[:60]


# -------------------------------------------------------------------------------------------------------------- reports


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the outcome, and show what the tabs of a failed test had to say while they are still open."""
    report = yield
    item.stash.setdefault(_REPORT, {})[report.when] = report
    if report.when == "call" and report.failed:
        context = item.funcargs.get("context") if isinstance(item, pytest.Function) else None
        if isinstance(context, Context):
            report.sections += [(f"tab {number}", text) for number, text in enumerate(_describe(item, context), 1)]
    return report


def _attach_tabs(item: pytest.Item, context: Context) -> None:
    """Show the tabs of a test that passed and whose teardown may yet fail; failures were shown already."""
    reports = item.stash.get(_REPORT, {})
    if "call" in reports and reports["call"].failed:
        return
    for number, tab in enumerate(context.tabs, 1):
        if tab.errors:
            item.add_report_section("teardown", f"tab {number} errors", "\n".join(map(str, tab.errors)))


def _describe(item: pytest.Item, context: Context) -> Iterator[str]:
    folder = Path(os.environ.get("PAGELET_TEST_ARTIFACTS", ROOT / ".pytest_cache" / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    for number, tab in enumerate(context.tabs, 1):
        try:
            picture = tab.screenshot(folder / f"{_folder_name(item.name)}-{number}.png", timeout=5)
            yield f"{tab.report()}\nscreenshot: {picture}"
        except Exception as error:  # noqa: BLE001 - a report about a failure must not hide the failure
            yield f"{type(error).__name__}: {error}"
