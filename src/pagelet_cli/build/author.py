"""Which of the author's files a page needs: those that it names, and those that they name in turn."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pagelet_cli.errors import FileHidden, FileMissing, FileNotShipped, FileRemote
from pagelet_cli.page.links import local_path
from pagelet_cli.page.rewrite import RESERVED
from pagelet_cli.page.scan import is_loader, is_pyscript, origin_of, python_kind

if TYPE_CHECKING:
    from pagelet_cli.build.survey import Surveyed
    from pagelet_cli.page.parse import Tag
    from pagelet_cli.serve.files import Root

# Attributes by which a tag makes the browser, or the kernel, load a file.
_LOADS = ("src", "poster", "data", "config", "worker", "srcset")
_LINKS = ("stylesheet", "icon", "manifest", "modulepreload", "preload", "apple-touch-icon", "mask-icon")
# What is looked through for the names of other files.
_SPEAKING = (".py", ".css", ".js", ".mjs", ".toml", ".yaml", ".yml", ".html", ".svg", ".webmanifest")
_QUOTED = re.compile(r"""(["'`])([^"'`\n\\]{1,200}?)\1|url\(\s*([^"')\s]{1,200})\s*\)""")
_LONGEST = 1024 * 1024
# An address and its width or density: https://html.spec.whatwg.org/multipage/images.html#srcset-attributes
_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])[^,]*(?:,|$)")


@dataclass(slots=True)
class Author:
    """Collect the files of a page, each with what named it."""

    root: Root
    found: dict[str, str] = field(default_factory=dict)

    def page(self, page: Surveyed) -> None:
        """Collect what a page needs."""
        for tag, name, address in loaded(page):
            path = local_path(address, page.folder)
            if path is None or not self._file(path, page.path):
                _refuse_missing(page, tag, name, address, path)
        for path in page.modules.values():
            self._file(path, page.path)
        # Not the HTML itself: `type="py"` does not speak of a folder of that name.
        scripts = [tag.text for tag in page.page.tags if tag.name in ("script", "style")]
        for text in (*page.sources, *scripts, *(tag.get("style") or "" for tag in page.page.tags)):
            self._speaks(text, page.path, (page.folder,))
        for config in page.configs:
            for address in _filled(config):
                path = local_path(address, page.folder)
                if path is not None:
                    self._named(path, page.path)

    def _file(self, path: str, why: str) -> bool:
        """Take a file, and look for names of others in it."""
        try:
            real = self.root.find(path)
        except (FileMissing, FileHidden):
            return False
        if not real.is_file():
            return False
        if path not in self.found:
            self.found[path] = why
            if real.suffix in _SPEAKING and real.stat().st_size <= _LONGEST:
                folder = posixpath.dirname(path)
                pages = (posixpath.dirname(why),)
                self._speaks(self.root.text(path) or "", path, (folder, *pages))
        return True

    def _named(self, path: str, why: str) -> None:
        """Take what a text names, if it is a file or a folder of the author's."""
        if self._file(path, why) or path in ("", "."):
            return
        try:
            folder = self.root.find(path)
        except (FileMissing, FileHidden):
            return
        if folder.is_dir():
            for inner in sorted(folder.rglob("*")):
                self._file(f"{path}/{inner.relative_to(folder).as_posix()}", why)

    def _speaks(self, text: str, path: str, folders: tuple[str, ...]) -> None:
        for match in _QUOTED.finditer(text):
            # Of `f"data/{name}.csv"`, the folder is known.
            given = (match[2] or match[3] or "").partition("{")
            address = posixpath.dirname(given[0]) if given[1] else given[0]
            for folder in dict.fromkeys(folders):
                if "\0" not in address and (inside := local_path(address, folder)) is not None:
                    self._named(inside, path)


def loaded(page: Surveyed) -> Iterator[tuple[Tag, str, str]]:
    """Give the addresses of the author's, or of other hosts, that the tags of a page load from."""
    yield from (each for each in _addresses(page) if not each[2].startswith(RESERVED))


def _addresses(page: Surveyed) -> Iterator[tuple[Tag, str, str]]:
    for tag in page.page.tags:
        if tag.name == "script" and (is_loader(tag) or is_pyscript(tag)):
            continue
        if tag.name == "link":
            if set((tag.get("rel") or "").lower().split()) & set(_LINKS):
                yield tag, "href", tag.get("href") or ""
            continue
        for name in _LOADS:
            value = tag.get(name)
            if not value or (name in ("config", "worker") and python_kind(tag) is None):
                continue
            if name == "config" and re.search(r"^\s*[{\[]|\n|=", value):
                continue
            if name == "data" and tag.name != "object":
                continue
            for address in _CANDIDATE.findall(value) if name == "srcset" else [value.strip()]:
                yield tag, name, address


def remote(page: Surveyed) -> Iterator[tuple[int, str]]:
    """Give the lines of a page that load from other hosts."""
    for tag, _, address in loaded(page):
        if tag.name != "iframe" and origin_of(address.strip()):
            yield tag.line, address


def refuse_remote(page: Surveyed) -> None:
    """Refuse a page that would load from other hosts."""
    for line, address in remote(page):
        raise FileRemote(page.place(line), address)


def _refuse_missing(page: Surveyed, tag: Tag, name: str, address: str, path: str | None) -> None:
    if path is None or tag.name in ("iframe", "embed", "object", "a"):
        return
    raise FileNotShipped(page.place(tag.line), f"{name}={json.dumps(address, ensure_ascii=False)}")


def _filled(config: dict[str, object]) -> Iterator[str]:
    """Give the addresses that a config names; templates in them are filled."""
    files = config.get("files")
    table = {key: value for key, value in files.items() if isinstance(value, str)} if isinstance(files, dict) else {}
    for address in table:
        if not re.fullmatch(r"\{[^{}]+\}", address):
            yield _fill(address, table)
    paths = config.get("paths")
    yield from (path for path in paths if isinstance(path, str)) if isinstance(paths, list) else ()
    for wish in fetch if isinstance(fetch := config.get("fetch"), list) else ():
        if isinstance(wish, dict):
            base = str(wish.get("from", ""))
            for name in wish.get("files") or [""]:
                yield f"{base.rstrip('/')}/{name}".strip("/") if base and name else f"{base}{name}"
    modules = config.get("js_modules")
    for group in modules.values() if isinstance(modules, dict) else ():
        yield from group if isinstance(group, dict) else ()


def _fill(text: str, table: dict[str, str], depth: int = 9) -> str:
    if not depth:
        return text
    return re.sub(r"\{[^{}]+\}", lambda match: _fill(table.get(match[0], match[0]), table, depth - 1), text)
