"""Every route names its guards; a new one without them fails here."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from pagelet_cli.serve import guard
from pagelet_cli.serve.app import App
from pagelet_cli.serve.routes import TABLE, Address

TESTS = Path(__file__).parents[1]
MUST = {guard.framing, guard.path, guard.host, guard.origin, guard.site, guard.token}
WRITES = {"/_pagelet/report"}


@pytest.mark.parametrize("address", TABLE, ids=lambda address: address.pattern)
def test_a_route_has_its_guards(address: Address) -> None:
    assert set(address.guards) >= MUST
    expected = guard.reporting if address.pattern in WRITES else guard.reading
    assert expected in address.guards


def test_files_of_the_user_are_looked_at_for_secrets() -> None:
    own = [address for address in TABLE if not address.pattern.startswith("/_pagelet/")]
    assert [guard.hidden in address.guards for address in own] == [True]


def test_every_endpoint_is_in_the_table() -> None:
    endpoints = {
        name for name, member in inspect.getmembers(App, inspect.iscoroutinefunction) if not name.startswith("_")
    }
    assert endpoints == {address.answer for address in TABLE}


def test_every_guard_is_used() -> None:
    guards = {
        member
        for _, member in inspect.getmembers(guard, inspect.isfunction)
        if list(inspect.signature(member).parameters)[:1] == ["request"]
    }
    assert guards == {check for address in TABLE for check in address.guards}


_ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)
_TEST = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


def test_every_row_of_the_table_has_its_tests() -> None:
    text = Path(__file__).with_name("README.md").read_text("utf-8")
    assert [int(row) for row in _ROW.findall(text)] == list(range(1, 31))
    for path, name in _TEST.findall(text):
        found = TESTS / path if "/" in path else Path(__file__).with_name(path)
        assert f"def {name}" in found.read_text("utf-8"), path
