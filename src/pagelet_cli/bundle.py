"""Join the kernel's ES modules into one file, so that a checkout without Node can serve it.

This is not a general bundler. The kernel is written in a small, regular part of the module syntax (named imports by
relative path, exported declarations, one export list), and anything outside that part is refused with a clear error
rather than guessed at.

`import("./x.js")` sets a module apart: it and what only it needs is left out of the page's bundle and fetched, with
all others set apart, as one second file when the first of them is used. In the other bundles it is simply included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from pagelet_cli.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

__all__ = ["Kind", "bundle", "page_parts"]

# "more" is what is set apart from the page's bundle of the same entry.
Kind = Literal["page", "more", "worker", "plain", "beside"]

# One file has to work both as `<script type="module" src>` and as `<script src>`, so its `import.meta` and `export`
# must be seen by modules only. No comment syntax does that everywhere (`<!--` is a comment in classic scripts, but V8
# refuses it in modules), yet one word does: `await` is an operator in a module and an ordinary name in a script. So
# the line below reads as
#   module:  0 && typeof (await /1/) / 1; CODE    `/1/` is a regular expression, then comes a division
#   script:  0 && typeof await / 1 //1;CODE       `/` divides, and `//` makes the rest a comment
# `0 &&` keeps a module from waiting, and `typeof` would keep the unknown name `await` from mattering in a script.
_MODULE_ONLY = "0&&typeof await/1//1;"

_PRELUDE = f"""\
var pageletURL=typeof document=="object"&&document.currentScript?document.currentScript.src:"";
{_MODULE_ONLY}pageletURL=import.meta.url;
"""


def bundle(entry: Path, kind: Kind, without: Collection[str] = ()) -> str:
    """Return the text of `entry` and all that it imports, as one script of the given kind.

    Of what is set apart, parts can be left out by the names of their files, with what only they need; they fail when
    they are used.
    """
    if kind == "page":
        return "".join(page_parts(entry))
    if kind == "more":
        return _more(entry, without)
    if kind == "beside":
        return _beside(entry)
    modules = _ordered(entry)
    modules += _set_apart(modules)
    # A module is always strict; the same text run as a classic script has to say so.
    return '"use strict";\n' + _joined(modules)


def _beside(entry: Path) -> str:
    """Return a module that is loaded after the kernel and shares its page."""
    modules = _ordered(entry)
    names = ", ".join(sorted(modules[-1].exports))
    body = f"const beside = (() => {{\n{_joined(modules)}return {{ {names} }};\n}})();\n"
    return f'import "./pagelet.js";\n{body}export const {{ {names} }} = beside;\n'


def page_parts(entry: Path) -> tuple[str, str, str]:
    """Return the prelude, body and footer of a page bundle; only the body may be minified."""
    modules = _ordered(entry)
    names = ", ".join(sorted(modules[-1].exports))
    text = _joined(modules, url_name="pageletURL", fetched=True)
    if apart := _set_apart(modules):
        text += _FETCH_MORE.format(shared=_shared(modules, apart))
    body = f'var pagelet = (() => {{\n"use strict";\n{text}return {{ {names} }};\n}})();\n'
    footer = f"{_MODULE_ONLY}export const {{ {names} }} = pagelet;\n" if names else ""
    return _PRELUDE, body, footer


_FETCH_MORE = """\
var pageletParts;
function pageletMore() {{
pageletParts ??= import(new URL("pagelet.more.js", pageletURL).href).then((file) => file.more({{ {shared} }}));
pageletParts.catch(() => (pageletParts = undefined));
return pageletParts;
}}
"""


def _more(entry: Path, without: Collection[str]) -> str:
    """Return the second file of a page: a function that gets what the parts need and gives what they have."""
    modules = _ordered(entry)
    apart = _set_apart(modules)
    entries = _entries(modules, apart)
    left = _needed([module for module in entries if module.path.name not in without], apart)
    lost = [module for module in entries if module not in left]
    names = ", ".join(sorted({name for module in entries for name in module.exports}))
    text = "".join(_LOST.format(name=name, part=module.path.stem) for module in lost for name in module.exports)
    text += _joined(left, fetched=True)
    own = f"const pageletMore = async () => ({{ {names} }});\n"
    shared = _shared(modules, left)
    return f"export const more = ({{ {shared} }}) => {{\n{own}{text}return {{ {names} }};\n}};\n"


_LOST = """\
const {name} = () => {{ throw new Error("This file was built without {part}, which the page did not use then."); }};
"""


def _needed(roots: list[_Module], apart: list[_Module]) -> list[_Module]:
    """Return of what is set apart what these need, themselves included."""
    found = {module.path for module in roots}
    for module in reversed(apart):  # dependencies come first
        if module.path in found:
            found |= {module.near(target, start) for target, _, start in module.imports}
    return [module for module in apart if module.path in found]


def _set_apart(modules: list[_Module]) -> list[_Module]:
    """Return the modules that only `import()` leads to, dependencies first."""
    done = {module.path: module for module in modules}
    waiting = list(modules)
    while waiting:
        module = waiting.pop(0)
        for part in module.parts:
            before = set(done)
            _visit(module.near(part.target, part.start), [], done)
            waiting += [found for path, found in done.items() if path not in before]
    _refuse_duplicates(list(done.values()))
    return list(done.values())[len(modules) :]


def _entries(modules: list[_Module], apart: list[_Module]) -> list[_Module]:
    """Return the modules that `import()` names itself."""
    wanted = {module.near(part.target, part.start) for module in [*modules, *apart] for part in module.parts}
    return [module for module in apart if module.path in wanted]


def _shared(modules: list[_Module], apart: list[_Module]) -> str:
    """List what the modules set apart import from the page's bundle."""
    inside = {module.path for module in modules}
    used = {
        name
        for module in apart
        for target, names, start in module.imports
        if module.near(target, start) in inside
        for name in names
    }
    return ", ".join(sorted(used))


