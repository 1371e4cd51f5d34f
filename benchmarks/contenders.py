"""What is measured: one page each, which writes a text from Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from json import dumps

from benchmarks import files
from benchmarks.files import HERE, RESERVED, folder
from benchmarks.server import File

from pagelet_cli.page.parse import parse
from pagelet_cli.page.rewrite import Places, apply, inline_scripts, loader_edits
from pagelet_cli.page.scan import scan
from pagelet_cli.serve.headers import page_policy

NAMES = {"mpy": "micropython", "py": "pyodide"}
# In the page itself: as a file it would have to wait in line with what the page loads, and the page for it.
_PROBE = f"<script>{(HERE / 'probe.js').read_text('utf-8')}</script>"
_PAINT = f"<script>{(HERE / 'paint.js').read_text('utf-8')}</script>"


@dataclass(frozen=True)
class Contender:
    """Hold a page by name, and make its files."""

    name: str
    kind: str
    files: Callable[[], Mapping[str, File]]
    isolated: bool = False
    # Whether its first visit reports once more, when it has made something for the next.
    lingers: bool = False


def page(
    body: str, head: str = "", headers: Mapping[str, str] | None = None, *, probe: str = _PROBE, out: str = ""
) -> dict[str, File]:
    """Write the part that all pages have."""
    text = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>bench</title>'
        # Nobody asks for an icon then, which would be one more request to count.
        f'<link rel="icon" href="data:,">{probe}{head}</head>\n<body><p id="out">{out}</p>\n{body}\n</body></html>\n'
    )
    return {"index.html": File("index.html", text.encode(), headers or {})}


def floor() -> dict[str, File]:
    """Write a page without Python: what the browser itself takes."""
    return page('<script type="module">document.getElementById("out").textContent = "hello"</script>')


def plain() -> dict[str, File]:
    """Write a page that says the same, without Python; like the next ones it tells when its content is to be seen."""
    return page("", probe=_PAINT, out="hello")


def built(kind: str, *, prerender: bool = False) -> dict[str, File]:
    """Build a page; prerendered, it has Python's text in its HTML already, and tells when that is to be seen."""
    body = f'<script type="{kind}">{_HELLO.format(package="pagelet")}</script>'
    return files.built(page(body, probe=_PAINT if prerender else _PROBE)["index.html"].data, prerender=prerender)


_RAW = {
    "mpy": """<script type="module">
import {{ loadMicroPython }} from "./{folder}micropython.mjs";
const python = await loadMicroPython();
python.runPython(`import js
js.document.getElementById("out").textContent = "hello"`);
</script>""",
    "py": """<script type="module">
import {{ loadPyodide }} from "./{folder}pyodide.mjs";
const python = await loadPyodide();
python.runPython(`import js
js.document.getElementById("out").textContent = "hello"`);
</script>""",
}


def raw(kind: str) -> dict[str, File]:
    """Write the shortest page that the interpreter's own documentation leads to."""
    name = NAMES[kind]
    return page(_RAW[kind].format(folder=folder(name))) | files.interpreter(name)


def pyscript(kind: str, code: str, attributes: str = "") -> dict[str, File]:
    """Write a PyScript page as its documentation has it, with the interpreter from the same place."""
    name = NAMES[kind]
    module = {"mpy": "micropython.mjs", "py": "pyodide.mjs"}[kind]
    config = escape(dumps({"interpreter": f"{folder(name)}{module}"}))
    head = '<link rel="stylesheet" href="pyscript/core.css"><script type="module" src="pyscript/core.js"></script>'
    body = f'<script type="{kind}"{attributes} config="{config}">{code}</script>'
    return page(body, head) | files.pyscript() | files.interpreter(name)


def pagelet(kind: str, code: str, attributes: str = "") -> dict[str, File]:
    """Write a Pagelet page and let the tool add to it what it adds for everybody: loader, preloads and policy."""
    written = page(f'<script type="{kind}"{attributes}>{code}</script>')
    source = written["index.html"].data.decode()
    parsed = parse(source)
    found = scan(parsed)
    places = Places()
    edits = loader_edits(parsed, found, lambda _: False, pyscript=False, places=places)
    # The tool writes addresses for the root of a site, the server keeps each page in a folder.
    text = apply(source, edits).replace(f'"/{RESERVED}', f'"{RESERVED}')
    headers = {"Content-Security-Policy": page_policy(found, inline=inline_scripts(found, places))}
    written["index.html"] = File("index.html", text.encode(), headers)
    return written | files.pagelet() | files.interpreter(NAMES[kind])


def tagged(kind: str, code: str, head: str = "") -> dict[str, File]:
    """Write a page that no tool has seen: it has the tag, and a published kernel."""
    head += f'<script type="module" src="{RESERVED}pagelet.js"></script>'
    written = page(f'<script type="{kind}">{code}</script>', head)
    return written | files.pagelet() | files.interpreter(NAMES[kind])


_HELLO = """
from {package} import document
document.getElementById("out").textContent = "hello"
"""


def _start(kind: str) -> list[Contender]:
    # Into pages with CPython the tool would write what it has made ahead: that is the built one.
    written = pagelet if kind == "mpy" else tagged
    return [
        Contender(f"raw-{kind}", kind, lambda: raw(kind)),
        Contender(f"pyscript-{kind}", kind, lambda: pyscript(kind, _HELLO.format(package="pyscript"))),
        Contender(f"pagelet-{kind}", kind, lambda: written(kind, _HELLO.format(package="pagelet"))),
    ]


def _kept() -> Contender:
    hello = _HELLO.format(package="pagelet")
    return Contender("pagelet-py-kept", "py", lambda: tagged("py", hello, head=_KEPT), lingers=True)


# A page that no tool has prepared keeps a memory for its next visit.
_KEPT = """<script>
const isKept = () => Object.keys(localStorage).some((name) => name.startsWith("pagelet-start"));
const look = () => (isKept() ? fetch("report", { method: "POST", body: "{}" }) : setTimeout(look, 100));
if (!isKept()) look();
</script>"""

START = [
    Contender("floor", "", floor),
    *_start("mpy"),
    *_start("py"),
    Contender("pagelet-py-built", "py", lambda: built("py")),
    _kept(),
    Contender("plain", "", plain),
    Contender("prerendered-mpy", "mpy", lambda: built("mpy", prerender=True)),
    Contender("prerendered-py", "py", lambda: built("py", prerender=True)),
]
