from __future__ import annotations

import math
from typing import Any

import pytest

from pagelet_cli.browser.keys import press_actions, type_actions
from pagelet_cli.browser.values import from_remote, to_remote


@pytest.mark.parametrize(
    ("remote", "plain"),
    [
        ({"type": "undefined"}, None),
        ({"type": "null"}, None),
        ({"type": "string", "value": "x"}, "x"),
        ({"type": "number", "value": 3.0}, 3),
        ({"type": "number", "value": "Infinity"}, math.inf),
        ({"type": "bigint", "value": "12345678901234567890"}, 12345678901234567890),
        ({"type": "regexp", "value": {"pattern": "a", "flags": "g"}}, "/a/g"),
        ({"type": "function"}, "<function>"),
        ({"type": "window", "value": None}, "<window>"),
        ({"type": "map", "value": [[{"type": "number", "value": 1}, {"type": "null"}]]}, {1: None}),
        ({"type": "map", "value": [[{"type": "array", "value": []}, {"type": "null"}]]}, {"[]": None}),
    ],
)
def test_remote_values(remote: dict[str, Any], plain: object) -> None:
    assert from_remote(remote) == plain


def test_minus_zero_and_nan_keep_their_kind() -> None:
    assert math.copysign(1, from_remote({"type": "number", "value": "-0"})) == -1
    assert math.isnan(from_remote({"type": "number", "value": "NaN"}))


@pytest.mark.parametrize("plain", [None, True, "x", 3, 2.5, 2**60, math.inf, [1, ["a"]], {"a": {"b": None}}])
def test_values_come_back_as_they_went(plain: object) -> None:
    assert from_remote(to_remote(plain)) == plain


def test_what_has_no_javascript_form_is_refused() -> None:
    with pytest.raises(TypeError, match="a page cannot be given a set"):
        to_remote({1})


def test_chords_release_in_reverse() -> None:
    assert [(action["type"], action["value"]) for action in press_actions("Control++")] == [
        ("keyDown", "\ue009"),
        ("keyDown", "+"),
        ("keyUp", "+"),
        ("keyUp", "\ue009"),
    ]
    assert type_actions("\n")[0]["value"] == "\ue007"
