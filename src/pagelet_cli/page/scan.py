"""What a page uses: interpreters, loader, scripts of its own, other sites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pagelet_cli.page.parse import Page, Tag

_KIND = re.compile(r"(m?py)(?:-[a-z]+)*")
_EVENT = re.compile(r"(m?py)-[a-z]|pys-on[a-z]", re.IGNORECASE)
_PYSCRIPT = re.compile(
    r"(pyscript.*/(core|storage)(\.min)?|@pyscript/core(@[^/]*)?(/.*)?|(^|[/.])pyscript(\.min)?)(\.js)?$"
)
_JAVASCRIPT = re.compile(r"(text|application)/(x-)?(java|ecma|j|live)script(1\.[0-5])?|module", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:https?|wss?)://[^\s"'<>\\,)\]}]+""")
_IMPORT = re.compile(r"""\b(?:from|import)\b\s*\(?\s*["'](https?://[^"'\s]+)["']""")

# The tags whose src or href makes the browser load something, and the policy directive that rules it.
_LOADS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "script": (("script-src",), "src"),
    "img": (("img-src",), "src"),
    "audio": (("media-src",), "src"),
    "video": (("media-src",), "src"),
    "source": (("media-src", "img-src"), "src"),
    "iframe": (("frame-src",), "src"),
    "embed": (("frame-src",), "src"),
    "form": (("form-action",), "action"),
}
_RELATIONS = {
    "stylesheet": "style-src",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "modulepreload": "script-src",
    "manifest": "manifest-src",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """Sum up what a page uses."""

    kinds: frozenset[str]
    on_main: frozenset[str]
    loader: Tag | None
    pyscript: tuple[Tag, ...]
    importmap: Tag | None
    inline: tuple[str, ...]
    handlers: tuple[str, ...]
    origins: frozenset[tuple[str, str]]
    own_scripts: bool

    @property
    def python(self) -> bool:
        """Tell whether the page has Python at all."""
        return bool(self.kinds)


def scan(page: Page) -> Scan:
    """Look a page over once."""
    scripts = [tag for tag in page.tags if tag.name == "script"]
    own = [tag for tag in scripts if is_javascript(tag)]
    loaders = [tag for tag in own if is_loader(tag)]
    pyscript = tuple(tag for tag in own if is_pyscript(tag))
    foreign = [tag for tag in own if tag not in loaders]
    maps = [tag for tag in scripts if _type(tag) == "importmap"]
    uses = list(_uses(page))
    handlers = tuple(_handlers(page))
    return Scan(
        kinds=frozenset(kind for kind, _ in uses),
        on_main=frozenset(kind for kind, main in uses if main),
        loader=loaders[0] if loaders else None,
        pyscript=pyscript,
        importmap=maps[-1] if maps else None,
        inline=tuple(tag.text for tag in (*own, *maps) if tag.get("src") is None),
        handlers=handlers,
        origins=frozenset(_origins(page, own)),
        own_scripts=bool(foreign or handlers or maps),
    )


def is_loader(tag: Tag) -> bool:
    """Tell whether a script is Pagelet's loader, or the one that it has for PyScript's pages."""
    src = tag.get("src")
    return _last(src) == "pagelet.js" or (src or "").split("?")[0] == "/_pagelet/core.js"


def is_pyscript(tag: Tag) -> bool:
    """Tell whether a script is PyScript's loader."""
    return not is_loader(tag) and is_pyscript_address(tag.get("src") or "")


def is_pyscript_address(address: str) -> bool:
    """Tell whether an address is that of PyScript's own JavaScript, on whatever host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(_PYSCRIPT.search(parts.netloc + parts.path))


def config_texts(page: Page) -> Iterator[str]:
    """Give the configs that the page carries or names."""
    for tag in page.tags:
        if tag.name in ("py-config", "mpy-config", "py-env", "mpy-env"):
            yield tag.get("src") or ""
            yield tag.text
        elif (config := tag.get("config")) and python_kind(tag):
            yield config


def sources(page: Page) -> Iterator[str]:
    """Give the Python files that the page's tags name."""
    for tag in page.tags:
        if (src := tag.get("src")) and python_kind(tag):
            yield src


def _type(tag: Tag) -> str:
    return (tag.get("type") or "").strip().lower()


def _last(address: str | None) -> str:
    try:
        return PurePosixPath(urlsplit(address or "").path).name
    except ValueError:
        return ""


def is_javascript(tag: Tag) -> bool:
    """Tell whether a script tag holds or names JavaScript."""
    kind = _type(tag)
    return not kind or bool(_JAVASCRIPT.fullmatch(kind))


def python_kind(tag: Tag) -> str | None:
    """Return `py` or `mpy` for a tag that holds Python or configures it."""
    match = _KIND.fullmatch(_type(tag) if tag.name == "script" else tag.name)
    if match is None or (tag.name in ("py", "mpy")):
        return None
    return match[1]


def is_handler(name: str) -> bool:
    """Tell whether an attribute names Python that answers events."""
    return _EVENT.match(name) is not None


def _uses(page: Page) -> Iterator[tuple[str, bool]]:
    for tag in page.tags:
        if kind := python_kind(tag):
            config_only = tag.name.endswith(("-config", "-env"))
            editor = "editor" in _type(tag)
            code = tag.name.removeprefix("mpy-").removeprefix("py-") in ("script", "repl")
            yield kind, not (config_only or editor or (code and "worker" in tag.attributes))
        for name in tag.attributes:
            if match := _EVENT.match(name):
                yield match[1] or "py", True


def _handlers(page: Page) -> Iterator[str]:
    for tag in page.tags:
        for name, attribute in tag.attributes.items():
            if name.startswith("on") and name[2:].isalpha() and "-" not in tag.name:
                yield attribute.value


def _origins(page: Page, scripts: list[Tag]) -> Iterator[tuple[str, str]]:
    for tag in page.tags:
        yield from _loaded(tag)
    for text in config_texts(page):
        yield from _pairs(_ADDRESS.findall(text), "script-src", "style-src", "connect-src")
    for tag in page.tags:
        if tag.name == "script" and _type(tag) == "importmap":
            yield from _pairs(_ADDRESS.findall(tag.text), "script-src")
        elif tag.name == "style":
            yield from _pairs(_ADDRESS.findall(tag.text), "style-src", "font-src", "img-src")
    for tag in scripts:
        yield from _pairs(_IMPORT.findall(tag.text), "script-src")


def _loaded(tag: Tag) -> Iterator[tuple[str, str]]:
    directives, name = _LOADS.get(tag.name, ((), ""))
    if tag.name == "link":
        directives, name = _link_directives(tag), "href"
    yield from _pairs([tag.get(name) or ""], *directives)


def _pairs(addresses: Iterable[str], *directives: str) -> Iterator[tuple[str, str]]:
    for address in addresses:
        if origin := origin_of(address):
            yield from ((directive, origin) for directive in directives)


def _link_directives(tag: Tag) -> tuple[str, ...]:
    relations = (tag.get("rel") or "").lower().split()
    return tuple(_RELATIONS[relation] for relation in relations if relation in _RELATIONS)


def origin_of(address: str) -> str | None:
    """Return the origin of an absolute http address, None for anything else."""
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https", "ws", "wss") or not re.fullmatch(r"[\w.\-]+", host):
        return None
    return f"{parts.scheme}://{host}{port}"
