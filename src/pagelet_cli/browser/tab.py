"""See and touch one page of a browser."""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pagelet_cli.browser.console import Entry, stack_text
from pagelet_cli.browser.keys import press_actions, type_actions
from pagelet_cli.browser.patience import patient
from pagelet_cli.browser.values import from_remote, to_remote
from pagelet_cli.errors import BrowserError

if TYPE_CHECKING:
    from pagelet_cli.browser.session import Browser

__all__ = ["PageError", "Tab", "WaitError"]

_WAIT_SECONDS = 30.0
# One question to the page waits at most this long, so that a page that navigates meanwhile is asked again: Firefox
# never answers for a document that it has put aside.
_SLICE_SECONDS = 0.5
_SLICE_GRACE_SECONDS = 1.0

# `a >>> b` looks for b inside the shadow root of a.
_FIND = """(css => {
  let root = document, found = null;
  for (const part of css.split(">>>")) {
    if (!root) return null;
    found = root.querySelector(part.trim());
    root = found && found.shadowRoot;
  }
  return found;
})"""

_ERROR_BOXES = ".pagelet-error, pagelet-error, .py-error, .mpy-error, [data-pagelet-error], [role=alert]"
_BOX_TEXT = """(box => (box.shadowRoot ? [...box.shadowRoot.children] : [box])
  .map(part => part.innerText.trim()).join("\\n"))"""

# A page that a server refused has no console to tell of it.
_ADDRESS = """(() => {
  const { responseStatus: status = 0 } = performance.getEntriesByType("navigation")[0] ?? {};
  const said = document.body?.innerText.trim().slice(0, 200) ?? "";
  return location.href + (status < 400 ? "" : ` answered ${status}: ${said}`);
})()"""


class PageError(Exception):
    """Report that JavaScript given to a page threw."""

    def __init__(self, text: str, stack: str = "") -> None:
        super().__init__(f"{text}\n{stack}".rstrip())
        self.text = text
        self.stack = stack


class WaitError(AssertionError):
    """Report that a page did not come to what was awaited, with all that it says about itself."""


