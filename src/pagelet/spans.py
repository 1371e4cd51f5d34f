"""What stands inside a line of Markdown: emphasis, code, links, images."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_TAGS = {"**": "strong", "__": "strong", "*": "em", "_": "em", "~~": "del"}
_DEEPEST = 12


def escape(text: str) -> str:
    """Write text as HTML that shows it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def unescape(html: str) -> str:
    """Return the text that was written so."""
    return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def spans(text: str, depth: int = 0) -> str:
    """Return the HTML of a paragraph's text."""
    out = []
    at = 0
    while at < len(text):
        reader = _READERS.get(text[at])
        found = reader(text, at, depth) if reader and depth < _DEEPEST else None
        if found is None:
            out.append(escape(text[at]))
            at += 1
        else:
            out.append(found[0])
            at = found[1]
    return "".join(out)


def _escaped(text: str, at: int, _depth: int) -> tuple[str, int] | None:
    following = text[at + 1 : at + 2]
    if following == "\n":
        return "<br>\n", at + 2
    return (escape(following), at + 2) if following and following in _PUNCTUATION else None


def _broken(text: str, at: int, _depth: int) -> tuple[str, int] | None:
    """Two spaces at the end of a line break it."""
    end = at
    while text[end : end + 1] == " ":
        end += 1
    return ("<br>\n", end + 1) if end - at > 1 and text[end : end + 1] == "\n" else None


def _code(text: str, at: int, _depth: int) -> tuple[str, int] | None:
    end = at
    while text[end : end + 1] == "`":
        end += 1
    mark = text[at:end]
    close = text.find(mark, end)
    while close >= 0 and (text[close + len(mark) : close + len(mark) + 1] == "`" or text[close - 1] == "`"):
        close = text.find(mark, close + 1)
    if close < 0:
        return escape(mark), end
    inner = text[end:close].replace("\n", " ")
    if inner.startswith(" ") and inner.endswith(" ") and inner.strip():
        inner = inner[1:-1]
    return "<code>" + escape(inner) + "</code>", close + len(mark)


def _emphasis(text: str, at: int, depth: int) -> tuple[str, int] | None:
    for mark in (text[at] * 2, text[at]):
        tag = _TAGS.get(mark)
        if tag is None or text[at : at + len(mark)] != mark:
            continue
        start = at + len(mark)
        if not _opens(text, at, start):
            continue
        close = _closing(text, start, mark)
        if close > start:
            inner = spans(text[start:close], depth + 1)
            return "<" + tag + ">" + inner + "</" + tag + ">", close + len(mark)
    return None


def _opens(text: str, at: int, start: int) -> bool:
    following = text[start : start + 1]
    if not following or following.isspace():
        return False
    return text[at] != "_" or at == 0 or not _is_word(text[at - 1])


def _closing(text: str, start: int, mark: str) -> int:
    """Find where the emphasis ends, outside of code and of other emphasis."""
    at = start
    while at < len(text):
        letter = text[at]
        if letter == "\\":
            at += 2
        elif letter == "`":
            found = _code(text, at, 0)
            at = found[1] if found else at + 1
        elif text[at : at + len(mark)] == mark:
            run = at
            while text[run : run + 1] == mark[0]:
                run += 1
            length = run - at
            if _closes(text, at, run, mark) and (length == len(mark) or length > 2):
                return run - len(mark)
            at = run
        else:
            at += 1
    return -1


def _closes(text: str, at: int, run: int, mark: str) -> bool:
    if text[at - 1].isspace():
        return False
    return mark[0] != "_" or run >= len(text) or not _is_word(text[run])


def _is_word(letter: str) -> bool:
    return letter.isalpha() or letter.isdigit()


def _link(text: str, at: int, depth: int) -> tuple[str, int] | None:
    found = _target(text, at)
    if found is None:
        return None
    label, address, title, end = found
    named = ' title="' + escape(title) + '"' if title else ""
    return '<a href="' + escape(address) + '"' + named + ">" + spans(label, depth + 1) + "</a>", end


def _image(text: str, at: int, _depth: int) -> tuple[str, int] | None:
    found = _target(text, at + 1) if text[at + 1 : at + 2] == "[" else None
    if found is None:
        return None
    label, address, title, end = found
    named = ' title="' + escape(title) + '"' if title else ""
    return '<img src="' + escape(address) + '" alt="' + escape(label) + '"' + named + ">", end


def _target(text: str, at: int) -> tuple[str, str, str, int] | None:
    """Read ``[label](address "title")``."""
    close = _matching(text, at, "[", "]")
    if close < 0 or text[close + 1 : close + 2] != "(":
        return None
    end = _matching(text, close + 1, "(", ")")
    if end < 0:
        return None
    inside = text[close + 2 : end].strip()
    title = ""
    for quote in "\"'":
        if inside.endswith(quote) and " " + quote in inside:
            inside, title = inside[:-1].split(" " + quote, 1)
            break
    address = inside.strip()
    if address.startswith("<") and address.endswith(">"):
        address = address[1:-1]
    return text[at + 1 : close], address, title, end + 1


def _matching(text: str, at: int, left: str, right: str) -> int:
    depth = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == left:
            depth += 1
        elif text[at] == right:
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return -1


def _tag(text: str, at: int, _depth: int) -> tuple[str, int] | None:
    end = text.find(">", at)
    if end < 0:
        return None
    inside = text[at + 1 : end]
    if inside.startswith(("http://", "https://", "mailto:")) and " " not in inside:
        return '<a href="' + escape(inside) + '">' + escape(inside) + "</a>", end + 1
    if inside[:1].isalpha() or inside[:1] in ("/", "!"):
        return text[at : end + 1], end + 1
    return None


def _entity(text: str, at: int, _depth: int) -> tuple[str, int] | None:
    end = text.find(";", at, at + 12)
    name = text[at + 1 : end] if end > 0 else ""
    known = name and (name[0] == "#" or name[0].isalpha()) and all([_is_word(letter) for letter in name[1:]])  # noqa: C419
    return (text[at : end + 1], end + 1) if known else None


def _formula(text: str, at: int, _depth: int) -> tuple[str, int] | None:
    """``$x$``, as long as neither dollar looks like money."""
    end = text.find("$", at + 1)
    inner = text[at + 1 : end] if end > 0 else ""
    if not inner or inner[0].isspace() or inner[-1].isspace() or text[end + 1 : end + 2].isdigit():
        return None
    return '<span data-math="line">' + escape(inner) + "</span>", end + 1


_READERS: dict[str, Callable[[str, int, int], tuple[str, int] | None]] = {
    "\\": _escaped,
    " ": _broken,
    "`": _code,
    "*": _emphasis,
    "_": _emphasis,
    "~": _emphasis,
    "[": _link,
    "!": _image,
    "<": _tag,
    "&": _entity,
    "$": _formula,
}

__all__ = ["escape", "spans", "unescape"]
