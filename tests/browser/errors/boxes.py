"""Read the error boxes of a page, and hold them to what every box must have."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from pagelet_cli.browser import Tab

# Others may save the kernel's files while these tests run.
NO_RELOAD = "() => { globalThis.EventSource = class { addEventListener() {} close() {} } }"

READ = """(() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.localName === "pagelet-error") found.push(element);
      if (element.shadowRoot && element.localName !== "pagelet-error") walk(element.shadowRoot);
    }
  };
  walk(document);
  return found.map((box) => {
    const text = (css) => box.shadowRoot.querySelector(css)?.textContent ?? "";
    return {
      code: text(".code"), message: text("h2"), place: text(".place"),
      source: text(".source"), hint: text(".hint"),
      traceback: text("details pre"), role: box.getAttribute("role"),
      inside: box.closest("[id^=at-]")?.id.slice(3) ?? "", before: box.previousElementSibling?.localName ?? "",
      elements: box.shadowRoot.querySelectorAll("img,script,a").length,
      whole: box.shadowRoot.textContent,
    };
  });
})()"""

# Nothing of ours, and nothing of an interpreter's own, belongs into what an author reads.
NOT_THE_AUTHORS = ("/lib/", "pagelet-lib", "_pyodide", "python3", "<stdin>", "<exec>", "<frozen", "wasm", "kernel.")


@dataclass(frozen=True)
class Box:
    """Hold what one box shows."""

    code: str
    message: str
    place: str
    source: str
    hint: str
    traceback: str
    role: str
    inside: str
    before: str
    elements: int
    whole: str


def boxes(tab: Tab, count: int, *, timeout: float = 20, settle: float = 0.15) -> list[Box]:
    """Wait for so many boxes, and a moment longer for one too many."""
    tab.wait_for(f"{READ}.length >= {count}", timeout=timeout)
    tab.evaluate(f"new Promise(done => setTimeout(done, {settle * 1000}))")
    return [Box(**box) for box in tab.evaluate(READ)]


def line_of(text: str, part: str) -> int:
    """Tell on which line of a file some text stands; it must stand there once."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if part in unescape(line)]
    assert len(lines) == 1, (part, lines)
    return lines[0]


def hold(box: Box, tab: Tab) -> None:
    """Check what is true of every box: announced, said in the console too, with a hint, free of foreign frames."""
    assert box.role == "alert"
    assert box.code.startswith("PGL-")
    assert box.hint
    assert box.elements == 0
    for foreign in NOT_THE_AUTHORS:
        assert foreign not in box.whole, box
    said = f"{box.code}: {box.message}" + (f" ({box.place})" if box.place else "")
    logged = [entry.text for entry in tab.errors if entry.text.startswith(said)]
    assert len(logged) == 1, (said, tab.report())
    assert box.hint in logged[0]
