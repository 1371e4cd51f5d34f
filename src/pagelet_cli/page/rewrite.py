"""Edit HTML byte-exactly: what is not edited stays as it was written."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files as resources
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from pagelet_cli.runtimes.ahead import NOTHING
from pagelet_cli.runtimes.pins import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pagelet_cli.page.parse import Page, Tag
    from pagelet_cli.page.scan import Scan

RESERVED = "/_pagelet/"
STARTER = "pagelet.start.js"

# MicroPython's smallest pages need nothing of it; for others, the kernel's own request comes in time.
_LIBRARIES = {"py": "pagelet.lib.json"}
# Not the WebAssembly: browsers keep its compiled form only when they compile it while it arrives, as _EARLY does.
_PRELOADS = {
    "mpy": ("micropython", ("micropython.mjs",), ()),
    "py": ("pyodide", ("pyodide.mjs", "pyodide.asm.mjs"), ("python_stdlib.zip",)),
}
# Begins to compile MicroPython while the kernel is on its way; wasm.js in the kernel takes what has begun. The address
# stands beside it, so that it is the same text on all pages, with the same hash in their policies. And it says when the
# kernel does not come; where CPython is, start.js does.
_EARLY = (resources("pagelet_cli.page") / "static" / "early.js").read_text("utf-8").strip()
# The versions of Pyodide that count from zero.
_OLD = {"pyodide.asm.mjs": "pyodide.asm.js"}


@dataclass(frozen=True, slots=True)
class Places:
    """Say where a page finds Pagelet's own files, the hashes of those that are settled, and what was made ahead.

    Versions are those of the page's interpreters by type, empty for one from elsewhere; others are the default ones.
    """

    kernel: str = RESERVED
    runtimes: str = f"{RESERVED}runtimes/"
    integrity: Mapping[str, str] = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)  # the other hashes of large files
    ahead: str = ""  # as HTML
    versions: Mapping[str, str] = field(default_factory=dict)
    takeover: str = ""  # what lets Python take over what a page shows before

    @property
    def loader(self) -> str:
        """Name the kernel."""
        return f"{self.kernel}pagelet.js"

    def proof(self, address: str) -> str:
        """Write the attribute by which the browser checks a file."""
        known = self.integrity.get(address)
        return f' integrity="{known}"' if known else ""


SERVED = Places()


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from start to end."""

    start: int
    end: int
    text: str


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Make all edits; they must not overlap, and those at one place keep their order."""
    parts = []
    position = 0
    for edit in sorted(edits, key=lambda item: item.start):
        parts += [source[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, source[position:]])


def script_tag(src: str, more: str = "") -> str:
    """Write a module script tag with more attributes."""
    return f'<script type="module" src="{escape(src)}"{more}></script>'


def preloads(scan: Scan, places: Places = SERVED, *, pyscript: bool = False) -> str:
    """Write the links that start every download with the page, not after the kernel.

    What was made ahead takes the place of the interpreter's own library, and the kernel fetches it by its hash.
    """
    if not scan.on_main:
        return ""
    kinds = sorted(scan.on_main)
    libraries = [_LIBRARIES[kind] for kind in kinds if kind in _LIBRARIES] + (
        ["pagelet.pyscript.json"] if pyscript else []
    )
    links = []
    for kind in kinds:
        folder = _runtime(kind, places)
        if not folder:
            continue
        _, modules, files = _PRELOADS[kind]
        addresses = [folder + (_OLD.get(file, file) if "pyodide-0." in folder else file) for file in modules]
        links += [_modulepreload(address, places) for address in addresses]
        if not _made(places):
            links += [_preload(f"{folder}{file}", places) for file in files]
    return "".join(links + [_preload(f"{places.kernel}{name}", places) for name in libraries])


def _runtime(kind: str, places: Places) -> str:
    """Name the folder of the page's interpreter, or nothing for one from elsewhere."""
    name = _PRELOADS[kind][0]
    version = places.versions.get(kind, DEFAULTS[name])
    return f"{places.runtimes}{name}-{version}/" if version else ""


def _starter(scan: Scan, places: Places) -> str:
    """Write the tag of what begins with what was made ahead, before the kernel is there."""
    folder = _runtime("py", places) if _made(places) and "py" in scan.on_main else ""
    if not folder:
        return ""
    starter = f"{places.kernel}{STARTER}"
    # The kernel of a built site looks at the hashes of what is fetched; this is there before it.
    compiled = f"{folder}pyodide.asm.wasm"
    proof = places.integrity.get(compiled)
    wasm = f' data-wasm="{proof} {places.pieces[compiled]}"' if proof else ""
    return script_tag(starter, f' data-python="{folder}pyodide.mjs"{wasm}{places.proof(starter)}')


