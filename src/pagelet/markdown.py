"""From Markdown to HTML: CommonMark as people write it, and GitHub's tables, tasks and strikes.

What comes out may hold the HTML of the text itself: it is for a place that makes HTML safe.
https://spec.commonmark.org
"""

from __future__ import annotations

from .spans import escape, spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_DEEPEST = 12  # lists in lists: MicroPython's stack is small


def to_html(text: str, depth: int = 0) -> str:
    """Return the HTML of a text."""
    lines = text.replace("\r\n", "\n").replace("\t", "    ").split("\n")
    return _Blocks(lines, depth).html()


class _Blocks:
    """Take the blocks off a list of lines, one after the other."""

    def __init__(self, lines: list[str], depth: int) -> None:
        self.lines = lines
        self.depth = depth
        self.at = 0
        self.out: list[str] = []

    def html(self) -> str:
        while self.at < len(self.lines):
            if not self.lines[self.at].strip():
                self.at += 1
            elif not self._special():
                self._paragraph()
        return "".join(self.out)

    def _special(self) -> bool:
        line = self.lines[self.at]
        word = line.lstrip()
        if len(line) - len(word) > 3:
            self._indented()
            return True
        return (
            self._fence(word)
            or self._heading(word)
            or self._rule(word)
            or self._quote(word)
            or self._list(line)
            or self._formula(word)
            or self._raw(word)
            or self._table()
        )

    def _take(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return the lines from here on as long as they are wanted."""
        start = self.at
        while self.at < len(self.lines) and wanted(self.lines[self.at]):
            self.at += 1
        return self.lines[start : self.at]

    def _indented(self) -> None:
        lines = self._take(lambda line: line.startswith("    ") or not line.strip())
        text = "\n".join([line[4:] for line in lines]).rstrip()
        self.out.append("<pre><code>" + escape(text) + "\n</code></pre>\n")

    def _fence(self, word: str) -> bool:
        mark = word[:3]
        if mark not in ("```", "~~~"):
            return False
        indent = len(self.lines[self.at]) - len(word)
        mark = word[: len(word) - len(word.lstrip(mark[0]))]
        language = word[len(mark) :].strip().split(" ")[0]
        self.at += 1
        lines = self._take(lambda line: not (line.strip().startswith(mark) and not line.strip().strip(mark[0])))
        self.at += 1
        named = ' class="language-' + escape(language) + '"' if language else ""
        text = "\n".join([line[min(indent, len(line) - len(line.lstrip())) :] for line in lines])
        self.out.append("<pre><code" + named + ">" + escape(text) + "\n</code></pre>\n")
        return True

    def _heading(self, word: str) -> bool:
        rest = word.lstrip("#")
        level = len(word) - len(rest)
        if not 0 < level < 7 or (rest and rest[0] != " "):
            return False
        text = rest.strip()
        bare = text.rstrip("#")
        if not bare or bare.endswith(" "):
            text = bare.rstrip()
        self._titled(level, text)
        self.at += 1
        return True

    def _titled(self, level: int, text: str) -> None:
        tag = "h" + str(level) + ">"
        self.out.append("<" + tag + spans(text) + "</" + tag + "\n")

    def _rule(self, word: str) -> bool:
        if not _is_rule(word):
            return False
        self.out.append("<hr>\n")
        self.at += 1
        return True

    def _quote(self, word: str) -> bool:
        if not word.startswith(">"):
            return False
        lines = self._take(lambda line: line.lstrip()[:1] == ">" or not (not line.strip() or _begins_other(line)))
        inner = []
        for line in lines:
            text = line.lstrip()
            if text.startswith(">"):
                text = text[2:] if text.startswith("> ") else text[1:]
            inner.append(text)
        self.out.append("<blockquote>\n" + self._nested(inner) + "</blockquote>\n")
        return True

    def _nested(self, lines: list[str]) -> str:
        if self.depth >= _DEEPEST:
            return escape("\n".join(lines))
        return to_html("\n".join(lines), self.depth + 1)

    def _list(self, line: str) -> bool:
        found = _item(line)
        if found is None:
            return False
        kind, start, _ = found
        items = []
        loose = False
        while self.at < len(self.lines):
            found = _item(self.lines[self.at])
            if found is None or found[0] != kind or _is_rule(self.lines[self.at].lstrip()):
                break
            lines, gap = self._item_lines(found[2])
            items.append(lines)
            following = _item(self.lines[self.at]) if self.at < len(self.lines) else None
            loose = loose or "" in lines or (gap and following is not None and following[0] == kind)
        self._listed(kind, start, items, loose=loose)
        return True

    def _item_lines(self, indent: int) -> tuple[list[str], bool]:
        """Take the lines of one item, and say whether a blank one follows."""
        lines = [self.lines[self.at][indent:]]
        self.at += 1
        blank = 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            depth = len(line) - len(line.lstrip())
            if not line.strip():
                blank += 1
            elif depth >= indent or (not blank and _item(line) is None and not _begins_other(line)):
                lines.extend([""] * blank)
                lines.append(line[min(depth, indent) :])
                blank = 0
            else:
                break
            self.at += 1
        return lines, blank > 0

    def _listed(self, kind: str, start: int, items: list[list[str]], *, loose: bool) -> None:
        tag = "ul" if kind in "-+*" else "ol"
        self.out.append("<" + tag + (' start="' + str(start) + '"' if tag == "ol" and start != 1 else "") + ">\n")
        for lines in items:
            box = ""
            mark = lines[0][:4].lower()
            if mark in ("[ ] ", "[x] "):
                box = "\u2611 " if mark == "[x] " else "\u2610 "
                lines = [lines[0][4:]] + lines[1:]  # noqa: PLW2901, RUF005 - MicroPython has no starred lists
            inner = self._nested(lines)
            if not loose:
                inner = _tight(inner)
            self.out.append("<li>" + box + inner + "</li>\n")
        self.out.append("</" + tag + ">\n")

    def _formula(self, word: str) -> bool:
        if not word.startswith("$$"):
            return False
        text = word[2:]
        self.at += 1
        while "$$" not in text and self.at < len(self.lines):
            text += "\n" + self.lines[self.at]
            self.at += 1
        self.out.append('<div data-math="block">' + escape(text.split("$$")[0].strip()) + "</div>\n")
        return True

    def _raw(self, word: str) -> bool:
        if (
            not (word[:1] == "<" and (word[1:2].isalpha() or word[1:2] in ("/", "!")))
            or "://" in word.split(">", 1)[0][:12]
        ):
            return False
        self.out.append("\n".join(self._take(lambda line: bool(line.strip()))) + "\n")
        return True

    def _table(self) -> bool:
        if self.at + 1 >= len(self.lines) or "|" not in self.lines[self.at]:
            return False
        head = _cells(self.lines[self.at])
        rule = _cells(self.lines[self.at + 1])
        if len(head) != len(rule) or any([cell.strip(":-") or "-" not in cell for cell in rule]):  # noqa: C419 - MicroPython's any
            return False
        sides = [_side(cell) for cell in rule]
        self.at += 2
        rows = [_cells(line) for line in self._take(lambda line: "|" in line and bool(line.strip()))]
        self.out.append("<table>\n<thead>" + _row("th", head, sides) + "</thead>\n<tbody>\n")
        for cells in rows:
            self.out.append(_row("td", (cells + [""] * len(head))[: len(head)], sides))
        self.out.append("</tbody>\n</table>\n")
        return True

    def _paragraph(self) -> None:
        lines: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            word = line.strip()
            if lines and word and not word.strip("=") and word[0] == "=":
                return self._underlined(1, lines)
            if lines and word and not word.strip("-"):
                return self._underlined(2, lines)
            if not word or (lines and _begins_other(line)):
                break
            lines.append(line.lstrip())
            self.at += 1
        self.out.append("<p>" + spans("\n".join(lines).rstrip()) + "</p>\n")
        return None

    def _underlined(self, level: int, lines: list[str]) -> None:
        self.at += 1
        self._titled(level, "\n".join(lines).strip())


def _tight(html: str) -> str:
    """Take the paragraph around the first text of an item away."""
    if not html.startswith("<p>"):
        return html
    end = html.find("</p>")
    return html[3:end] + html[end + 4 :]


def _begins_other(line: str) -> bool:
    """Say whether a line ends the paragraph before it."""
    word = line.lstrip()
    if len(line) - len(word) > 3:
        return False
    if word.startswith((">", "```", "~~~", "$$")) or _is_rule(word):
        return True
    if word.startswith("#") and word.lstrip("#")[:1] in ("", " ") and len(word) - len(word.lstrip("#")) < 7:
        return True
    found = _item(line)
    # An ordered list that interrupts a paragraph begins at 1.
    return found is not None and (found[0] in "-+*" or found[1] == 1) and bool(line[found[2] :].strip())


def _is_rule(word: str) -> bool:
    text = word.replace(" ", "")
    return len(text) > 2 and text[0] in "-_*" and not text.strip(text[0])


def _item(line: str) -> tuple[str, int, int] | None:
    """Return the kind of list that a line is an item of, its number, and where its text begins."""
    word = line.lstrip()
    indent = len(line) - len(word)
    digits = len(word) - len(word.lstrip("0123456789"))
    mark = word[digits : digits + 1]
    if not (mark in (".", ")") and 0 < digits < 10 if digits else mark in ("-", "+", "*") and mark):
        return None
    rest = word[digits + 1 :]
    if rest and rest[0] != " ":
        return None
    space = len(rest) - len(rest.lstrip())
    space = space if 0 < space < 5 and rest.strip() else 1
    return mark, int(word[:digits] or "1"), indent + digits + 1 + space


def _cells(line: str) -> list[str]:
    text = line.strip().replace("\\|", "\x00")
    text = text[text.startswith("|") :]
    text = text[: len(text) - text.endswith("|")]
    return [cell.strip().replace("\x00", "|") for cell in text.split("|")]


def _side(cell: str) -> str:
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return "left" if cell.startswith(":") else ""


def _row(tag: str, cells: list[str], sides: list[str]) -> str:
    out = ["<tr>"]
    for cell, side in zip(cells, sides):  # noqa: B905 - MicroPython has no strict
        style = ' style="text-align:' + side + '"' if side else ""
        out.append("<" + tag + style + ">" + spans(cell) + "</" + tag + ">")
    return "".join(out) + "</tr>\n"


__all__ = ["to_html"]