# ---------------------------------------------------------------------------------------------------------- modules


class _Part(NamedTuple):
    """Say where `import("target")` stands."""

    target: str
    start: int
    end: int


@dataclass
class _Module:
    """Hold what the bundler knows about one file."""

    path: Path
    text: str
    imports: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)
    declared: dict[str, int] = field(default_factory=dict)
    exports: dict[str, int] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    urls: list[tuple[int, int]] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)

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


def _ordered(entry: Path) -> list[_Module]:
    """Return the modules, dependencies first, with every import checked."""
    done: dict[Path, _Module] = {}
    _visit(entry.resolve(), [], done)
    modules = list(done.values())
    _refuse_duplicates(modules)
    return modules


def _visit(path: Path, trail: list[Path], done: dict[Path, _Module]) -> _Module:
    if path in done:
        return done[path]
    module = _parse(path)
    here = [*trail, path]
    for target, names, offset in module.imports:
        wanted = module.near(target, offset)
        if wanted in here:
            circle = " -> ".join(p.name for p in [*here[here.index(wanted) :], wanted])
            raise module.error(f"these modules import each other: {circle}", offset)
        found = _visit(wanted, here, done)
        for name in names:
            if name not in found.exports:
                raise module.error(f"{wanted.name} does not export {name!r}", offset)
    imported = {name for _, names, _ in module.imports for name in names}
    for name, offset in module.listed.items():
        if name not in module.declared and name not in imported:
            raise module.error(f"the export list names {name!r}, which is not defined here", offset)
    done[path] = module
    return module


def _refuse_duplicates(modules: list[_Module]) -> None:
    """Refuse a top-level name that two modules declare, for the bundle has one scope."""
    owners: dict[str, _Module] = {}
    for module in modules:
        for name, offset in module.declared.items():
            if name in owners:
                raise module.error(f"{name!r} is also declared in {owners[name].path.name}", offset)
            owners[name] = module


def _joined(modules: list[_Module], url_name: str | None = None, *, fetched: bool = False) -> str:
    known = {module.path: module for module in modules}

    def stand_in(path: Path) -> str:
        return "pageletMore()" if fetched else f"Promise.resolve({{ {', '.join(sorted(known[path].exports))} }})"

    return "".join(f"// --- {module.path.name}\n{module.body(url_name, stand_in)}" for module in modules)


# ----------------------------------------------------------------------------------------------------------- syntax

_DECLARES = {"function", "class", "const", "let", "var"}
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


def _parse(path: Path) -> _Module:
    """Read one module and find its imports, exports and top-level names."""
    module = _Module(path, path.read_text("utf-8"))
    parser = _Parser(module)
    parser.run()
    return module


class _Parser:
    """Walk the tokens of a module, acting on the ones at top level."""

    def __init__(self, module: _Module) -> None:
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
            self.module.parts.append(_Part(target.text[1:-1], start.start, close.end))
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


def _tokens(module: _Module) -> Iterator[_Token]:
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


def _template_part(module: _Module, at: int, depth: int) -> _Token:
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
