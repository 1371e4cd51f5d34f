"""The page that a test looks at, and its Python."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from pagelet_cli import syntax
from pagelet_cli.browser import BrowserError, PageError, Tab, WaitError
from pagelet_cli.testing.coverage import Coverage, function

_WAIT_SECONDS = 30.0
# The first page of all may have to wait until an interpreter is fetched.
_START_SECONDS = 120.0

# The kernel has no global name; whoever knows this symbol finds it, as a second loader tag does.
_RUN = """async (code, expression, name) => {
  const kernel = globalThis[Symbol.for("pagelet")];
  const type = name ?? Object.keys(kernel?.config ?? {})[0];
  if (!type) throw new TypeError("the page runs no Python");
  const python = await kernel.whenDefined(type);
  await python.runAsync(expression ? `__pagelet_test__ = repr(${code}\\n)` : code, "<test>");
  if (!expression) return null;
  const answer = String(python.get("__pagelet_test__"));
  await python.runAsync("del __pagelet_test__", "<test>");
  return answer;
}"""


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold an error that the page has shown."""

    code: str
    message: str
    file: str
    line: int
    traceback: str

    def __str__(self) -> str:
        """Write it as the page does."""
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.code} {self.message}" + (f"\n{self.traceback}" if self.traceback else "")


class Page(Tab):
    """See and touch one page of a project, as its visitors do."""

    base = ""
    covered: Coverage | None = None

    def begin(self, base: str, covered: Coverage | None) -> None:
        """Get ready for pages below an address."""
        self.base, self.covered = base, covered
        self.problems: list[Problem] = []
        self.preload(function("watch.js"))
        if covered is not None:
            self.preload(covered.script())

    def goto(self, url: str, *, wait: str = "complete", timeout: float = _START_SECONDS) -> Page:
        """Open a page by its path in the project, and wait until its Python is ready."""
        self.gather()
        super().goto(urljoin(self.base, url), wait=wait)
        self._settle(timeout)
        return self

    def reload(self, *, timeout: float = _START_SECONDS) -> None:
        """Open the same page again, and wait until its Python is ready."""
        self.gather()
        super().reload()
        self._settle(timeout)

    def _settle(self, timeout: float) -> None:
        self.wait_for("globalThis.pageletTest?.ready()", timeout)
        self.gather()

    def expect(self, css: str, text: str | re.Pattern[str], *, timeout: float = _WAIT_SECONDS) -> None:
        """Wait until the first element for a selector has this text, or one that a pattern finds something in."""
        __tracebackhide__ = True  # pytest shows the line of the test instead
        quoted, pattern = json.dumps(css), isinstance(text, re.Pattern)
        wanted = json.dumps(text.pattern if isinstance(text, re.Pattern) else " ".join(text.split()))
        shown = f"document.querySelector({quoted}).textContent.trim().replace(/\\s+/g, ' ')"
        found = f"new RegExp({wanted}).test({shown})" if pattern else f"{shown} === {wanted}"
        try:
            self.wait_for(found, timeout)
        except WaitError:
            try:
                now = repr(self.evaluate(shown))
            except (PageError, BrowserError):
                now = "nothing: there is no such element"
            msg = f"{css} should show {text!r} and shows {now}"
            raise WaitError(msg) from None

    def fill(self, css: str, value: object) -> None:
        """Type into a field, in the place of what is there."""
        self.click(css)
        self.call("css => document.querySelector(css).select?.()", css)
        self.press("Delete")
        if str(value):
            self._keys(str(value))

    @contextmanager
    def raises(self, match: str = "", *, timeout: float = _WAIT_SECONDS) -> Iterator[list[Problem]]:
        """Expect that the page shows an error whose text this pattern finds something in; others fail the test."""
        found: list[Problem] = []
        yield found
        self.wait_for(f"pageletTest.problems.some(one => new RegExp({json.dumps(match)}).test({_TEXT}))", timeout)
        self.gather()
        found += [problem for problem in self.problems if re.search(match, str(problem))]
        self.problems = [problem for problem in self.problems if problem not in found]

    def gather(self) -> None:
        """Take from the page what it has noted, before it goes away."""
        try:
            noted = self.evaluate("globalThis.pageletTest?.problems.splice(0) ?? []")
            if self.covered is not None:
                covered = self.evaluate("globalThis.pageletCovered?.() ?? null")
                path = self.evaluate("location.pathname")
                self.covered.add(path, covered)
        except (PageError, BrowserError):
            return
        self.problems += [Problem(**problem) for problem in noted]


_TEXT = "`${one.file}:${one.line}: ${one.code} ${one.message}\\n${one.traceback}`"


class Python:
    """Run Python in the page under test, beside its own scripts."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __call__(self, code: str, *, type: str | None = None, timeout: float = _WAIT_SECONDS) -> Any:  # noqa: A002, ANN401 - "py" or "mpy", as in pages; whatever Python answers
        """Give the value of an expression, in plain Python, or run statements; both may await."""
        expression = _is_expression(code)
        answer = self._page.call(_RUN, code.strip() if expression else code, expression, type, timeout=timeout)
        if not expression:
            return None
        try:
            return ast.literal_eval(syntax.expression(answer))
        except (ValueError, SyntaxError):
            msg = f"{code} is {answer}; only plain values come out of the page: ask for its text, or for a part of it"
            raise TypeError(msg) from None


def _is_expression(code: str) -> bool:
    try:
        syntax.expression(code.strip())
    except SyntaxError:
        return False
    return True
