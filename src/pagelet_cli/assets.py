"""Pagelet's own files for the page: the kernel, the workers, the in-page library, and what PyScript's pages need.

A wheel carries them ready made in `_assets/`; a checkout makes them from source and again on every change.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pagelet_cli import sandbox
from pagelet_cli.bundle import Kind, bundle, whole
from pagelet_cli.errors import AssetMissing
from pagelet_cli.library import for_micropython, only_tags, without_tags
from pagelet_cli.library import library as stripped_library
from pagelet_cli.library import modules as library_modules

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

NAMES = (
    "pagelet.js",
    "pagelet.more.js",
    "pagelet.worker.js",
    "pagelet.whole.js",
    "pagelet.sync.js",
    "pagelet.unpack.js",
    "pagelet.keep.js",
    "pagelet.folder.js",
    "pagelet.start.js",
    "pagelet.maker.js",
    "pagelet.maker.html",
    "pagelet.remainder.py",
    "pagelet.wasm.js",
    "pagelet.prerendered.js",
    "pagelet.frame.html",
    "pagelet.charts.html",
    "pagelet.charts.js",
    "pagelet.vegautil.js",
    *sandbox.NAMES,
    "pagelet.editor.js",
    "pagelet.codemirror.js",
    "pagelet.session.js",
    "pagelet.terminal.js",
    "pagelet.xterm.js",
    "pagelet.lib.json",
    "pagelet.lib.mpy.json",
    "pagelet.pyscript.json",
    "core.js",
    "core.worker.js",
    "core.css",
    "pagelet.tags.json",
)
# The programs of a page and of its workers, for pages in one file.
WHOLE = "pagelet.whole.js"
FRAME = "<!doctype html><title>Pagelet</title>"
MAKER = f'{FRAME}<script type="module" src="pagelet.maker.js"></script>'
_IMPORTS = '{"imports":{"vega-util":"./pagelet.vegautil.js"}}'
_IMPORTS_HASH = base64.b64encode(hashlib.sha256(_IMPORTS.encode()).digest()).decode()
# Charts are drawn in a frame that may make HTML of text, but no scripts. The policy stands in the file, too, for hosts
# that send none.
CHARTS_POLICY = (
    f"default-src 'none'; script-src 'self' 'sha256-{_IMPORTS_HASH}'; style-src 'unsafe-inline'; "
    "img-src 'self' data: blob: https:; font-src 'self' data:; connect-src 'self' https: data:; "
    "base-uri 'none'; form-action 'none'"
)
CHARTS = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{CHARTS_POLICY}">'
    '<title>Chart</title><body style="margin:0;overflow-y:hidden;font:16px/1.5 system-ui,sans-serif">'
    f'<script type="importmap">{_IMPORTS}</script><script type="module" src="pagelet.charts.js"></script></html>'
)

_HERE = Path(__file__).parent
# A wheel carries the sources of the kernel beside the tool; a checkout has them beside `src/`.
_BUNDLED = _HERE / "_bundled"
_TOP = _BUNDLED if _BUNDLED.is_dir() else _HERE.parents[1]
_KERNEL = _TOP / "kernel" / "src"
_ENTRIES: dict[str, tuple[str, Kind]] = {
    "pagelet.js": ("index.js", "page"),
    "pagelet.more.js": ("index.js", "more"),
    "pagelet.worker.js": ("worker.js", "worker"),
    "pagelet.sync.js": ("bridge/serviceworker.js", "plain"),
    "pagelet.unpack.js": ("archives.js", "page"),
    "pagelet.charts.js": ("charts/frame.js", "page"),
    "pagelet.vegautil.js": ("charts/vegautil.js", "page"),
    "pagelet.inmap.js": ("charts/inmap.js", "plain"),
    "pagelet.inapp.js": ("charts/inapp.js", "plain"),
    "core.js": ("pyscript/core.js", "beside"),
    "core.worker.js": ("pyscript/around.js", "page"),
    "pagelet.editor.js": ("editor/tag.js", "page"),
    "pagelet.terminal.js": ("terminal/screen.js", "page"),
    "pagelet.session.js": ("session/session.js", "page"),
    "pagelet.keep.js": ("keep/store.js", "page"),
    "pagelet.folder.js": ("keep/folder.js", "page"),
    "pagelet.start.js": ("start/start.js", "page"),
    "pagelet.maker.js": ("start/maker.js", "page"),
    "pagelet.wasm.js": ("wasm/module.js", "page"),
    "pagelet.prerendered.js": ("prerendered.js", "plain"),
}

_REMAINDER = _HERE / "runtimes" / "static" / "remainder.py"
# A memory that a page keeps is thrown away when anything changes that made it or that restores it.
_BUILD = "PAGELET_BUILD"
_OF_A_BUILD = ("pagelet.start.js", "pagelet.maker.js")

_TEXTS = {"pagelet.frame.html": FRAME, "pagelet.charts.html": CHARTS, "pagelet.maker.html": MAKER}

# Others' work, joined by scripts/vendor.
VENDOR = {
    "pagelet.codemirror.js": "codemirror.js",
    "pagelet.xterm.js": "xterm.js",
    "pagelet.leaflet.js": "leaflet.js",
}
# Without npm, a checkout has none of these.
OPTIONAL = frozenset({*VENDOR, sandbox.MAP})

_Stamp = tuple[tuple[str, int, int], ...]
_made: dict[str, tuple[_Stamp, bytes]] = {}
_lock = threading.Lock()


def read(name: str) -> bytes:
    """Return one of Pagelet's own files by the name it is served under."""
    if name not in (*NAMES, *sandbox.PARTS):
        raise AssetMissing(name, "there is no file of that name")
    ready = _HERE / "_assets" / name
    if ready.is_file():
        return ready.read_bytes()
    if name in _TEXTS:
        return _TEXTS[name].encode()
    if name == "pagelet.remainder.py":
        return _REMAINDER.read_bytes()
    if name in sandbox.NAMES:
        return sandbox.document(name, read)
    if name in VENDOR:
        return _vendored(name)
    if name == "core.css":
        return (_KERNEL / "pyscript" / name).read_bytes()
    if name in _LIBRARIES:
        folder, prepare = _LIBRARIES[name][0](), _LIBRARIES[name][1]
        return _remade(name, _library_files(folder), lambda: json.dumps(prepare(_library(folder))).encode())
    files = _scripts()
    if name in _OF_A_BUILD:
        files += [*_library_files(_pagelet()), *_library_files(_compat()), (_HERE, _REMAINDER)]
    return _remade(name, files, partial(_bundled, name))


