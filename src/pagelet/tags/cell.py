"""Code as a REPL runs it: the value of a last expression is kept, and shown."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_EXPLAIN = 'print(__import__("pagelet.tags.completion", None, None, ["help_on"]).help_on({}, globals()));'


def asked_for(source: str) -> str:
    """Return the name that is to be explained: "len" of "len?"; of code that asks for nothing, an empty text."""
    code = source.strip()
    word = code.strip("?").strip()
    return word if code.strip("?") != code and _is_dotted(word) else ""


def _is_dotted(word: str) -> bool:
    """Tell whether a word is made as names are; a comment may end in a question mark, too."""
    letters = word.replace("_", "a").replace(".", "a")
    fit = all(letter.isalpha() or letter.isdigit() or letter > "~" for letter in letters)
    return fit and not letters[:1].isdigit()


def prepared(question: str, _scope: dict[str, Any]) -> str:
    """Return the code that does what a cell says; asked in JSON: what is written, and a name for its value."""
    import json

    source, name = json.loads(question)
    word = asked_for(source)
    return _EXPLAIN.format(repr(word)) if word else showing_value(source, name)


def showing_value(source: str, name: str) -> str:
    """Return the code with a line below it that shows its last expression's value, for an interpreter elsewhere."""
    kept = keeping_value(source, name)
    if kept == source:
        return source
    return kept + '\n__import__("pagelet.tags.cell", None, None, ["show"]).show(globals(), "' + name + '")'


def show(scope: dict[str, Any], name: str, target: Any = None) -> None:
    """Show a value that was kept, and call it ``_``, as Python's own prompt does."""
    value = scope.pop(name, None)
    if value is not None:
        from pagelet import display

        scope["_"] = value
        display(value if not isinstance(value, str) else repr(value), target=target)


def keeping_value(source: str, name: str) -> str:
    """Return the code with its last expression's value kept under a name; lines stay where they are."""
    found = _by_tree(source)
    if found is None:
        return source
    start, end = found
    if start == end or source[end:].lstrip().startswith(";"):
        return source
    return source[:start] + name + " = (" + source[start:end] + "\n)" + source[end:]


def _by_tree(source: str) -> tuple[int, int] | None:
    """Return where the last expression stands; equal places if there is none."""
    try:
        import ast
    except ImportError:  # MicroPython
        return _by_trial(source)
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None  # running it says what is wrong
    if not body or not isinstance(body[-1], ast.Expr):
        return None
    node = body[-1]
    lines = source.split("\n")

    def place(line: int, column: int) -> int:
        # Columns count bytes.
        inside = len(lines[line - 1].encode()[:column].decode())
        return sum(len(text) + 1 for text in lines[: line - 1]) + inside

    return place(node.lineno, node.col_offset), place(node.end_lineno or node.lineno, node.end_col_offset or 0)


def _by_trial(source: str) -> tuple[int, int] | None:
    """Look for the last statement from the end: what begins in the first column, and is an expression as a whole."""
    lines = source.split("\n")
    at = len(source.rstrip())
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line and line[0] not in " \t)]}#":
            start = sum([len(text) + 1 for text in lines[:number]])
            tail = source[start:at]
            if _compiles("(" + tail + "\n)", "eval"):
                return start, at
            if _compiles(tail, "exec"):
                behind = _last_of(tail)
                return (start + behind, at) if behind else None
    return None


def _last_of(line: str) -> int:
    """Return where the last of simple statements in one line begins, if it is an expression; else 0."""
    for at in range(len(line) - 1, 0, -1):
        rest = line[at + 1 :].strip()
        if line[at] != ";" or rest[:1] in ("", "#") or not _compiles("(" + rest + "\n)", "eval"):
            continue
        # Behind one more semicolon nothing compiles that has a block, as "if" has; a comment leaves the bracket open.
        if _compiles("0;" + line[:at] + ";_ = (" + rest + "\n)", "exec"):
            return at + 1
    return 0


def _compiles(text: str, mode: str) -> bool:
    try:
        # What MicroPython compiles by itself has no await at its top.
        compile(text.replace("await ", ""), "<cell>", mode)
    except SyntaxError:
        return False
    return True


__all__ = ["asked_for", "keeping_value", "prepared", "show", "showing_value"]
