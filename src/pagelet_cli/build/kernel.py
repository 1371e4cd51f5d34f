"""Pagelet's own files as a built site has them: the kernel, and of the library what pages reach."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as resources
from typing import TYPE_CHECKING

from pagelet_cli import assets, sandbox
from pagelet_cli.build.reach import trimmed
from pagelet_cli.bundle import PRELUDE
from pagelet_cli.serve.files import OFFLINE
from pagelet_cli.serve.headers import ISOLATION

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENTRIES = {"pagelet.js": "pageletURL", "pagelet.worker.js": "import.meta.url"}
# The service worker of a site, at its top: it sees no more than what lies beside it and below.
_SYNC = "pagelet.sync.js"
SECOND = "pagelet.more.js"
# By it, devtools show the author's Python among the sources of the page: https://tc39.es/ecma426/
_SOURCES = "pagelet.python.map"
# The library for each type of script.
TYPES = {"py": "pagelet.lib.json", "mpy": "pagelet.lib.mpy.json"}
_LIBRARIES = (*TYPES.values(), "pagelet.pyscript.json")
_CHARTS = ("pagelet.charts.html", "pagelet.vegautil.js")
_DRAWS = "pagelet.charts.js"
_EDITORS = ("pagelet.editor.js", "pagelet.codemirror.js")
_TERMINALS = ("pagelet.terminal.js", "pagelet.xterm.js")
_CORE = ("core.js", "core.worker.js", "core.css")
# What is a document, or a service worker: from disk, neither is to be had.
_HOSTED = ("pagelet.frame.html", "pagelet.sync.js", *_CHARTS, _DRAWS, *sandbox.NAMES)
# What makes a memory for the next visit, in pages that no tool has prepared.
_MAKER = ("pagelet.maker.html", "pagelet.maker.js", "pagelet.remainder.py")
# Whole lines, and what only says a type in the middle of one. What V8 is told in a comment stays.
_COMMENTS = re.compile(
    rb"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n|^[ \t]*//(?!#)[^\n]*\n|/\*\* @[^*\n]*\*/ ?", re.MULTILINE | re.DOTALL
)
# The program of workers, where it is the page's: that sees by itself where it is.
_SAME = b'import "./pagelet.js";\n'


def integrity(data: bytes) -> str:
    """Write the hash by which browsers check a file (SRI §3.2)."""
    return f"sha256-{b64encode(hashlib.sha256(data).digest()).decode()}"


@dataclass(frozen=True, slots=True)
class Uses:
    """Say what pages use of Pagelet: types of scripts, modules of the library, and what there is a file for."""

    kinds: frozenset[str]
    reach: frozenset[str]
    charts: bool
    maps: bool
    apps: bool
    core: bool
    tags: bool
    editors: bool
    terminals: bool
    archives: bool
    # MicroPython's, which the kernel unpacks.
    wheels: bool
    prerender: bool
    configs: bool
    whole: bool
    # Known when it has been made.
    ahead: bool = False

    @property
    def workers(self) -> bool:
        """Tell whether pages start workers."""
        return "pagelet/threads.py" in self.reach

    @property
    def spare(self) -> frozenset[str]:
        """Name the parts of the kernel's second file that one file would carry for nothing."""
        if not self.whole:
            return frozenset()
        parts = {
            "keeping.js": False,
            "expandos.js": False,  # advice for who makes a page
            "toolate.js": False,
            "workers.js": self.workers,
            "editors.js": self.editors,
            "cells.js": self.editors,
            "overrun.js": self.editors,
            "terminals.js": self.terminals,
            "elements.js": "pagelet/components.py" in self.reach,
            "handover.js": "pagelet/handover.py" in self.reach,
            "config.js": self.configs,
        }
        return frozenset(name for name, used in parts.items() if not used)

    def reasons(self) -> dict[str, str]:
        """Map the files that are left out to why."""
        started = {
            "pagelet.start.js": (self.ahead, "nothing was made ahead for the site"),
            "pagelet.prerendered.js": (self.prerender, "the pages are built without --prerender"),
            assets.WHOLE: (self.whole and self.workers, "it is for one file with workers"),
        }
        found = {name: why for name, (used, why) in started.items() if not used}
        charts = "no page draws charts or formulas with JavaScript"
        groups = [
            (self.charts, _CHARTS, charts),
            (self.maps, (sandbox.MAP,), "no page shows a map of folium's"),
            (self.apps, (sandbox.APP,), "no page shows an app of Panel's"),
            (self.maps or self.apps, (sandbox.OUTER,), "no page shows a map or an app"),
            (self.charts or self.maps or self.apps, (_DRAWS,), charts),
            (self.editors, _EDITORS, "no page has a REPL or an editor"),
            (self.terminals, _TERMINALS, "no page has a terminal"),
            (self.editors or self.terminals, ("pagelet.session.js",), "no page has code that can be stopped"),
            (self.core, _CORE, "no page loads PyScript's core.js"),
            ("pyscript/__init__.py" in self.reach, ("pagelet.pyscript.json",), "no page's Python names PyScript"),
        ]
        for used, names, why in groups:
            if not used:
                found |= dict.fromkeys(names, why)
        for kind, name in TYPES.items():
            if kind not in self.kinds:
                found[name] = f'no page has type="{kind}"'
        return found | self._weight() if self.whole else found

    def _weight(self) -> dict[str, str]:
        """Leave out what a site keeps ready, and one file would have to carry."""
        found = dict.fromkeys(_HOSTED, "one file has no host for it")
        found |= dict.fromkeys(_MAKER, "one file has nothing to keep for its next visit")
        if self.workers:
            found |= dict.fromkeys(("pagelet.js", SECOND), f"{assets.WHOLE} has the same")
        else:
            found["pagelet.worker.js"] = "the page starts no workers"
        if not self.tags:
            found["pagelet.tags.json"] = "the page has none of the library's tags"
        if not (self.archives or self.wheels):
            found["pagelet.unpack.js"] = "the page unpacks nothing"
        if "pagelet/keep.py" not in self.reach:
            found["pagelet.keep.js"] = "the page keeps no data"
        if not {"pagelet/files.py", "pagelet/fs.py"} & self.reach:
            found["pagelet.folder.js"] = "the page uses no folders of the disk"
        if "pagelet/wasm.py" not in self.reach:
            found["pagelet.wasm.js"] = "the page loads no modules of other languages"
        return found


