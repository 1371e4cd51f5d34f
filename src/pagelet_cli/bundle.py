"""Join the kernel's ES modules into one file, so that a checkout without Node can serve it.

This is not a general bundler: `javascript.py` reads the small, regular part of the module syntax that the kernel is
written in.

`import("./x.js")` sets a module apart: it and what only it needs is left out of the page's bundle and fetched, with
all others set apart, as one second file when the first of them is used. In the other bundles it is simply included.

A page that is one file has the programs of the page and of its workers as one, `whole`: what both need is there once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pagelet_cli.javascript import Module, parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

__all__ = ["AGAIN", "PRELUDE", "Kind", "bundle", "page_parts", "whole"]

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

# Nearly all of it runs at once: V8 is told to compile it whole, beside the page, while it comes.
# https://v8.dev/blog/explicit-compile-hints
_EAGER = "//# allFunctionsCalledOnLoad\n"

PRELUDE = f"""\
{_EAGER}var pageletURL=typeof document=="object"&&document.currentScript?document.currentScript.src:"";
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


def whole(entry: Path, worker: Path, without: Collection[str] = ()) -> str:
    """Return one module that is the page's program where there is a document, and the worker's where there is none.

    A worker runs nothing of what only pages need: it has no elements.
    """
    main, workers = _ordered(entry), _ordered(worker)
    left, lost = _used(main, without)
    ours, more = _used(workers, without)
    # Dependencies first: what is set apart needs what is not, and nothing needs an entry.
    page = {module.path: module for module in (*main[:-1], *left, main[-1])}
    work = {module.path: module for module in (*workers[:-1], *ours, workers[-1])}
    unused = {module.path: module for module in (*lost, *more) if module.path not in page | work}
    known = unused | page | work
    _refuse_duplicates(list(known.values()))
    # Named apart from where they are used: there, a name of theirs may be that of a variable.
    parts = {path: f"pageletPart{number}" for number, path in enumerate(known)}

    def text(paths: Iterable[Path]) -> str:
        return "".join(_in_whole(known[path], parts) for path in paths)

    return _WHOLE.format(
        lost="".join(_failing([module]) + _part(module, parts) for module in unused.values()),
        shared=text(path for path in work if path in page),
        page=text(path for path in page if path not in work),
        work=text(path for path in work if path not in page),
        names=", ".join(sorted(main[-1].exports)),
    )


def _in_whole(module: Module, parts: Mapping[Path, str]) -> str:
    body = module.body("pageletURL", lambda path: f"{parts[path]}()")
    return f"// --- {module.path.name}\n{body}{_part(module, parts)}"


def _part(module: Module, parts: Mapping[Path, str]) -> str:
    return f"const {parts[module.path]} = async () => ({{ {', '.join(sorted(module.exports))} }});\n"


_WHOLE = """\
const pageletURL = import.meta.url;
{lost}{shared}const pagelet = globalThis.document ? (() => {{
{page}return {{ {names} }};
}})() : (() => {{
{work}return {{}};
}})();
export const {{ {names} }} = pagelet;
"""


def page_parts(entry: Path) -> tuple[str, str, str]:
    """Return the prelude, body and footer of a page bundle; only the body may be minified."""
    modules = _ordered(entry)
    names = ", ".join(sorted(modules[-1].exports))
    text = _joined(modules, url_name="pageletURL", fetched=True)
    if apart := _set_apart(modules):
        text += _FETCH_MORE.format(shared=_shared(modules, apart), again=AGAIN)
    body = f'var pagelet = (() => {{\n"use strict";\n{text}return {{ {names} }};\n}})();\n'
    footer = f"{_MODULE_ONLY}export const {{ {names} }} = pagelet;\n" if names else ""
    return PRELUDE, body, footer


