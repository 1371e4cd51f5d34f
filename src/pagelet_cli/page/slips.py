"""What looks like a slip of the pen in a page's tags: browsers say nothing of a name that they do not know."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli.page.scan import is_handler, is_javascript, python_kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pagelet_cli.page.parse import Page, Tag

_TYPES = ("py", "mpy", "py-editor", "mpy-editor", "py-game")
_TAGS = "script config env repl terminal md tutor button inputbox title box list register-widget splashscreen loader"
_KNOWN = [f"{kind}-{name}" for kind in ("py", "mpy") for name in _TAGS.split()]
# What other projects call the type of a script with Python in it; Brython means its own.
_FOREIGN = {"python": "py", "text/python": "py", "text/py": "py", "py-script": "py", "mpy-script": "mpy"}
_FOREIGN |= {"pyscript": "py", "micropython": "mpy", "text/micropython": "mpy", "mpy-game": "py-game"}
_OTHERS = re.compile(r"brython|skulpt", re.IGNORECASE)

_GLOBAL = "accesskey autofocus class dir draggable hidden id inert is itemid itemprop lang nonce part role slot style"
_GLOBAL += " spellcheck tabindex title translate popover contenteditable type"
# Ours, and those that browsers know on scripts.
_ATTRIBUTES = frozenset(
    f"""{_GLOBAL} src config worker name target async terminal service-worker env output output-mode std-out std-err
    setup root rows auto-generate auto docked defer crossorigin integrity referrerpolicy fetchpriority blocking charset
    language nomodule""".split()
)
_EVENTS_NAMES = """
abort animationcancel animationend animationiteration animationstart auxclick beforeinput beforetoggle blur cancel
canplay canplaythrough change click close compositionend compositionstart compositionupdate contextmenu copy
cuechange cut dblclick drag dragend dragenter dragleave dragover dragstart drop durationchange emptied ended error
focus focusin focusout formdata fullscreenchange fullscreenerror gotpointercapture input invalid keydown keypress
keyup load loadeddata loadedmetadata loadstart lostpointercapture mousedown mouseenter mouseleave mousemove mouseout
mouseover mouseup mousewheel paste pause play playing pointercancel pointerdown pointerenter pointerleave
pointermove pointerout pointerover pointerup progress ratechange reset resize scroll scrollend seeked seeking select
selectionchange selectstart slotchange stalled submit suspend timeupdate toggle touchcancel touchend touchmove
touchstart transitioncancel transitionend transitionrun transitionstart volumechange waiting wheel
"""
_EVENTS = frozenset(_EVENTS_NAMES.split())
_KEYS_NAMES = """
packages paths fetch files interpreter version js_modules index_urls packages_cache plugins debug sync_main_only
experimental_create_proxy name runtimes interpreters autoclose_loader
"""
# Those of shapes.js in the kernel; a test compares the two.
KEYS = frozenset(_KEYS_NAMES.split())


@dataclass(frozen=True, slots=True)
class Slip:
    """Hold what is wrong, what was meant, where it stands, a selector of the element, and whether that is sure."""

    what: str
    meant: str
    offset: int
    selector: str
    sure: bool = True


def slips(page: Page) -> Iterator[Slip]:
    """Look for types, tags and attributes that nothing answers to, but that look like others.

    What the page speaks of elsewhere in quotes is a name of the author's own.
    """
    foreign = any(tag.name == "script" and _OTHERS.search(tag.get("src") or "") for tag in page.tags)
    for tag in page.tags:
        if tag.name == "script":
            yield from () if foreign else _script_type(tag)
        elif python_kind(tag) and tag.name not in _KNOWN:
            yield from _unknown_tag(tag, page)
        if python_kind(tag) and tag.name.endswith("script"):
            yield from _attributes(tag)
        yield from _handlers(tag, page)


def _script_type(tag: Tag) -> Iterator[Slip]:
    written = tag.get("type") or ""
    if is_javascript(tag) or written.lower() in _TYPES:
        return
    kind = written.strip().lower()
    meant = _FOREIGN.get(kind) or (kind if kind in _TYPES else _near(kind, _TYPES))
    if meant:
        what = f'Nothing runs a script of type="{written}"'
        yield Slip(what, f'type="{meant}"', tag.attributes["type"].start, f'script[type="{_escaped(written)}"]')


def _unknown_tag(tag: Tag, page: Page) -> Iterator[Slip]:
    if _spoken_of(tag.name, page):
        return
    if meant := _near(tag.name, _KNOWN):
        yield Slip(f"There is no tag <{tag.name}>", f"<{meant}>", tag.start, tag.name)


def _attributes(tag: Tag) -> Iterator[Slip]:
    for name, attribute in tag.attributes.items():
        if name in _ATTRIBUTES or name.startswith(("data-", "aria-", "on")) or is_handler(name):
            continue
        if meant := _near(name, _ATTRIBUTES):
            what = f"A script with Python has no attribute {name}"
            yield Slip(what, meant, attribute.start, f"{tag.name}[{_escaped(name)}]")


def _handlers(tag: Tag, page: Page) -> Iterator[Slip]:
    for name, attribute in tag.attributes.items():
        if not is_handler(name):
            continue
        prefix, event = re.match(r"((?:m?py|pys)-(?:on)?)(.*)", name, re.IGNORECASE).groups()  # type: ignore[union-attr]
        if event.lower() in _EVENTS or _spoken_of(event, page):
            continue
        if meant := _near(event.lower(), _EVENTS):
            what = f'No element has an event "{event}", so {name} is never called'
            yield Slip(what, f"{prefix}{meant}", attribute.start, f"[{_escaped(name)}]", sure=False)


def key_slips(values: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the keys of a config that look like others; those that do not are the author's own."""
    for key in values:
        if key not in KEYS and (meant := _near(key.lower().replace("_", "-"), KEYS)):
            yield key, meant


def _spoken_of(name: str, page: Page) -> bool:
    return re.search(rf"""["'`]{re.escape(name)}["'`]""", page.source) is not None


def _near(word: str, known: Collection[str]) -> str | None:
    """Return the name that a word is one slip away from: a letter too few, too many or wrong, or two swapped."""
    close = difflib.get_close_matches(word, sorted(known), 5, 0.5)
    return next((name for name in close if _is_slip(word, name)), None)


def _is_slip(word: str, name: str) -> bool:
    """Tell as the kernel does for the keys of configs."""
    word, name = (re.sub(r"[-_]", "", text) for text in (word, name))
    head = len(_common(word, name))
    tail = len(_common(word[head:][::-1], name[head:][::-1]))
    wrong, right = word[head : len(word) - tail], name[head : len(name) - tail]
    return (len(wrong) < 2 and len(right) < 2) or (len(wrong) == 2 and wrong == right[::-1])  # noqa: PLR2004


def _common(one: str, other: str) -> str:
    count = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    return one[: min(len(one), len(other)) if count is None else count]


def _escaped(name: str) -> str:
    """Write a name, or a text in quotes, such that a selector has each character as it is (CSS Syntax §4.3.7)."""
    return re.sub(r"[^\w-]", lambda found: f"\\{ord(found[0]):x} ", name)
