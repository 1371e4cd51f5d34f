"""Turn a page as its author wrote it into the page that the browser gets."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pagelet_cli.errors import BaseMoved, Location, NameMisspelt
from pagelet_cli.packages.needs import versions
from pagelet_cli.page.bases import moved_base
from pagelet_cli.page.imports import imports_pyscript, later_modules, local_modules
from pagelet_cli.page.parse import Page, decode, encode, parse
from pagelet_cli.page.pyscript import adopt
from pagelet_cli.page.rewrite import (
    RESERVED,
    Edit,
    Places,
    apply,
    inline_scripts,
    loader_edits,
    module_links,
    place,
)
from pagelet_cli.page.scan import scan
from pagelet_cli.page.slips import slips
from pagelet_cli.serve.headers import page_policy

if TYPE_CHECKING:
    from pagelet_cli.config import Settings
    from pagelet_cli.errors import PageletError
    from pagelet_cli.serve.files import Root

# What writes the links to the packages of a page, by its name, or the note on what was made ahead, by its folder.
Links = Callable[[Page, str, Callable[[str], str | None]], str]
RELOAD = f'<script async type="module" src="{RESERVED}reload.js"></script>'


@dataclass(frozen=True, slots=True)
class Rendered:
    """Hold a page ready to send."""

    body: bytes
    policy: str | None
    content_type: str
    script_origins: frozenset[str]


def render(data: bytes, settings: Settings, root: Root, path: str, packages: Links, starts: Links) -> Rendered:
    """Give a page its loader, the modules and packages that it imports, the reload script and its policy."""
    written = decode(data)
    source = adopt(written) if settings.pyscript else written
    page = parse(source)
    found = scan(page)
    file = path.strip("/") if not path.endswith("/") else f"{path}index.html".lstrip("/")
    folder = posixpath.dirname(file)
    edits = [Edit(place(page, found), place(page, found), _said(page, file) + RELOAD)]
    modules = module_links(local_modules(page, folder, root.text), folder, later_modules(page, folder, root.text))
    modules += packages(page, file, root.text)
    places = Places(ahead=starts(page, folder, root.text), versions=versions(page, folder, root.text))
    pyscript = imports_pyscript(page, folder, root.text)
    edits += loader_edits(
        page, found, lambda src: not root.has(src, path), modules=modules, pyscript=pyscript, places=places
    )
    body = encode(apply(source, edits))
    policy = None
    if settings.csp is not False:
        extra = settings.csp if isinstance(settings.csp, dict) else {}
        # PyScript knows no Trusted Types: its pages set innerHTML.
        trusted = settings.trusted_types and source == written
        policy = page_policy(found, extra, trusted_types=trusted, inline=inline_scripts(found, places))
    origins = frozenset(origin for directive, origin in found.origins if directive == "script-src")
    return Rendered(body, policy, _content_type(data), origins)


def _said(page: Page, file: str) -> str:
    """Note slips of the pen, and a base that is not followed, for the page to show and the terminal to hear of."""
    found = []
    folder, name = posixpath.split(file)

    def note(error: PageletError, selector: str, line: int) -> None:
        said = {"code": error.code, "message": error.what, "hint": error.todo}
        found.append({"selector": selector, "file": name, "line": line, **said})

    for slip in slips(page):
        line = page.line(slip.offset)
        note(NameMisspelt(slip.what, slip.meant, Location(name, line)), slip.selector, line)
    if tag := moved_base(page, folder):
        line = page.line(tag.start)
        note(BaseMoved(tag.get("href") or "", Location(name, line)), "base[href]", line)
    return f'<meta name="pagelet-slips" content="{escape(json.dumps(found))}">' if found else ""


def _content_type(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # The page says itself what it is written in.
        return "text/html"
    return "text/html; charset=utf-8"
