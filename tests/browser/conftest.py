"""Watch the pages of a test: nothing may break the strict policy that `serve` sends, or fail unseen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from static_host import StaticHost
from tests.shelf import Shelf

from pagelet_cli.browser import Context, Tab

WATCH = """() => {
  // The kernel's own files may be saved while its tests run: no reload.
  globalThis.EventSource = class { addEventListener() {} close() {} };
  window.violations = [];
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    violations.push(`${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`));
}"""

# What Python in a page calls to compare values; `verdict` waits for its report.
CHECKS = """
from pagelet import document, window
_wrong = []
_count = 0
def check(name, got, want=True):
    global _count
    _count += 1
    if got != want: _wrong.append("%s: %r instead of %r" % (name, got, want))
def fails(name, kind, text, call):
    try: got = call()
    except kind as error: check(name, text in str(error) or str(error), True)
    else: check(name, got, "an exception")
async def afails(name, kind, text, call):
    try: got = await call()
    except kind as error: check(name, text in str(error) or str(error), True)
    else: check(name, got, "an exception")
def report(): window.verdict = "\\n".join(_wrong) or "%d right" % _count
"""

Live = Callable[..., Tab]


@pytest.fixture
def host() -> Iterator[Callable[..., StaticHost]]:
    """Serve folders as hosts do that know nothing of Pagelet."""
    with ExitStack() as stack:
        yield lambda folder, **options: stack.enter_context(StaticHost(folder, **options))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """An index of packages that is empty."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    shelf = Shelf(folder)
    yield shelf
    shelf.close()


@pytest.fixture
def live(serve: Callable[..., str], context: Context) -> Iterator[Live]:
    """Return a function that serves and opens a page; afterwards its policy must have held, and nothing have failed."""
    opened: list[tuple[Tab, bool]] = []

    def show(
        html: str,
        files: dict[str, str | bytes] | None = None,
        options: Sequence[str] = (),
        *,
        preload: str = "",
        fails: bool = False,
        path: str = "",
    ) -> Tab:
        base = serve({"index.html": f"<!doctype html>\n{html}", **(files or {})}, *options)
        tab = context.open()
        tab.preload(WATCH)
        if preload:
            tab.preload(preload)
        tab.goto(base + path)
        opened.append((tab, fails))
        return tab

    yield show
    for tab, fails in opened:
        assert tab.evaluate("window.violations") == []
        if not fails:
            assert tab.count("pagelet-error") == 0, tab.report()
            assert not tab.errors, tab.report()


def python(type_: str, code: str, attributes: str = "") -> str:
    """Write a script tag."""
    return f'<script type="{type_}" {attributes}>{code}</script>'


def checks(type_: str, code: str, attributes: str = "") -> str:
    """Write a script tag whose code may use `check` and `fails`, and reports at its end."""
    return python(type_, f"{CHECKS}\n{code}\nreport()\n", attributes)


def verdict(tab: Tab, timeout: float = 20, name: str = "verdict", *, stop: bool = True) -> None:
    """Wait for the report of a page's checks; an error on the page ends the wait, unless it is part of the test."""
    error = "document.querySelector('pagelet-error')" if stop else "false"
    tab.wait_for(f"window[{json.dumps(name)}] || {error}", timeout)
    found = tab.evaluate(f"window[{json.dumps(name)}]")
    assert str(found).endswith(" right"), f"{found}\n{tab.report()}"


@pytest.fixture(scope="session")
def kit():
    """Return the helpers above: test modules are imported one by one and cannot import each other."""

    class Kit:
        python = staticmethod(python)
        checks = staticmethod(checks)
        verdict = staticmethod(verdict)

    return Kit


AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# https://github.com/dequelabs/axe-core/blob/develop/doc/API.md
RUN_AXE = """async (rules, but) => {
  const only = rules && { runOnly: { type: "rule", values: rules } };
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
  const counted = violations.filter(({ id }) => !but.includes(id));
  return counted.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id} ${JSON.stringify(target)} ${failureSummary.replace(/\\s+/g, " ")}`));
}"""
PHONE = (360, 740)
WIDER = """[...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map((one) => one.cloneNode().outerHTML.slice(0, 120))"""


def for_everybody(tab: Tab, but: Sequence[str] = ()) -> None:
    """Look at a page as it is, and dark on a phone: axe has nothing to say, and nothing is wider than the screen."""
    tab.call(f"() => {{ {AXE.read_text('utf-8')} }}")
    assert tab.call(RUN_AXE, None, but) == []
    tab.resize(*PHONE)
    # What is drawn for a size is drawn again.
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab.evaluate(WIDER)
    tab.evaluate("(document.documentElement.style.colorScheme = 'dark', 1)")
    assert tab.call(RUN_AXE, ["color-contrast"], []) == []


@pytest.fixture(scope="session")
def everybody() -> Callable[[Tab], None]:
    """Return the look above; it needs what npm installs."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci")
    return for_everybody
