# ruff: noqa: SLF001 - nodes know each other
"""CSS selectors: the part that pages look elements up with.

Tags, ``#id``, ``.class``, ``[attribute]`` with every comparison, ``:not()``, ``:is()``, places among siblings, the
states of form controls, the four combinators and lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .errors import JsException

Test = Callable[[Any], bool]

_NAME = r"(?:[\w-]|[^\x00-\x7f]|\\.)+"
_TOKEN = re.compile(
    rf"""(?P<comma>\s*,\s*)|(?P<combinator>\s*[>+~]\s*|\s+)|(?P<tag>\*|{_NAME})|\#(?P<id>{_NAME})|\.(?P<class>{_NAME})
    |\[\s*(?P<attribute>{_NAME})\s*(?:(?P<how>[~|^$*]?=)\s*(?P<value>"[^"]*"|'[^']*'|{_NAME})\s*)?(?P<fold>[iI]\s*)?\]
    |:(?P<pseudo>[\w-]+)(?:\((?P<inside>(?:[^()]|\([^()]*\))*)\))?""",
    re.VERBOSE,
)
_NTH = re.compile(r"(?:([+-]?\d*)n\s*(?:([+-])\s*(\d+))?|([+-]?\d+))$")

_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "=": lambda has, want: has == want,
    "~=": lambda has, want: want in has.split(),
    "|=": lambda has, want: has == want or has.startswith(want + "-"),
    "^=": lambda has, want: want != "" and has.startswith(want),
    "$=": lambda has, want: want != "" and has.endswith(want),
    "*=": lambda has, want: want != "" and want in has,
}

_STATES: dict[str, Test] = {
    "checked": lambda node: bool(node.selected if node.localName == "option" else node.checked),
    "disabled": lambda node: bool(node.disabled),
    "enabled": lambda node: not node.disabled,
    "required": lambda node: bool(node.required),
    "empty": lambda node: not node.childNodes,
    "first-child": lambda node: node.previousElementSibling is None,
    "last-child": lambda node: node.nextElementSibling is None,
    "only-child": lambda node: node.previousElementSibling is None and node.nextElementSibling is None,
    "root": lambda node: node.parentElement is None,
}


def matches(node: Any, selector: str) -> bool:
    """Say whether an element is what the selector describes."""
    return any(_fits(node, steps) for steps in compiled(selector))


# A step is how it follows from the step before, and what the element itself must fulfil.
Steps = tuple[tuple[str, tuple[Test, ...]], ...]


@lru_cache(maxsize=256)
def compiled(selector: str) -> tuple[Steps, ...]:
    """Read a selector list."""
    alternatives: list[Steps] = []
    steps: list[tuple[str, list[Test]]] = [("", [])]
    text = selector.strip()
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _invalid(selector)
        at = token.end()
        if token["comma"]:
            alternatives.append(_closed(steps, selector))
            steps = [("", [])]
        elif token["combinator"]:
            _closed(steps, selector)
            steps.append((token["combinator"].strip() or " ", []))
        else:
            steps[-1][1].append(_test(token, selector))
    alternatives.append(_closed(steps, selector))
    return tuple(alternatives)


def _closed(steps: list[tuple[str, list[Test]]], selector: str) -> Steps:
    if not steps[-1][1]:
        raise _invalid(selector)
    return tuple((combinator, tuple(tests)) for combinator, tests in steps)


def _invalid(selector: str) -> JsException:
    return JsException(f"'{selector}' is not a selector, or none that the desktop's document knows.", "SyntaxError")


def _plain(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name)


def _test(token: re.Match[str], selector: str) -> Test:
    if token["tag"]:
        name = token["tag"].lower()
        return lambda node: name in {"*", node.localName.lower()}
    if token["id"]:
        wanted = _plain(token["id"])
        return lambda node: node.getAttribute("id") == wanted
    if token["class"]:
        one = _plain(token["class"])
        return lambda node: one in (node.getAttribute("class") or "").split()
    if token["attribute"]:
        return _attribute_test(token)
    return _pseudo_test(token["pseudo"], token["inside"], selector)


def _attribute_test(token: re.Match[str]) -> Test:
    name, how, value = _plain(token["attribute"]), token["how"], token["value"]
    if not how:
        return lambda node: bool(node.hasAttribute(name))
    wanted = value[1:-1] if value[0] in "'\"" else _plain(value)
    fold = bool(token["fold"])

    def test(node: Any) -> bool:
        has = node.getAttribute(name)
        if has is None:
            return False
        return _COMPARE[how](has.lower(), wanted.lower()) if fold else _COMPARE[how](has, wanted)

    return test


def _pseudo_test(name: str, inside: str | None, selector: str) -> Test:
    if inside is None and name in _STATES:
        return _STATES[name]
    if inside is not None and name in {"not", "is", "where"}:
        alternatives = compiled(inside)
        wanted = name != "not"
        return lambda node: any(_fits(node, steps) for steps in alternatives) is wanted
    if inside is not None and name in {"nth-child", "nth-last-child"}:
        return _nth_test(inside, selector, backwards=name == "nth-last-child")
    raise _invalid(selector)


def _nth_test(text: str, selector: str, *, backwards: bool) -> Test:
    word = {"odd": "2n+1", "even": "2n"}.get(text.strip().lower(), text.strip().lower())
    parts = _NTH.match(word)
    if parts is None:
        raise _invalid(selector)
    if parts[4] is not None:
        step, offset = 0, int(parts[4])
    else:
        step = int(parts[1] + "1") if parts[1] in {"", "+", "-"} else int(parts[1])
        offset = int((parts[2] or "") + (parts[3] or "0"))

    def test(node: Any) -> bool:
        row = node._row(elements=True)
        place = (row[::-1] if backwards else row).index(node) + 1 - offset
        return place == 0 if step == 0 else bool(place % step == 0 and place // step >= 0)

    return test


def _fits(node: Any, steps: Steps) -> bool:
    combinator, tests = steps[-1]
    if node is None or node.nodeType != 1 or not all(test(node) for test in tests):
        return False
    rest = steps[:-1]
    if not rest:
        return True
    if combinator == ">":
        return _fits(node.parentElement, rest)
    if combinator == "+":
        return _fits(node.previousElementSibling, rest)
    row = node._row(elements=True)
    candidates = node._above()[1:] if combinator == " " else row[: row.index(node)]
    return any(_fits(candidate, rest) for candidate in candidates)
