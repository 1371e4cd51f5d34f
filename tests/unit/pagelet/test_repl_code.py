"""Completion, help and last values, as the REPL's tags have them."""

from __future__ import annotations

import pytest

from pagelet.tags.cell import _by_trial, asked_for, keeping_value
from pagelet.tags.completion import _known, complete, help_on

RESULT = "_value"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 1", 2),
        ("x = 1\nx", 1),
        ("x = 1", None),
        ("6 * 7;", None),
        ("6 * 7;  # quietly", None),
        ("6 * 7  # aloud;", 42),
        ("[1, 2]; 3", 3),
        ("x = 'a; 1' ; x  # the end; 2", "a; 1"),
        ("x = 1  # a; 2", None),
        ("if True: 1; 2", None),
        ("'é' * 2\n(3,\n 4)", (3, 4)),
        ("def f():\n    return 5\nf()", 5),
        ("if True:\n    7", None),
        ("# a comment\n[1,\n2,\n]  # the end", [1, 2]),
        ('"""a\nb"""', "a\nb"),
        ("for n in range(3):\n    pass\nn", 2),
    ],
)
@pytest.mark.parametrize("small", [False, True])
def test_the_last_value_is_kept(source: str, value: object, monkeypatch: pytest.MonkeyPatch, *, small: bool) -> None:
    if small:  # as MicroPython finds it, which has no ast
        monkeypatch.setattr("pagelet.tags.cell._by_tree", _by_trial)
    scope: dict[str, object] = {}
    code = keeping_value(source, RESULT)
    exec(code, scope)
    assert scope.get(RESULT) == value


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("len?", "len"),
        ("?len", "len"),
        (" cat.meow_2 ??", "cat.meow_2"),
        ("größe?", "größe"),
        ("total = 5  # enough?", ""),
        ("# enough?", ""),
        ("x = '?", ""),
        ("2?", ""),
        ("?", ""),
    ],
)
def test_names_are_asked_for(source: str, name: str) -> None:
    assert asked_for(source) == name


def test_code_with_a_mistake_stays_as_it_is() -> None:
    assert keeping_value("1 +", RESULT) == "1 +"


def test_await_at_the_end_is_a_value() -> None:
    assert _by_trial("x = 1\nawait f(x)") == (6, 16)
    assert keeping_value("await f(x)", RESULT) == f"{RESULT} = (await f(x)\n)"


class Cat:
    """Says meow."""

    age = 3

    def meow(self, loud: bool = False) -> str:
        """Make the sound."""
        return "MEOW" if loud else "meow"


def test_names_and_attributes_complete() -> None:
    scope = {"cat": Cat(), "category": 1}
    assert complete("cat", 3, scope)[1] == ["category"]
    assert complete("ca", 2, scope) == (0, ["callable", "cat", "category"])
    assert _known("x = cat.me", 8, "me", scope) == ["meow"]
    assert complete("cat.", 4, scope)[1] == ["age", "meow"]
    assert _known("cat().", 6, "", scope) == []  # nothing is called to find out
    assert "print" in complete("pri", 3, {})[1]
    assert "lambda" in complete("lam", 3, {})[1]
    assert complete("", 0, {}) == (0, [])


def test_help_tells_signature_and_documentation() -> None:
    scope = {"cat": Cat()}
    assert "Make the sound." in help_on("cat.meow", scope)
    assert "loud" in help_on("cat.meow", scope)
    assert "nothing called 'dog'" in help_on("dog", scope)