def parts(names: Iterable[str], uses: Uses, csp: sandbox.Csp) -> dict[str, bytes]:
    """Return the files of these names that do not depend on what else is in the site."""
    found = {}
    for name in names:
        data = assets.smaller(name, uses.spare) if name in (SECOND, assets.WHOLE) else assets.read(name)
        if name in sandbox.NAMES:
            data = sandbox.under(data, name, csp)
        if name in _LIBRARIES:
            data = library(name, uses.reach)
        found[name] = moved(bare(data)) if name.endswith(".js") else data
    if uses.whole and uses.workers:
        found["pagelet.js"] = found.pop(assets.WHOLE)
        found["pagelet.worker.js"] = _SAME
    return found


def library(name: str, reach: frozenset[str]) -> bytes:
    """Return what pages come to of a library."""
    return json.dumps(trimmed(json.loads(assets.read(name)), reach)).encode()


def bare(data: bytes) -> bytes:
    """Take the comments out of a kernel that was not made smaller for a release already."""
    return _COMMENTS.sub(b"", data)


def moved(data: bytes) -> bytes:
    """Make the kernel look for interpreters beside its folder, whose name changes with every build; theirs stay."""
    # Only the addresses that it makes have the folder behind an expression in a template.
    return data.replace(b"}runtimes/", b"}../runtimes/")


def entries(
    own: Mapping[str, bytes],
    table: Mapping[str, str],
    *,
    offline: bool,
    isolates: bool = False,
    python: Iterable[str] = (),
) -> dict[str, bytes]:
    """Return all files of the kernel's folder: what starts a page or a worker knows the hashes of all others.

    Addresses in the table are relative to the folder, and so are those of the author's Python, for devtools.
    """
    known = {name: integrity(data) for name, data in own.items() if name not in (*_ENTRIES, _SYNC)} | dict(table)
    guard = static("shipped.js")
    guard = guard.replace("/* OFFLINE */", json.dumps(f"../../{OFFLINE}" if offline else ""))
    guard = guard.replace("/* ISOLATES */", json.dumps(isolates))
    made = dict(own)
    # The worker's program first: browsers check no hash of those, so the page has it, and looks before it starts one.
    for name, place in reversed(_ENTRIES.items()):
        found = guard.replace("/* TABLE */", _table(known)).replace("/* HERE */", place)
        made[name] = _guarded(own[name].decode(), found).encode()
        known[name] = integrity(made[name])
    if sources := sorted(python):
        made["pagelet.js"] += f"\n//# sourceMappingURL={_SOURCES}\n".encode()
        made[_SOURCES] = json.dumps({"version": 3, "sources": sources, "names": [], "mappings": ""}).encode()
    if offline and _SYNC in made:
        beside = known | {"pagelet.js": integrity(made["pagelet.js"])}
        text = static("beside.js").replace("/* TABLE */", _table(beside)).replace("/* HEADERS */", headers(isolates))
        made[_SYNC] += f"\n{text}".encode()
    return made


def static(name: str) -> str:
    """Read a script that the tool has for sites alone."""
    return (resources("pagelet_cli.build") / "static" / name).read_text("utf-8")


def _table(hashes: Mapping[str, str]) -> str:
    return json.dumps(dict(sorted(hashes.items())))


def headers(isolates: bool) -> str:  # noqa: FBT001 - it is all that there is to say
    """Write the headers that a service worker adds to what its host sends."""
    return json.dumps(dict(ISOLATION) if isolates else {})


def _guarded(text: str, guard: str) -> str:
    if not text.startswith(PRELUDE):
        return f"{guard}\n{text}"
    # The page's entry begins with lines by which it finds out how it was loaded.
    return f"{PRELUDE}{guard}\n{text.removeprefix(PRELUDE)}"


def name_of(own: Mapping[str, bytes]) -> str:
    """Name a folder by its content."""
    digest = hashlib.sha256()
    for name in sorted(own):
        digest.update(f"{name}\n{len(own[name])}\n".encode() + own[name])
    return digest.hexdigest()[:16]
