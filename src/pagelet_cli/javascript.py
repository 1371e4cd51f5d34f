"""Read one JavaScript module as the bundler has to know it: what it imports, exports and declares.

The kernel is written in a small, regular part of the module syntax (named imports by relative path, exported
declarations, one export list), and anything outside that part is refused with a clear error rather than guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pagelet_cli.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Module", "Part", "parse"]


class Part(NamedTuple):
    """Say where `import("target")` stands."""

    target: str
    start: int
    end: int


@dataclass
class Module:
    """Hold what the bundler knows about one file."""

    path: Path
    text: str
    imports: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)
    declared: dict[str, int] = field(default_factory=dict)
    exports: dict[str, int] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    urls: list[tuple[int, int]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def error(self, message: str, offset: int) -> BundleError:
        """Return the error for a place in this file."""
        return BundleError(message, self.path, self.text.count("\n", 0, offset) + 1)

    def near(self, target: str, start: int) -> Path:
        """Return the path of a module that this one names."""
        wanted = (self.path.parent / target).resolve()
        if not wanted.is_file():
            raise self.error(f"there is no module {target!r}", start)
        return wanted

    def body(self, url_name: str | None, stand_in: Callable[[Path], str]) -> str:
        """Return the text without its module syntax; `stand_in` writes what takes the place of an `import()`."""
        edits = [(start, end, "") for start, end in self.cuts]
        edits += [(part.start, part.end, stand_in(self.near(part.target, part.start))) for part in self.parts]
        if url_name:
            edits += [(start, end, url_name) for start, end in self.urls]
        out, at = [], 0
        for start, end, new in sorted(edits):
            out += [self.text[at:start], new]
            at = end
        return "".join([*out, self.text[at:]]).strip() + "\n"


# ----------------------------------------------------------------------------------------------------------- syntax

_DECLARES = {"function", "class", "const", "let", "var"}
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


def parse(path: Path) -> Module:
    """Read one module and find its imports, exports and top-level names."""
    module = Module(path, path.read_text("utf-8"))
    parser = _Parser(module)
    parser.run()
    return module


class _Parser:
    """Walk the tokens of a module, acting on the ones at top level."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.tokens = list(_tokens(module))
        self.at = 0

    def run(self) -> None:
        """Record every import, export, declaration and `import.meta.url`."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.text == "import" and token.kind == "word" and not self._is_property():
                self._import(token)
            elif token.text == "export" and token.kind == "word" and token.depth == 0:
                self._export(token)
            elif token.text in _DECLARES and token.kind == "word" and token.depth == 0 and self._starts():
                self._declaration()
            elif token.text == "await" and token.kind == "word" and token.depth == 0:
                raise self.module.error("top-level await cannot be bundled", token.start)
            else:
                self.at += 1

    def _is_property(self) -> bool:
        before = self.tokens[self.at - 1].text if self.at else ""
        after = self._peek(1)
        return before in {".", "?."} or (after == ":" and before in {"{", ","})

    def _starts(self) -> bool:
        """Tell a declaration from a function or class that is part of an expression."""
        before = self.tokens[self.at - 1] if self.at else None
        if before is None or before.text in {";", "}", ")", "async"}:
            return True
        return before.kind != "punct" and before.text not in {"new", "return", "typeof", "void", "extends"}

    def _peek(self, ahead: int) -> str:
        index = self.at + ahead
        return self.tokens[index].text if index < len(self.tokens) else ""

    def _import(self, start: _Token) -> None:
        follow = self._peek(1)
        if follow == "(":
            self._dynamic_import(start)
        elif follow == ".":
            if self._peek(2) != "meta" or self._peek(3) != "." or self._peek(4) != "url":
                raise self.module.error("of `import.meta` only `import.meta.url` is supported", start.start)
            self.module.urls.append((start.start, self.tokens[self.at + 4].end))
            self.at += 5
        else:
            self._static_import(start)

    def _dynamic_import(self, start: _Token) -> None:
        target, close = self.tokens[self.at + 2], self.tokens[self.at + 3]
        if target.kind == "string" and target.text[1:3] in {"./", ".."} and close.text == ")":
            self.module.parts.append(Part(target.text[1:-1], start.start, close.end))
        self.at += 1

    def _static_import(self, start: _Token) -> None:
        self.at += 1
        names: tuple[str, ...] = ()
        if self._peek(0) == "{":
            names = tuple(self._names(start))
            if self._peek(0) != "from":
                raise self._unsupported("import", start)
            self.at += 1
        if self.at >= len(self.tokens) or self.tokens[self.at].kind != "string" or start.depth:
            raise self._unsupported("import", start)
        target = self.tokens[self.at].text[1:-1]
        if not target.startswith(("./", "../")) or not target.endswith(".js"):
            raise self.module.error(f"import path {target!r} must be relative and end in .js", start.start)
        self.at += 1
        self.module.imports.append((target, names, start.start))
        self._cut(start.start)

    def _export(self, start: _Token) -> None:
        follow = self._peek(1)
        if follow == "{":
            self.at += 1
            names = self._names(start)
            if self._peek(0) == "from":
                raise self._unsupported("export", start)
            self.module.listed.update(dict.fromkeys(names, start.start))
            self.module.exports.update(dict.fromkeys(names, start.start))
            self._cut(start.start)
        elif follow in _DECLARES or (follow == "async" and self._peek(2) == "function"):
            self.module.cuts.append((start.start, self.tokens[self.at + 1].start))
            self.at += 2 if follow == "async" else 1
            self.module.exports.update(dict.fromkeys(self._declaration(), start.start))
        else:
            raise self._unsupported("export", start)

    def _declaration(self) -> list[str]:
        """Record the names that one top-level declaration introduces."""
        start = self.tokens[self.at]
        self.at += 1
        if self._peek(0) == "*":
            self.at += 1
        names = []
        if self._peek(0) in {"{", "["}:
            names = self._pattern(start)
        elif self.at < len(self.tokens) and _NAME.fullmatch(self._peek(0)):
            names = [self._peek(0)]
            self.at += 1
        for name in names:
            if name in self.module.declared:
                raise self.module.error(f"{name!r} is declared twice", start.start)
            self.module.declared[name] = start.start
        return names

    def _pattern(self, start: _Token) -> list[str]:
        """Return the names of a flat destructuring pattern such as `{ a, b: c }`."""
        close = {"{": "}", "[": "]"}[self._peek(0)]
        names = []
        self.at += 1
        while (text := self._peek(0)) != close:
            if text == ",":
                self.at += 1
                continue
            if self._peek(1) == ":":
                self.at += 2
                text = self._peek(0)
            if not _NAME.fullmatch(text) or self._peek(1) not in {",", close}:
                raise self.module.error("a top-level pattern may only be a flat list of names", start.start)
            names.append(text)
            self.at += 1
        self.at += 1
        return names

    def _names(self, start: _Token) -> list[str]:
        """Read `{ a, b, c }` and step past it."""
        names = []
        self.at += 1
        while self._peek(0) != "}":
            if not _NAME.fullmatch(self._peek(0)) or self._peek(1) not in {",", "}"}:
                raise self._unsupported("import or export list", start)
            names.append(self._peek(0))
            self.at += 2 if self._peek(1) == "," else 1
        self.at += 1
        return names

    def _cut(self, start: int) -> None:
        """Remove the statement that ends at the current token, with its semicolon."""
        if self._peek(0) == ";":
            self.at += 1
        self.module.cuts.append((start, self.tokens[self.at - 1].end))

    def _unsupported(self, what: str, start: _Token) -> BundleError:
        line = self.module.text[start.start :].split("\n", 1)[0].strip()
        return self.module.error(f"this form of {what} is not supported: {line}", start.start)


# ----------------------------------------------------------------------------------------------------------- tokens


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int
    depth: int


_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<word>[A-Za-z_$\#][\w$]*)
    |(?P<number>\d[\w.]*|\.\d\w*)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<punct>\?\.(?!\d)|=>|\.\.\.|\+\+|--|.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
_CHUNK = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?P<end>`|\$\{)", re.DOTALL)
# After these words a slash starts a regular expression; after any other word it divides.
_BEFORE_REGEX = frozenset(
    ("return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "await", "yield", "else", "do")
)


def _tokens(module: Module) -> Iterator[_Token]:
    """Yield the tokens of a module, without comments, with how deep in brackets each one is."""
    at, depth = 0, 0
    templates: list[int] = []
    last: _Token | None = None
    while (at := _skip_blank(module.text, at)) < len(module.text):
        char = module.text[at]
        back = char == "}" and bool(templates) and templates[-1] == depth
        if back:
            templates.pop()
        if char in "}])":
            depth -= 1
        last = _template_part(module, at, depth) if back or char == "`" else _plain_token(module.text, at, depth, last)
        at = last.end
        yield last
        if last.kind == "punct" and last.text.endswith(("{", "[", "(")):
            depth += 1
            if last.text.endswith("${"):
                templates.append(depth)


def _skip_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _template_part(module: Module, at: int, depth: int) -> _Token:
    """Return a template literal up to its end, or up to where an expression in it starts."""
    chunk = _CHUNK.match(module.text, at + 1)
    if chunk is None:
        raise module.error("this template literal does not end", at)
    return _Token("string" if chunk["end"] == "`" else "punct", module.text[at : chunk.end()], at, chunk.end(), depth)


def _plain_token(text: str, at: int, depth: int, last: _Token | None) -> _Token:
    if text[at] == "/" and _regex_may_follow(last) and (regex := _REGEX.match(text, at)):
        return _Token("regex", regex[0], at, regex.end(), depth)
    match = _TOKEN.match(text, at)
    assert match is not None, "the last alternative of _TOKEN takes any character"
    return _Token(match.lastgroup or "punct", match[0], at, match.end(), depth)


def _regex_may_follow(last: _Token | None) -> bool:
    if last is None:
        return True
    if last.kind == "word":
        return last.text in _BEFORE_REGEX
    return last.kind == "punct" and last.text not in {")", "]", "}", "++", "--"}