class Tab:
    """Drive one page; every call returns when its effect is there."""

    def __init__(self, browser: Browser, ident: str) -> None:
        self.browser = browser
        self.id = ident
        self.console: list[Entry] = []
        self.network: list[dict[str, Any]] = []
        self._elsewhere: dict[str, Path] = {}
        self._blocked: list[str] = []
        self._closed = False

    # ------------------------------------------------------------------------------------------------- navigation

    def goto(self, url: str, *, wait: str = "complete", timeout: float = _WAIT_SECONDS) -> Tab:
        """Load an address and wait for it: `complete`, `interactive` or `none`."""
        self._do("browsingContext.navigate", {"url": url, "wait": wait}, timeout=timeout)
        return self

    def reload(self, *, timeout: float = _WAIT_SECONDS) -> None:
        """Load the same address again."""
        self._do("browsingContext.reload", {"wait": "complete"}, timeout=timeout)

    def close(self) -> None:
        """Close the tab; closing twice is no error."""
        if not self._closed:
            self._closed = True
            self.browser._forget(self)  # noqa: SLF001 - one object in three modules
            self._do("browsingContext.close")

    def activate(self) -> None:
        """Bring the tab to the front."""
        self._do("browsingContext.activate")

    def resize(self, width: int, height: int) -> None:
        """Set the size of the page's view."""
        self._do("browsingContext.setViewport", {"viewport": {"width": width, "height": height}})

    # ------------------------------------------------------------------------------------------------- JavaScript

    def evaluate(self, expression: str, *, await_promise: bool = True, timeout: float = _WAIT_SECONDS) -> Any:  # noqa: ANN401 - whatever the page answers
        """Return the value of a JavaScript expression; a promise is awaited."""
        return from_remote(self._evaluate(expression, await_promise=await_promise, timeout=timeout))

    def call(self, function: str, *arguments: object, timeout: float = _WAIT_SECONDS) -> Any:  # noqa: ANN401 - whatever the page answers
        """Call a JavaScript function, written out, with plain Python arguments."""
        answer = self._do(
            "script.callFunction",
            {
                "functionDeclaration": function,
                "arguments": [to_remote(item) for item in arguments],
                "target": {"context": self.id},
                "awaitPromise": True,
                "userActivation": True,
            },
            timeout=timeout,
        )
        return from_remote(_result(answer))

    def preload(self, function: str) -> None:
        """Run a JavaScript function in every document of this tab before the document's own scripts."""
        self._do("script.addPreloadScript", {"functionDeclaration": function, "contexts": [self.id]}, context=False)

    def wait_for(self, expression: str, timeout: float = _WAIT_SECONDS) -> Any:  # noqa: ANN401 - whatever the page answers
        """Wait until a JavaScript expression is true and return its value; while it throws it counts as false."""
        value = self._wait(expression, timeout)
        return from_remote(value)

    # ----------------------------------------------------------------------------------------------- see and touch

    def text(self, css: str, *, timeout: float = _WAIT_SECONDS) -> str:
        """Return the text of the first element for a selector, which may be yet to come."""
        element = f"{_FIND}({json.dumps(css)})"
        # In an object, because an empty text is an answer too.
        found = from_remote(self._wait(f"(e => e && {{text: e.textContent}})({element})", timeout))
        return str(found["text"])

    def count(self, css: str) -> int:
        """Return how many elements a selector finds now."""
        return int(self.evaluate(f"document.querySelectorAll({json.dumps(css)}).length"))

    def exists(self, css: str) -> bool:
        """Tell whether a selector finds anything now."""
        return bool(self.evaluate(f"{_FIND}({json.dumps(css)}) !== null"))

    def click(self, css: str, *, timeout: float = _WAIT_SECONDS, button: int = 0, count: int = 1) -> None:
        """Move the mouse to an element and press; waits for the element to be there, enabled and visible."""
        origin = {"type": "element", "element": {"sharedId": self._reach(css, timeout)}}
        actions: list[dict[str, Any]] = [{"type": "pointerMove", "x": 0, "y": 0, "origin": origin}]
        actions += [{"type": "pointerDown", "button": button}, {"type": "pointerUp", "button": button}] * count
        self._perform([{"type": "pointer", "id": "mouse", "actions": actions}])

    def hover(self, css: str, *, timeout: float = _WAIT_SECONDS) -> None:
        """Move the mouse over an element."""
        origin = {"type": "element", "element": {"sharedId": self._reach(css, timeout)}}
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": origin}
        self._perform([{"type": "pointer", "id": "mouse", "actions": [move]}])

    def type(self, css: str, text: str, *, timeout: float = _WAIT_SECONDS) -> None:
        """Click an element and type; a newline is the Enter key."""
        self.click(css, timeout=timeout)
        self._keys(text)

    def press(self, *chords: str) -> None:
        """Press keys on the focused element: `press("Enter")`, `press("Shift+Enter", "Control+a")`."""
        for chord in chords:
            self._perform([{"type": "key", "id": "keyboard", "actions": press_actions(chord)}])

    def screenshot(self, path: str | Path, *, timeout: float = _WAIT_SECONDS) -> Path:
        """Write a PNG of what the tab shows, or a JPEG where the name says so, and return its path."""
        target = Path(path)
        kind = {"type": "image/jpeg", "quality": 0.85} if target.suffix == ".jpg" else {"type": "image/png"}
        data = self._do("browsingContext.captureScreenshot", {"format": kind}, timeout=timeout)["data"]
        target.write_bytes(base64.b64decode(data))
        return target

    def clip(self, box: dict[str, Any], *, timeout: float = _WAIT_SECONDS) -> bytes:
        """Return a PNG of a part of the page: x, y, width and height."""
        what = {"origin": "document", "clip": {"type": "box", **box}}
        data: str = self._do("browsingContext.captureScreenshot", what, timeout=timeout)["data"]
        return base64.b64decode(data)

    def anywhere(self) -> None:
        """Let nothing on the page tell where this computer is, as far as the browser can."""
        for name, value in (("timezone", "UTC"), ("locale", "en-US")):
            with contextlib.suppress(BrowserError):  # older browsers have no such command
                self.pretend(name, value)

    def pretend(self, name: str, value: str) -> None:
        """Let the pages of this tab believe another `timezone` or `locale`."""
        where = {name: value, "contexts": [self.id]}
        self._do(f"emulation.set{name.title()}Override", where, context=False)

    # ----------------------------------------------------------------------------------------------------- reports

    @property
    def errors(self) -> list[Entry]:
        """Return the console's errors, uncaught ones included."""
        return [entry for entry in self.console if entry.level == "error"]

    def report(self) -> str:
        """Return what the page says about itself: address, error boxes and console."""
        try:
            url = self.evaluate(_ADDRESS, timeout=5)
            boxes = self.evaluate(
                f"Array.from(document.querySelectorAll({json.dumps(_ERROR_BOXES)}), {_BOX_TEXT})", timeout=5
            )
        except (BrowserError, PageError) as error:
            url, boxes = f"(the page does not answer: {error})", []
        console = "\n".join(str(entry) for entry in self.console[-40:]) or "(empty)"
        shown = "\n".join(text for text in boxes if text) or "(none)"
        return f"page: {url}\nerror boxes: {shown}\nconsole:\n{console}"

    # ----------------------------------------------------------------------------------------------------- network

    def record_network(self) -> None:
        """Collect every answer in `network` from now on: url, status, type, bytes, from_cache."""
        self.browser._subscribe("network.responseCompleted")  # noqa: SLF001 - one object in three modules

    def block(self, *patterns: str) -> None:
        """Make requests fail whose whole address matches one of these shell patterns."""
        self._intercept()
        self._blocked += patterns

    def stand_in(self, base: str, folder: Path) -> None:
        """Answer requests below an address, which may be out of reach, with the files of a folder."""
        self._intercept()
        self._elsewhere[base] = folder

    def _intercept(self) -> None:
        if not self._blocked and not self._elsewhere:
            self.browser._subscribe("network.beforeRequestSent")  # noqa: SLF001 - one object in three modules
            self._do("network.addIntercept", {"phases": ["beforeRequestSent"], "contexts": [self.id]}, context=False)

    def _verdict(self, url: str) -> tuple[str, dict[str, Any]]:
        """Say by which command a request goes on, and what the command is told."""
        if any(fnmatch.fnmatchcase(url, pattern) for pattern in self._blocked):
            return "network.failRequest", {}
        for base, folder in self._elsewhere.items():
            if url.startswith(base) and "/" not in (name := url.removeprefix(base)):
                return "network.provideResponse", _given(folder / name)
        return "network.continueRequest", {}

    # ------------------------------------------------------------------------------------------------------ inside

    def _do(
        self, method: str, params: dict[str, Any] | None = None, *, timeout: float = _WAIT_SECONDS, context: bool = True
    ) -> dict[str, Any]:
        here = {"context": self.id} if context and not method.startswith("script.") else {}
        return self.browser._command(method, {**here, **(params or {})}, timeout=timeout)  # noqa: SLF001 - one object in three modules

    def _evaluate(self, expression: str, *, await_promise: bool = True, timeout: float) -> dict[str, Any]:
        answer = self._do(
            "script.evaluate",
            {
                "expression": expression,
                "target": {"context": self.id},
                "awaitPromise": await_promise,
                "serializationOptions": {"maxDomDepth": 0},
                "userActivation": True,
            },
            timeout=timeout,
        )
        return _result(answer)

    def _wait(self, expression: str, timeout: float) -> dict[str, Any]:
        """Poll inside the page, where a look costs microseconds, and in slices that survive navigation."""
        timeout = patient(timeout)
        deadline = time.monotonic() + timeout
        last = ""
        while True:
            left = max(deadline - time.monotonic(), 0.0)
            millis = min(left, _SLICE_SECONDS) * 1000
            poll = (
                f"(async () => {{ const end = performance.now() + {millis:.0f}; let problem = ''; for (;;) {{"
                f"try {{ const value = await (\n{expression}\n); if (value) return [true, value]; problem = '' }}"
                "catch (error) { problem = String(error) }"
                "if (performance.now() >= end) return [false, problem];"
                "await new Promise(done => setTimeout(done, 15)) } })()"
            )
            try:
                done, value = self._evaluate(poll, timeout=millis / 1000 + _SLICE_GRACE_SECONDS)["value"]
                if done["value"]:
                    answer: dict[str, Any] = value
                    return answer
                last = value["value"]
            except PageError as error:
                if error.text.startswith("SyntaxError"):
                    raise
                last = error.text
            except BrowserError as error:
                last = str(error)
                time.sleep(0.05)
            if time.monotonic() >= deadline:
                why = f" (last: {last})" if last else ""
                msg = f"{expression!r} was not true within {timeout:g} seconds{why}\n{self.report()}"
                raise WaitError(msg)

    def _reach(self, css: str, timeout: float) -> str:
        """Scroll an element into view and return its handle."""
        script = f"""(e => {{
          if (!e || e.disabled || !e.getClientRects().length) return null;
          e.scrollIntoView({{block: "center", inline: "center", behavior: "instant"}});
          return e;
        }})({_FIND}({json.dumps(css)}))"""
        return str(self._wait(script, timeout)["sharedId"])

    def _keys(self, text: str) -> None:
        self._perform([{"type": "key", "id": "keyboard", "actions": type_actions(text)}])

    def _perform(self, actions: list[dict[str, Any]]) -> None:
        self._do("input.performActions", {"actions": actions})


def _given(path: Path) -> dict[str, Any]:
    """Write the answer of a host that has a file, and lets every page read it; or has it not."""
    there = path.is_file()
    body = base64.b64encode(path.read_bytes() if there else b"").decode()
    allowed = {"name": "Access-Control-Allow-Origin", "value": {"type": "string", "value": "*"}}
    return {"statusCode": 200 if there else 404, "headers": [allowed], "body": {"type": "base64", "value": body}}


def _result(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["type"] == "exception":
        details = answer["exceptionDetails"]
        raise PageError(details["text"], stack_text(details.get("stackTrace")))
    value: dict[str, Any] = answer["result"]
    return value