def inline_scripts(scan: Scan, places: Places) -> list[str]:
    """List what Pagelet itself writes into the page as scripts: its policy has to allow them."""
    return [_EARLY] if "mpy" in scan.on_main and _runtime("mpy", places) else []


def _early(scan: Scan, places: Places) -> str:
    """Write the script that begins before the kernel."""
    if not inline_scripts(scan, places):
        return ""
    wasm = f"{_runtime('mpy', places)}micropython.wasm"
    known = places.integrity.get(wasm)
    proof = f' data-proof="{known}"' if known else ""
    return f'<script data-micropython="{wasm}"{proof}>{_EARLY}</script>'


def _made(places: Places) -> bool:
    return places.ahead not in ("", NOTHING)


def _modulepreload(address: str, places: Places) -> str:
    return f'<link rel="modulepreload" href="{address}"{places.proof(address)}>'


def _preload(address: str, places: Places) -> str:
    return f'<link rel="preload" as="fetch" crossorigin href="{address}"{places.proof(address)}>'


def module_links(modules: Mapping[str, str], folder: str, later: Mapping[str, str] = MappingProxyType({})) -> str:
    """Name the author's own modules that the page's Python imports, for the kernel to fetch.

    Some are for an interpreter that is started later, and for no other.
    """
    links = []
    for inside, path in sorted(modules.items()):
        href = quote(posixpath.relpath(f"/{path}", f"/{folder}"))
        kind = f' data-type="{later[inside]}"' if inside in later else ""
        links.append(f'<link rel="pagelet-module" href="{href}" data-path="{escape(inside)}"{kind}>')
    return "".join(links)


def packages_link(href: str, kind: str, where: str, version: str) -> str:
    """Write the link by which the kernel finds the list of an interpreter's packages."""
    return (
        f'<link rel="pagelet-packages" href="{href}" '
        f'data-type="{kind}" data-place="{where}" data-version="{escape(version)}">'
    )


def loader_edits(
    page: Page,
    scan: Scan,
    missing: Callable[[str], bool],
    *,
    modules: str = "",
    pyscript: bool = False,
    places: Places = SERVED,
    at: int | None = None,
) -> list[Edit]:
    """Give the page its loader and what goes with it: insert it, or point an existing tag to the kernel."""
    edits: list[Edit] = []
    at = place(page, scan) if at is None else at
    links = ""
    if scan.python:
        # In the order in which they are wanted: browsers ask for few at once.
        links = places.ahead + _early(scan, places) + _starter(scan, places) + modules + _loader(scan, places)
        links += preloads(scan, places, pyscript=pyscript)
        if places.takeover:
            # What is fetched and run before the page is painted would hold that up.
            takeover = script_tag(places.takeover, places.proof(places.takeover))
            links = f"{takeover}<template data-pagelet-then>{links}</template>"
    if scan.loader is not None:
        src = scan.loader.get("src") or ""
        if places.takeover:
            span = scan.loader.attributes["src"]
            edits.append(Edit(span.start, span.end, ""))
        elif missing(src):
            edits += _repoint(scan.loader, places)
    elif not scan.python or scan.pyscript:
        links = ""
    if links:
        edits.append(Edit(at, at, links))
    return edits


def _loader(scan: Scan, places: Places) -> str:
    """Write the kernel's tag, where the page has none of its own, or one that must wait."""
    if scan.pyscript or (scan.loader is not None and not places.takeover):
        return ""
    address = places.loader if scan.loader is None else places.kernel + _name(scan.loader)[0]
    return script_tag(address, places.proof(address))


def _name(loader: Tag) -> tuple[str, str]:
    """Split what a loader's address ends with: its name, and what follows."""
    name, mark, query = (loader.get("src") or "").rpartition("/")[2].partition("?")
    return name, mark + query


def place(page: Page, scan: Scan) -> int:
    """Find where scripts can be inserted: early, yet after an import map."""
    # An import map after the first module is ignored by browsers that know only one.
    if scan.importmap is not None:
        end = page.source.find(">", scan.importmap.close)
        return end + 1 if end >= 0 else len(page.source)
    return page.head


def _repoint(tag: Tag, places: Places) -> list[Edit]:
    src = tag.attributes["src"]
    name, query = _name(tag)
    address = places.kernel + name
    edits = [Edit(src.start, src.end, f'src="{address}{query}"{places.proof(address)}')]
    stale = (tag.attributes.get(name) for name in ("integrity", "crossorigin"))
    return edits + [Edit(attribute.start, attribute.end, "") for attribute in stale if attribute]
