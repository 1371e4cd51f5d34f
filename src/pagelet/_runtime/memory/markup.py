"""HTML in, nodes out, and back again."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import Any

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905 - reads better
RAW = frozenset({"script", "style"})
# What stands in the head, if nothing of the body came before it.
_HEAD = frozenset({"base", "link", "meta", "script", "style", "title"})
_SVG = "http://www.w3.org/2000/svg"
_MATHML = "http://www.w3.org/1998/Math/MathML"
# Elements whose end tag is left out, by what ends them, and where the looking for them stops.
_TABLE = ("td", "th", "tr", "thead", "tbody", "tfoot")
_ENDED_BY: dict[str, tuple[str, ...]] = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "option": ("option",),
    "optgroup": ("option", "optgroup"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "thead": _TABLE,
    "tbody": _TABLE,
    "tfoot": _TABLE,
}
_ENDS_PARAGRAPH = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
_LIMITS = frozenset({"ul", "ol", "dl", "select", "table", "template"})


def nodes(document: Any, text: str) -> list[Any]:
    """Return what the HTML of a part of a page stands for."""
    fragment = document.createDocumentFragment()
    builder = _Builder(document, fragment)
    builder.feed(text)
    builder.close()
    return list(fragment.childNodes)


def fill(document: Any, text: str) -> None:
    """Put a whole page into an empty document."""
    builder = _PageBuilder(document, document.head)
    builder.feed(text)
    builder.close()


class _Builder(HTMLParser):
    """Build nodes below a root."""

    def __init__(self, document: Any, root: Any) -> None:
        super().__init__(convert_charrefs=True)
        self.document = document
        self.open = [root]

    @property
    def here(self) -> Any:
        """What new nodes are put into."""
        node = self.open[-1]
        return getattr(node, "content", node) if getattr(node, "localName", "") == "template" else node

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        node = self.document.createElementNS(self._namespace(tag), tag)
        for name, value in attrs:
            if not node.hasAttribute(name):
                node.setAttribute(name, value or "")
        self.here.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self.open[-1].namespaceURI in {_SVG, _MATHML}:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].localName == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        if getattr(self.open[-1], "localName", "") == "script":
            self.open[-1].__dict__.setdefault("_line", self.getpos()[0])
        last = self.here.lastChild
        if last is not None and last.nodeType == 3:  # noqa: PLR2004 - the platform's number for text
            last.data += data
        else:
            self.here.append(data)

    def handle_comment(self, data: str) -> None:
        self.here.append(self.document.createComment(data))

    def _namespace(self, tag: str) -> str | None:
        around = getattr(self.here, "namespaceURI", None)
        if getattr(self.here, "localName", "") == "foreignobject":
            around = None
        return {"svg": _SVG, "math": _MATHML}.get(tag, around if around in {_SVG, _MATHML} else None)

    def _close_implied(self, tag: str) -> None:
        if tag in _ENDS_PARAGRAPH and getattr(self.open[-1], "localName", "") == "p":
            self.open.pop()
        ended = _ENDED_BY.get(tag, ())
        last = None
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].localName in _LIMITS:
                break
            if self.open[at].localName in ended:
                last = at
        if last is not None:
            del self.open[last:]


class _PageBuilder(_Builder):
    """Build a page, whose html, head and body are there whether they are written or not."""

    in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"html", "head", "body"}:
            node = {"html": self.document.documentElement, "head": self.document.head}.get(tag, self.document.body)
            for name, value in attrs:
                node.setAttribute(name, value or "")
            if tag == "body":
                self._begin_body()
            return
        if len(self.open) == 1 and tag not in _HEAD:
            self._begin_body()
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self._begin_body()
        elif tag not in {"html", "body"}:
            super().handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if len(self.open) == 1 and not self.in_body:
            if not data.strip():
                return
            self._begin_body()
        super().handle_data(data)

    def _begin_body(self) -> None:
        if not self.in_body:
            self.in_body = True
            self.open = [self.document.body]


def outside(node: Any) -> str:
    """Return a node as HTML."""
    if node.nodeType == 8:  # noqa: PLR2004 - the platform's number for comments
        return f"<!--{node.data}-->"
    if node.nodeType == 3:  # noqa: PLR2004 - the platform's number for text
        raw = node.parentNode is not None and getattr(node.parentNode, "localName", "") in RAW
        return str(node.data) if raw else escape(node.data, quote=False)
    name = node.localName
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in node.attributes.items())
    return f"<{name}{attributes}>" + ("" if name in VOID else f"{inside(node)}</{name}>")


def inside(node: Any) -> str:
    """Return what is inside a node as HTML."""
    return "".join(outside(child) for child in getattr(node, "content", node).childNodes)
