"""Edit HTML byte-exactly: what is not edited stays as it was written."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from pagelet_cli.runtimes.pins import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pagelet_cli.page.parse import Page, Tag
    from pagelet_cli.page.scan import Scan

RESERVED = "/_pagelet/"
STARTER = "pagelet.start.js"

# MicroPython's smallest pages need nothing of it; for others, the kernel's own request comes in time.
_LIBRARIES = {"py": "pagelet.lib.json"}
# Not the WebAssembly: browsers keep its compiled form only when they compile it while it arrives.
_PRELOADS = {
    "mpy": ("micropython", ("micropython.mjs",), ()),
    "py": ("pyodide", ("pyodide.mjs", "pyodide.asm.mjs"), ("python_stdlib.zip",)),
}


@dataclass(frozen=True, slots=True)
class Places:
    """Say where a page finds Pagelet's own files, the hashes of those that are settled, and what was made ahead."""

    kernel: str = RESERVED
    runtimes: str = f"{RESERVED}runtimes/"
    integrity: Mapping[str, str] = field(default_factory=dict)
    ahead: str = ""  # as HTML

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


def script_tag(src: str, **attributes: str) -> str:
    """Write a module script tag."""
    extra = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f'<script type="module" src="{escape(src)}"{extra}></script>'


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
    links = [_preload(f"{places.kernel}{name}", places) for name in libraries]
    if places.ahead and "py" in kinds:
        starter = f"{places.kernel}{STARTER}"
        links.append(f'<link rel="modulepreload" href="{starter}"{places.proof(starter)}>')
    if scan.own_interpreter:
        return "".join(links)
    for kind in kinds:
        name, modules, files = _PRELOADS[kind]
        folder = f"{places.runtimes}{name}-{DEFAULTS[name]}/"
        addresses = [f"{folder}{file}" for file in modules]
        links += [f'<link rel="modulepreload" href="{address}"{places.proof(address)}>' for address in addresses]
        if not places.ahead:
            links += [_preload(f"{folder}{file}", places) for file in files]
    return "".join(links)


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
    links = preloads(scan, places, pyscript=pyscript) + places.ahead + modules if scan.python else ""
    if scan.loader is not None:
        src = scan.loader.get("src") or ""
        if missing(src):
            edits += _repoint(scan.loader, places)
    elif scan.python and not scan.pyscript:
        proof = places.integrity.get(places.loader)
        links += script_tag(places.loader, **({"integrity": proof} if proof else {}))
    else:
        links = ""
    if links:
        edits.append(Edit(at, at, links))
    return edits


def place(page: Page, scan: Scan) -> int:
    """Find where scripts can be inserted: early, yet after an import map."""
    # An import map after the first module is ignored by browsers that know only one.
    if scan.importmap is not None:
        end = page.source.find(">", scan.importmap.close)
        return end + 1 if end >= 0 else len(page.source)
    return page.head


def _repoint(tag: Tag, places: Places) -> list[Edit]:
    src = tag.attributes["src"]
    name, mark, query = (tag.get("src") or "").rpartition("/")[2].partition("?")
    address = places.kernel + name
    edits = [Edit(src.start, src.end, f'src="{address}{mark}{query}"{places.proof(address)}')]
    stale = (tag.attributes.get(name) for name in ("integrity", "crossorigin"))
    return edits + [Edit(attribute.start, attribute.end, "") for attribute in stale if attribute]
