"""The library's own tags. Each is a module of this folder, which the page fetches when it uses the first of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What stands behind "py-" or "mpy-", and the module that has it.
_MODULES = {
    "box": "widgets",
    "button": "widgets",
    "inputbox": "widgets",
    "list": "lists",
    "md": "texts",
    "register-widget": "register",
    "repl": "repl",
    "title": "widgets",
    "tutor": "texts",
}

# The names that the page's scripts have: the code in tags uses them, too.
names: dict[str, Any] = {}

# How many tags without an id have held code.
_numbered = [0]


def use(tag: str, scope: dict[str, Any]) -> None:
    """Make a tag of the page an element: ``use("py-repl", globals())``."""
    global names  # noqa: PLW0603 - the page has one set of names, known from now on
    names = scope
    name = tag.split("-", 1)[1]
    module = __import__("pagelet.tags." + _MODULES[name], None, None, ["TAGS"])
    from pagelet.components import component

    component(tag)(module.TAGS[name])


def page_names() -> dict[str, Any]:
    """Return the names that the page's scripts have."""
    return names


def dedent(code: str) -> str:
    """Remove the indentation that all lines share: Python stands indented in indented HTML."""
    lines = code.replace("\r\n", "\n").split("\n")
    depths = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    depth = min(depths) if depths else 0
    # Blank first lines stay: line numbers must agree with the page.
    return "\n".join([line[depth:] for line in lines]).rstrip()


async def read(node: Any, address: str) -> str | None:
    """Return the text of a file that a tag names; where there is none, the page says so at the tag."""
    from pagelet._runtime import is_nothing, kernel

    text = await kernel.read_named(node, address)
    return None if is_nothing(text) else str(text)


def handlers_in(node: Any) -> dict[str, Any]:
    """Run the Python that a tag holds, empty the tag, and return what it has for events: what is named ``on_…``."""
    text = str(node.textContent or "")
    node.replaceChildren()
    # Among the page's names, as in 2022: a function sees the names where it was made, and others that stand beside it.
    # Each tag has its own "on_click", the page too.
    others = _take_handlers()
    try:
        run(dedent(text), str(node.localName) + "#" + str(node.id or _number()), names, node, text)
        return _take_handlers()
    finally:
        names.update(others)


def _take_handlers() -> dict[str, Any]:
    found = [name for name in names if name.startswith("on_")]
    return {name: names.pop(name) for name in found}


def _number() -> int:
    _numbered[0] += 1
    return _numbered[0]


def run(code: str, filename: str, scope: dict[str, Any], node: Any, inline: str = "") -> None:
    """Run code of the page's author; errors show its lines, in the page itself where it stands there (``inline``)."""
    from pagelet._runtime import kernel

    kernel.add_source(filename, code, node, inline)
    exec(compile(code, filename, "exec"), scope)  # noqa: S102 - the author's own code


def name_for_python(element: Any, value: Any = None) -> None:
    """Let the page's Python use a tag, or what stands for it, by the tag's id, as in 2022."""
    name = str(element.node.id or "")
    if name and all(letter.isalpha() or letter.isdigit() or letter == "_" for letter in name):
        names[name] = element if value is None else value


__all__ = ["dedent", "handlers_in", "name_for_python", "page_names", "read", "run", "use"]