def smaller(name: str, without: Collection[str]) -> bytes:
    """Return the kernel's second file, or that of pages in one file, without some of its parts.

    One that was made small for a release is whole.
    """
    if (_HERE / "_assets" / name).is_file():
        return read(name)
    return _script(name, without).encode()


def _vendored(name: str) -> bytes:
    try:
        return (_KERNEL.parent / "vendor" / "made" / VENDOR[name]).read_bytes()
    except OSError:
        raise AssetMissing(name, "this checkout has not made it yet; scripts/vendor does, with npm") from None


def library() -> dict[str, str]:
    """Map the path of every in-page Python file to its text, as pages load it."""
    return _library(_pagelet()) | _library(_compat())


def _library(folder: Path | None) -> dict[str, str]:
    return {} if folder is None else stripped_library(folder)


def folders() -> list[Path]:
    """List the folders whose changes change what is served; a wheel has none."""
    found = [_KERNEL, _HERE.parent / "pagelet", _TOP / "compat" / "pyscript"]
    ready = (_HERE / "_assets").is_dir() or _TOP == _BUNDLED
    return [] if ready else [folder for folder in found if folder.is_dir()]


def _remade(name: str, files: Iterable[tuple[Path, Path]], make: Callable[[], bytes]) -> bytes:
    with _lock:
        stamp = _stamp(path for _, path in files)
        made = _made.get(name)
        if made is None or made[0] != stamp:
            made = _made[name] = (stamp, make())
        return made[1]


def _stamp(paths: Iterable[Path]) -> _Stamp:
    found = []
    for path in paths:
        state = path.stat()
        found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


def _scripts() -> list[tuple[Path, Path]]:
    return [(_KERNEL, path) for path in sorted(_KERNEL.rglob("*.js"))]


def _bundled(name: str) -> bytes:
    if not _KERNEL.is_dir():
        raise AssetMissing(name, "its source is not in this installation")
    try:
        if name not in _OF_A_BUILD:
            return _script(name).encode()
        texts = {each: _script(each) for each in _OF_A_BUILD}
        return texts[name].replace(_BUILD, _build(texts)).encode()
    except OSError as error:
        raise AssetMissing(name, str(error)) from error


def _script(name: str, without: Collection[str] = ()) -> str:
    if name == WHOLE:
        return whole(_KERNEL / "index.js", _KERNEL / "worker.js", without)
    source, kind = _ENTRIES[name]
    return bundle(_KERNEL / source, kind, without)


def _build(texts: dict[str, str]) -> str:
    digest = hashlib.sha256("".join(texts.values()).encode())
    digest.update(_REMAINDER.read_bytes())
    digest.update(json.dumps(library()).encode())
    return digest.hexdigest()[:20]


def _library_files(folder: Path | None) -> list[tuple[Path, Path]]:
    return [] if folder is None else [(folder.parent, path) for path in library_modules(folder)]


def _pagelet() -> Path | None:
    beside = _HERE.parent / "pagelet"
    if beside.is_dir():
        return beside
    spec = find_spec("pagelet")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _compat() -> Path | None:
    outer = _TOP / "compat" / "pyscript"
    inner = outer / "pyscript"
    for folder in (inner, outer):
        if folder.is_dir():
            return folder
    return None


_LIBRARIES: dict[str, tuple[Callable[[], Path | None], Callable[[dict[str, str]], dict[str, str]]]] = {
    "pagelet.lib.json": (_pagelet, without_tags),
    "pagelet.lib.mpy.json": (_pagelet, lambda files: for_micropython(without_tags(files))),
    "pagelet.tags.json": (_pagelet, only_tags),
    "pagelet.pyscript.json": (_compat, dict),
}