# What failed once is fetched anew when it is needed again. Firefox 153, and Chromium until 2026, ask only once for a
# module: for them it has another address then, as soon as there is something to be had under its own.
# https://github.com/whatwg/html/pull/10327
AGAIN = "?again"
# A line that is down for a moment is asked twice at once: nobody else would ask again for what a page needs to start.
_FETCH_MORE = """\
var pageletParts, pageletFailed = false;
async function pageletFetch(url) {{
const answer = pageletFailed ? await fetch(url) : undefined;
return import(answer?.ok ? url + "{again}" : url);
}}
function pageletTwice(url) {{
return pageletFetch(url).catch(async () => {{
pageletFailed = true;
await new Promise((done) => setTimeout(done, 400));
return pageletFetch(url);
}});
}}
function pageletMore() {{
pageletParts ??= pageletTwice(new URL("pagelet.more.js", pageletURL).href).then((file) => file.more({{ {shared} }}));
pageletParts.catch(() => (pageletParts = undefined));
return pageletParts;
}}
"""


def _more(entry: Path, without: Collection[str]) -> str:
    """Return the second file of a page: a function that gets what the parts need and gives what they have."""
    modules = _ordered(entry)
    left, lost = _used(modules, without)
    names = ", ".join(sorted({name for module in _entries(modules, [*left, *lost]) for name in module.exports}))
    text = _failing(lost) + _joined(left, fetched=True)
    own = f"const pageletMore = async () => ({{ {names} }});\n"
    shared = _shared(modules, left)
    return f"export const more = ({{ {shared} }}) => {{\n{own}{text}return {{ {names} }};\n}};\n"


def _used(modules: list[Module], without: Collection[str]) -> tuple[list[Module], list[Module]]:
    """Return what of the parts set apart stays, with what they need, and which ones do not."""
    apart = _set_apart(modules)
    entries = _entries(modules, apart)
    left = _needed([module for module in entries if module.path.name not in without], apart)
    return left, [module for module in entries if module not in left]


def _failing(lost: Iterable[Module]) -> str:
    return "".join(_LOST.format(name=name, part=module.path.stem) for module in lost for name in module.exports)


_LOST = """\
const {name} = () => {{ throw new Error("This file was built without {part}, which the page did not use then."); }};
"""


def _needed(roots: list[Module], apart: list[Module]) -> list[Module]:
    """Return of what is set apart what these need, themselves included."""
    found = {module.path for module in roots}
    for module in reversed(apart):  # dependencies come first
        if module.path in found:
            found |= {module.near(target, start) for target, _, start in module.imports}
    return [module for module in apart if module.path in found]


def _set_apart(modules: list[Module]) -> list[Module]:
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


def _entries(modules: list[Module], apart: list[Module]) -> list[Module]:
    """Return the modules that `import()` names itself."""
    wanted = {module.near(part.target, part.start) for module in [*modules, *apart] for part in module.parts}
    return [module for module in apart if module.path in wanted]


def _shared(modules: list[Module], apart: list[Module]) -> str:
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


def _ordered(entry: Path) -> list[Module]:
    """Return the modules, dependencies first, with every import checked."""
    done: dict[Path, Module] = {}
    _visit(entry.resolve(), [], done)
    modules = list(done.values())
    _refuse_duplicates(modules)
    return modules


def _visit(path: Path, trail: list[Path], done: dict[Path, Module]) -> Module:
    if path in done:
        return done[path]
    module = parse(path)
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


def _refuse_duplicates(modules: list[Module]) -> None:
    """Refuse a top-level name that two modules declare, for the bundle has one scope."""
    owners: dict[str, Module] = {}
    for module in modules:
        for name, offset in module.declared.items():
            if name in owners:
                raise module.error(f"{name!r} is also declared in {owners[name].path.name}", offset)
            owners[name] = module


def _joined(modules: list[Module], url_name: str | None = None, *, fetched: bool = False) -> str:
    known = {module.path: module for module in modules}

    def stand_in(path: Path) -> str:
        return "pageletMore()" if fetched else f"Promise.resolve({{ {', '.join(sorted(known[path].exports))} }})"

    return "".join(f"// --- {module.path.name}\n{module.body(url_name, stand_in)}" for module in modules)
