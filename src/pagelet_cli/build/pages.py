"""Write a page for a built site: its loader, its policy, and the hash of all that it loads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from pagelet_cli.build.app import has_manifest
from pagelet_cli.build.author import loaded
from pagelet_cli.build.kernel import SECOND
from pagelet_cli.bundle import AGAIN
from pagelet_cli.page.links import local_path
from pagelet_cli.page.parse import encode
from pagelet_cli.page.rewrite import (
    RESERVED,
    Edit,
    Places,
    apply,
    inline_scripts,
    loader_edits,
    module_links,
    packages_link,
    place,
)
from pagelet_cli.page.scan import is_javascript
from pagelet_cli.runtimes.ahead import NOTHING
from pagelet_cli.serve.headers import for_meta, page_policy

if TYPE_CHECKING:
    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.config import Settings
    from pagelet_cli.page.parse import Tag

TAKEOVER = "pagelet.prerendered.js"
_SERVED_CORE = re.compile(rf"([\"'`]){RESERVED}(core[\w.]*)")
_ADDRESS = re.compile(r"\b(?:https?|wss?)://[\w.\-]+(?::\d+)?")


@dataclass(frozen=True, slots=True)
class Map:
    """Know the hashes of a site's files by their paths below the root."""

    kernel: str
    hashes: Mapping[str, str]
    scripts: Sequence[str]
    manifest: str = ""
    # The compiled modules of pages, by their paths in the interpreter.
    bytecode: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # The other hashes of interpreters, which are large.
    pieces: Mapping[str, str] = field(default_factory=dict)

    def places(self, up: str) -> Places:
        """Say where a page finds Pagelet's files; up leads from the page to the root."""
        return Places(
            f"{up}{self.kernel}/",
            f"{up}_pagelet/runtimes/",
            {f"{up}{path}": proof for path, proof in self.hashes.items()},
            {f"{up}{path}": proof for path, proof in self.pieces.items()},
        )

    def address(self, path: str) -> str:
        """Name a file of the author's such that no cache has another version of it."""
        known = self.hashes.get(path)
        return f"{quote(path)}?v={version(known)}" if known else quote(path)


@dataclass(frozen=True, slots=True)
class Written:
    """Hold a page of the site and its policy, whole, as a header has it."""

    body: bytes
    policy: str | None


def version(integrity: str) -> str:
    """Shorten a hash for an address, as the kernel of a built site does."""
    return re.sub(r"\W", "_", integrity[7:15])


def connects(page: Surveyed) -> list[str]:
    """List the hosts that a page's own Python and configs name: it may ask these, once it is finished."""
    return sorted({origin for source in page.sources for origin in _ADDRESS.findall(source)})


def write(page: Surveyed, settings: Settings, site: Map, packages: Mapping[str, str], ahead: str) -> Written:
    """Write a page; packages are the paths of the lists by type and place, ahead is what was made for its start."""
    edits = _own_edits(page, site)
    if not page.scan.python:
        return Written(encode(apply(page.page.source, edits)), None)
    up = page.up()
    ahead = ahead or (NOTHING if "py" in page.scan.kinds else "")
    places = replace(site.places(up), ahead=ahead, versions=page.versions)
    if settings.build.prerender:
        places = replace(places, takeover=f"{places.kernel}{TAKEOVER}")
    links = module_links(page.modules, page.folder, page.later)
    compiled = site.bytecode.get(page.path, {})
    links += module_links(compiled, page.folder, dict.fromkeys(compiled, "py"))
    for need in page.needs:
        path = packages[f"{need.kind}-{need.place}-{need.version}"]
        links += packages_link(up + path, need.kind, need.place, need.version)
    imports = _import_map(page, site)
    at = place(page.page, page.scan) if page.scan.importmap else _early(page)
    edits += loader_edits(
        page.page, page.scan, lambda _: True, modules=links, pyscript=page.pyscript, places=places, at=at
    )
    policy = _policy(page, settings, [imports, *inline_scripts(page.scan, places)])
    head = "" if _charset(page) else '<meta charset="utf-8">'
    if site.manifest and not has_manifest(page):
        head += f'<link rel="manifest" href="{up}{site.manifest}">'
    if policy is not None:
        head += f'<meta http-equiv="Content-Security-Policy" content="{escape(for_meta(policy), quote=False)}">'
    if page.scan.importmap:
        edits.append(Edit(page.scan.importmap.end, page.scan.importmap.close, imports))
    else:
        head += f'<script type="importmap">{imports}</script>'
    edits.insert(0, Edit(_early(page), _early(page), head))
    # Pages that were written for PyScript, or of late by hand, name its files where `serve` has them.
    source = _SERVED_CORE.sub(rf"\g<1>{places.kernel}\g<2>", apply(page.page.source, edits))
    return Written(encode(source), policy)


