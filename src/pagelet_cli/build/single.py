"""One HTML file that holds a page and all that it needs, and opens from disk."""

from __future__ import annotations

import json
import posixpath
import re
from array import array
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files as resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from pagelet_cli.build.author import loaded
from pagelet_cli.build.kernel import bare
from pagelet_cli.build.output import gzipped
from pagelet_cli.build.pages import connects
from pagelet_cli.page.links import local_path
from pagelet_cli.page.outline import outline
from pagelet_cli.page.parse import encode
from pagelet_cli.page.pyscript import CORE, STYLE
from pagelet_cli.page.rewrite import Edit, apply, module_links, packages_link, place
from pagelet_cli.page.scan import is_javascript, is_loader, python_kind
from pagelet_cli.serve.headers import script_hash
from pagelet_cli.serve.mime import media_type

if TYPE_CHECKING:
    from pagelet_cli.build.output import Output
    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.config import Settings
    from pagelet_cli.page.parse import Tag

# Characters of two bytes hold fifteen bits; these are neither controls nor halves of others, and no tag is among them.
_FIRST = 0x3400
_BITS = 15
_IMPORT = re.compile(r"(?<![\w.$])import\s*\(")
_BESIDE = re.compile(r"""^import\s*["']\./pagelet\.js["']""")
_SPECIFIER = re.compile(r"""\b((?:import|from)\s*)(["'])(\.{1,2}/[^"'\n]+)\2""")
# A text, which stays as it is, or a sign with the spaces around it.
_SPACED = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)| *([=+\-*/<>?:,;{}()\[\]&|!]) *""")
_CSS_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


@dataclass(slots=True)
class Single:
    """Put the files of a site into its one page."""

    page: Surveyed
    files: Mapping[str, bytes]
    kernel: str
    packages: Mapping[str, str]
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    packed: list[str] = field(default_factory=list)

    def html(self, settings: Settings) -> bytes:
        """Write the file: UTF-16, for it says what it is in its first bytes, and packs most into a character."""
        for path, data in self.files.items():
            self._take(path, data)
        loader = "core.js" if any(CORE in (tag.get("src") or "") for tag in self.page.page.tags) else "pagelet.js"
        # Errors say where in the author's page they are.
        page = self._address(self.page.path)
        self.texts[page] = ("text/plain", _readable(outline(self.page.page)))
        home = self._address(f"{self.kernel}/{loader}")
        first = json.dumps({"home": home, "page": page, "texts": self.texts}, ensure_ascii=False)
        boot = _small((resources("pagelet_cli.build") / "static" / "inside.js").read_bytes())
        tail = _element("", "application/json", first.encode()) + "".join(self.packed)
        edits = list(self._edits(settings, boot))
        end = self._end()
        edits.append(Edit(end, end, f"{tail}<script>{boot}</script>"))
        text = _readable(apply(self.page.page.source, edits))
        if (style := f"{self.kernel}/core.css") in self.files:
            text = text.replace(STYLE, _data_url(style, self.files[style]))
        return b"\xff\xfe" + text.encode("utf-16-le")

    def _take(self, path: str, data: bytes) -> None:
        name, kind = self._address(path), media_type(PurePosixPath(path))
        if path.startswith("_pagelet/") and path.endswith((".js", ".mjs")):
            data = self._moved(data.decode(), name).encode()
        elif path.endswith((".js", ".mjs")):
            data = self._whole(path, ()).encode()
        try:
            self.texts[name] = (kind, data.decode())
        except UnicodeDecodeError:
            self.packed.append(_element(name, kind, data))

    def _address(self, path: str) -> str:
        return quote(posixpath.relpath(f"/{path}", f"/{self.page.folder}"))

    def _moved(self, text: str, name: str) -> str:
        """Let a module import, and say where it is, as if it lay beside the page."""
        main = json.dumps(self._address(f"{self.kernel}/pagelet.js"))
        text = _BESIDE.sub(f"await pageletInside.import({main})", text)
        text = text.replace("import.meta.url", f"pageletInside.address({json.dumps(name)})")
        return _IMPORT.sub("pageletInside.import(", text)

    def _whole(self, path: str, within: tuple[str, ...]) -> str:
        """Give a module of the author's with the modules that it imports in place of their addresses."""

        def inner(match: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[3]))
            if target not in self.files or target in (*within, path):
                return match[0]
            data = self._whole(target, (*within, path)).encode()
            return f"{match[1]}{match[2]}{_data_url('x.js', data)}{match[2]}"

        return _SPECIFIER.sub(inner, self.files[path].decode("utf-8", "replace"))

    def _style(self, path: str) -> bytes:
        def inner(match: re.Match[str]) -> str:
            target = local_path(match[2], posixpath.dirname(path))
            return f'url("{_data_url(target, self.files[target])}")' if target in self.files and target else match[0]

        return _CSS_URL.sub(inner, self.files[path].decode("utf-8", "replace")).encode()

    def _edits(self, settings: Settings, boot: str) -> list[Edit]:
        page, found = self.page.page, self.page.scan
        links = module_links(self.page.modules, self.page.folder, self.page.later)
        for need in self.page.needs:
            path = self.packages[f"{need.kind}-{need.place}-{need.version}"]
            links += packages_link(self._address(path), need.kind, need.place, need.version)
        head = ""
        if settings.csp is not False:
            policy = self._policy(settings, boot)
            head += f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">'
        at = place(page, found)
        edits = [Edit(page.head, page.head, head), Edit(at, at, links)]
        for tag in page.tags:
            if tag.name == "script" and is_loader(tag):
                edits.append(Edit(tag.start, tag.close + len("</script>"), ""))
            elif tag.name == "meta" and "charset" in tag.attributes:
                edits.append(Edit(tag.start, tag.end, ""))
        return edits + [edit for tag, name, address in loaded(self.page) if (edit := self._held(tag, name, address))]

    def _held(self, tag: Tag, name: str, address: str) -> Edit | None:
        """Put what a tag loads in the place of its address; Python and configs are asked for by the kernel."""
        path = local_path(address, self.page.folder)
        if path not in self.files or path is None or name == "srcset" or python_kind(tag) is not None:
            return None
        data = self.files[path]
        if path.endswith(".css"):
            data = self._style(path)
        elif path.endswith((".js", ".mjs")):
            data = self._whole(path, ()).encode()
        span = tag.attributes[name]
        return Edit(span.start, span.end, f'{name}="{_data_url(path, data)}"')

    def _policy(self, settings: Settings, boot: str) -> str:
        """Write the strictest policy under which the file works: from disk, there is no host to trust."""
        scan = self.page.scan
        own = any(tag.name == "script" and tag.get("src") and is_javascript(tag) for tag in self.page.page.tags)
        modules = any(path.endswith((".js", ".mjs")) and not path.startswith("_pagelet/") for path in self.files)
        scripts = ["blob:", "'wasm-unsafe-eval'", *(["data:"] if own or modules else [])]
        scripts += [script_hash(text) for text in (*scan.inline, boot)]
        if scan.handlers:
            scripts += ["'unsafe-hashes'", *map(script_hash, scan.handlers)]
        rules = {
            "default-src": ["'none'"],
            "script-src": scripts,
            "style-src": ["'unsafe-inline'", "data:"],
            "img-src": ["data:", "blob:"],
            "media-src": ["data:", "blob:"],
            "font-src": ["data:"],
            "worker-src": ["blob:"],
            "connect-src": ["data:", "blob:", *connects(self.page)],
        }
        for directive, origin in sorted(scan.origins):
            rules.setdefault(directive, []).append(origin)
        for directive, values in (settings.csp if isinstance(settings.csp, dict) else {}).items():
            rules[directive] = [*rules.get(directive, []), *values]
        text = "; ".join(f"{name} {' '.join(dict.fromkeys(values))}" for name, values in rules.items())
        text += "; base-uri 'none'; form-action 'none'"
        # A worker of a blob is one that Trusted Types forbid.
        if settings.trusted_types and not scan.own_scripts and f"{self.kernel}/pagelet.worker.js" not in self.files:
            text += "; require-trusted-types-for 'script'; trusted-types 'none'"
        return text

    def _end(self) -> int:
        found = [tag.close for tag in self.page.page.tags if tag.name == "body" and tag.close > tag.end]
        return found[-1] if found else len(self.page.page.source)


