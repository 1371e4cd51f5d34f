"""Hold the tables of config cases against Python's own readers, so that page and tool read a config alike."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pagelet_cli.page.slips import KEYS, key_slips

TABLES = json.loads(Path(__file__).with_name("config_cases.json").read_text("utf-8"))

# What the kernel refuses and Python's readers do not, each for a reason that the kernel's source gives.
STRICTER = {"a number that cannot be kept exactly", "too many brackets"}


def ident(case: dict[str, Any]) -> str:
    """Name a case in pytest's output."""
    return str(case["name"])


def as_table(value: Any) -> Any:
    """Spell a value of `tomllib` the way the tables do."""
    if isinstance(value, dict):
        return {key: as_table(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_table(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"$": str(value)}
    if isinstance(value, dt.date | dt.time):
        return str(value)
    return value


def same(wanted: Any, found: Any) -> bool:
    """Compare, with dates by their day or hour only: the kernel keeps the spelling of the source."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return wanted.keys() == found.keys() and all(same(wanted[key], found[key]) for key in wanted)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(same, wanted, found))
    if isinstance(wanted, str) and wanted[:2].isdigit():
        return isinstance(found, str) and wanted[:8] == found[:8]
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    # JavaScript has one kind of number.
    return bool(wanted == found)


@pytest.mark.parametrize("case", TABLES["toml"], ids=ident)
def test_toml_agrees_with_tomllib(case: dict[str, Any]) -> None:
    text = case["text"].removeprefix("\ufeff")
    if "error" not in case:
        assert same(case["value"], as_table(tomllib.loads(text)))
    elif case["name"] not in STRICTER and "__proto__" not in case["name"]:
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text)


@pytest.mark.parametrize("case", TABLES["json"], ids=ident)
def test_json_agrees_with_json(case: dict[str, Any]) -> None:
    text = case["text"].removeprefix("\ufeff")
    if "error" not in case:
        assert same(case["value"], json.loads(text))
    elif "__proto__" not in case["name"]:
        with pytest.raises(json.JSONDecodeError):
            json.loads(text)


@pytest.mark.parametrize("table", ["toml", "json", "yaml", "guess"])
def test_errors_lie_within_the_text(table: str) -> None:
    for case in TABLES[table]:
        if "error" in case:
            lines = case["text"].removeprefix("\ufeff").split("\n")
            assert 1 <= case["error"]["line"] <= len(lines), case["name"]
            assert 1 <= case["error"]["column"] <= len(lines[case["error"]["line"] - 1]) + 1, case["name"]


def test_tool_and_page_know_the_same_keys() -> None:
    shapes = (Path(__file__).parents[3] / "kernel/src/config/shapes.js").read_text("utf-8")
    listed = shapes.partition("export const CONFIG_SHAPE")[2].partition("\n});")[0]
    assert set(re.findall(r"^  (\w+):", listed, re.MULTILINE)) == KEYS


def test_tool_and_page_take_the_same_keys_for_slips() -> None:
    (case,) = [case for case in TABLES["check"] if case["name"] == "near misses"]
    hints = {str(each["path"][0]): str(each["hint"]) for each in case["problems"] if len(each["path"]) == 1}
    assert {key: f'did you mean "{meant}"?' for key, meant in key_slips(case["config"])} == hints