def _policy(page: Surveyed, settings: Settings, inline: list[str]) -> str | None:
    if settings.csp is False:
        return None
    extra = settings.csp if isinstance(settings.csp, dict) else {}
    trusted = settings.trusted_types and not page.adopted
    return page_policy(page.scan, extra, trusted_types=trusted, inline=inline, connect=connects(page))


def _import_map(page: Surveyed, site: Map) -> str:
    """Write the hashes of all modules, and give the author's addresses that no cache has an older version of."""
    up = page.up()
    found = {}
    if page.scan.importmap:
        try:
            found = json.loads(page.scan.importmap.text)
        except ValueError:
            return page.scan.importmap.text
    imports = {f"./{up}{path}": f"./{up}{site.address(path)}" for path in site.scripts if not _ours(path)}
    # Where `pagelet serve` has it, for scripts of the author's that import Python.
    imports["/_pagelet/pagelet.js"] = f"./{up}{site.kernel}/pagelet.js"
    proofs = {
        f"./{up}{path if _ours(path) else site.address(path)}": site.hashes[path] for path in sorted(site.scripts)
    }
    proofs |= {path + AGAIN: proof for path, proof in proofs.items() if path.endswith(_TRIED)}
    found["imports"] = {**imports, **found.get("imports", {})}
    found["integrity"] = {**proofs, **found.get("integrity", {})}
    # Inside a script, this is the one thing that would end it.
    return json.dumps(found, separators=(",", ":")).replace("</", "<\\/")


# What the kernel may ask for once more: its second part, and interpreters that a script starts.
_TRIED = (f"/{SECOND}", "/micropython.mjs", "/pyodide.mjs")


def _ours(path: str) -> bool:
    return path.startswith("_pagelet/")


def _charset(page: Surveyed) -> Tag | None:
    """Find where the page says what it is written in: that must be within its first kilobyte."""
    for tag in page.page.tags:
        if tag.name in ("script", "link", "style", "body"):
            return None
        if tag.name == "meta" and ("charset" in tag.attributes or "charset" in (tag.get("content") or "")):
            return tag
    return None


def _early(page: Surveyed) -> int:
    charset = _charset(page)
    return charset.end if charset is not None else page.page.head


def _own_edits(page: Surveyed, site: Map) -> list[Edit]:
    """Make the author's addresses work below any path, and give scripts and styles their hashes."""
    edits = []
    for tag, name, address in loaded(page):
        path = local_path(address, page.folder)
        if path is None or name == "srcset":
            continue
        proven = path in site.hashes and _takes_proof(tag)
        if not proven and not address.startswith("/"):
            continue
        _, mark, rest = address.partition("#")
        href = page.up() + (site.address(path) if proven else quote(path)) + mark + rest
        proof = f' integrity="{site.hashes[path]}"' if proven else ""
        span = tag.attributes[name]
        edits.append(Edit(span.start, span.end, f'{name}="{escape(href)}"{proof}'))
        if proven and (stale := tag.attributes.get("integrity")):
            edits.append(Edit(stale.start, stale.end, ""))
    return edits


def _takes_proof(tag: Tag) -> bool:
    if tag.name == "script":
        return is_javascript(tag)
    return tag.name == "link" and bool({"stylesheet", "modulepreload"} & set((tag.get("rel") or "").lower().split()))