def single(page: Surveyed, output: Output, kernel: str, packages: Mapping[str, str], settings: Settings) -> bytes:
    """Write the one file of a page out of the files that its site has."""
    files = {path: file.data for path, file in sorted(output.files.items())}
    return Single(page, files, kernel, packages).html(settings)


def _small(script: bytes) -> str:
    """Leave comments and spaces out of what stands in the file as it is, two bytes a character."""
    lines = "\n".join(line.strip() for line in bare(script).decode().splitlines())
    return _SPACED.sub(lambda found: found[1] or found[2], lines)


def packed(data: bytes) -> str:
    """Write bytes as characters of fifteen bits each."""
    whole = data + bytes(-len(data) % _BITS)
    codes = array("H")
    shifts = range(7 * _BITS, -1, -_BITS)
    for start in range(0, len(whole), _BITS):
        number = int.from_bytes(whole[start : start + _BITS], "big")
        codes.extend([_FIRST + (number >> shift & 0x7FFF) for shift in shifts])
    return "".join(map(chr, codes[: -(-len(data) * 8 // _BITS)]))


def _element(name: str, kind: str, data: bytes) -> str:
    small = gzipped(data)
    attributes = f'data-name="{escape(name)}" data-type="{escape(kind)}" data-size="{len(small)}"'
    return f'<script type="text/x-pagelet" {attributes}>{packed(small)}</script>\n'


def _data_url(path: str, data: bytes) -> str:
    kind = media_type(PurePosixPath(path)).replace(" ", "")
    return f"data:{kind};base64,{b64encode(data).decode()}"


def _readable(source: str) -> str:
    """Give the text of a page that is no UTF-8 as browsers would read it."""
    try:
        source.encode("utf-16-le")
    except UnicodeEncodeError:
        return encode(source).decode("cp1252", "replace")
    return source
