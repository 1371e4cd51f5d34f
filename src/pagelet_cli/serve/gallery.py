"""The index of a folder that has none: its pages by title."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote

from pagelet_cli.page.parse import Page, decode, parse
from pagelet_cli.page.scan import scan
from pagelet_cli.serve.files import is_finished
from pagelet_cli.serve.guard import is_hidden
from pagelet_cli.serve.mime import is_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LIMIT = 512 * 1024
_KINDS = {"mpy": "MicroPython", "py": "CPython"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Describe one page of the folder."""

    address: str
    title: str
    about: str
    kinds: tuple[str, ...]


_known: dict[Path, tuple[int, Entry]] = {}


def pages_in(folder: Path) -> Iterator[Path]:
    """Give the pages of a folder, and the index pages one level below."""
    for entry in sorted(_visible(folder), key=lambda path: path.name.lower()):
        if entry.is_file() and is_html(entry):
            yield entry
        elif entry.is_dir() and (entry / "index.html").is_file():
            yield entry / "index.html"


def _visible(folder: Path) -> Iterator[Path]:
    try:
        yield from (e for e in folder.iterdir() if not is_hidden(e.name) and not e.is_symlink())
    except OSError:
        return


def entries(folder: Path) -> list[Entry]:
    """Describe the pages of a folder."""
    return [_entry(folder, path) for path in pages_in(folder)]


def _entry(folder: Path, path: Path) -> Entry:
    stamp = path.stat().st_mtime_ns
    known = _known.get(path)
    if known is not None and known[0] == stamp:
        return known[1]
    relative = path.relative_to(folder).as_posix()
    address = relative.removesuffix("index.html") if "/" in relative else relative
    with path.open("rb") as stream:
        data = stream.read(_LIMIT)
    page = parse(data.decode("utf-16", "ignore") if is_finished(path) else decode(data))
    entry = Entry(
        address=quote(address),
        title=page.title or address.rstrip("/"),
        about=_about(page),
        kinds=tuple(sorted(scan(page).kinds)),
    )
    _known[path] = (stamp, entry)
    return entry


def _about(page: Page) -> str:
    for tag in page.tags:
        if tag.name == "meta" and (tag.get("name") or "").lower() == "description":
            return tag.get("content") or ""
    return ""


def index(folder: Path, name: str) -> str:
    """Write the index page of a folder."""
    found = entries(folder)
    cards = "\n".join(_card(entry) for entry in found)
    count = f"{len(found)} page{'' if len(found) == 1 else 's'}"
    body = f'<ul class="cards">\n{cards}\n</ul>' if found else _EMPTY
    return _PAGE.substitute(title=escape(name), count=count, body=body)


def _card(entry: Entry) -> str:
    about = f"<p>{escape(entry.about)}</p>" if entry.about else ""
    kinds = "".join(f"<span>{_KINDS[kind]}</span>" for kind in entry.kinds)
    return (
        f'<li><a href="{escape(entry.address)}"><h2>{escape(entry.title)}</h2>{about}'
        f"<footer><code>{escape(entry.address)}</code>{kinds}</footer></a></li>"
    )


_EMPTY = (
    "<p>There is no page here yet. <code>pagelet new</code> writes one, or save an <code>.html</code> file "
    "in this folder: this list follows by itself.</p>"
)
_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>
:root {
  --ink: light-dark(#1c2430, #e8ecf2); --soft: light-dark(#5c6878, #9aa7b8);
  --paper: light-dark(#f6f7f9, #14181f); --card: light-dark(#fff, #1d232d);
  --line: light-dark(#dfe4ea, #2e3744); --accent: light-dark(#2563a8, #7fb4f0);
}
* { box-sizing: border-box }
body {
  margin: 0 auto; max-width: 72rem; padding: clamp(1.25rem, 4vw, 3.5rem) clamp(1rem, 4vw, 2.5rem);
  font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
}
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; margin-bottom: 1.5rem }
h1 { margin: 0; font-size: clamp(1.5rem, 4vw, 2.1rem); letter-spacing: -.02em; overflow-wrap: anywhere }
header p { margin: 0; color: var(--soft) }
.cards {
  list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr));
}
.cards a {
  display: flex; flex-direction: column; gap: .4rem; height: 100%; padding: 1.1rem 1.25rem;
  color: inherit; text-decoration: none; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; transition: border-color .15s, translate .15s;
}
.cards a:hover, .cards a:focus-visible { border-color: var(--accent); translate: 0 -2px }
.cards a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
h2 { margin: 0; font-size: 1.05rem; color: var(--accent); overflow-wrap: anywhere }
.cards p { margin: 0; color: var(--soft) }
.cards footer {
  display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin-top: auto; padding-top: .5rem;
  font-size: .8rem; color: var(--soft);
}
.cards footer code { margin-right: auto; overflow-wrap: anywhere }
.cards footer span { padding: .05rem .55rem; border: 1px solid var(--line); border-radius: 1rem }
@media (prefers-reduced-motion: reduce) { .cards a { transition: none } }
</style>
</head>
<body>
<header><h1>$title</h1><p>$count</p></header>
<main>
$body
</main>
</body>
</html>
""")
