"""Each name of PyScript's does what it does there: on the page and in a worker, under both interpreters."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from once import once

ROWS = (Path(__file__).parent / "page" / "rows.py").read_text("utf-8")
NAMES = re.findall(r"^(?:async )?def row_(\w+)\(", ROWS, re.MULTILINE)
PLACES = ("py", "mpy", "py in a worker", "mpy in a worker")

FILES = {
    "rows.py": ROWS,
    "data.json": '{"a": [1, null]}',
    "sums.js": "export const twice = (value) => 2 * value;",
    "worker.py": "from pyscript import config, sync\nsync.ask = lambda name: sync.greet(name)\n"
    "sync.custom = lambda: config['custom']\n",
    "exporting.py": "__export__ = ['add']\ndef add(a, b): return a + b\n",
}


def page(place: str) -> str:
    kind, _, worker = place.partition(" ")
    config = {"custom": {"a": [1, None]}, "js_modules": {"main": {"./sums.js": "sums"}}}
    attributes = f"type='{kind}' src='rows.py' config='{json.dumps(config)}' {'worker' if worker else ''}"
    named = "" if worker else "<script type='mpy' worker name='named' src='exporting.py'></script>"
    return (
        f"<!doctype html><title>names</title><script {attributes} id='rows'></script>{named}"
        "<script type='module' src='offer.js'></script>"
    )


# What the page offers to its worker.
OFFER = """
import { hooks } from "https://pyscript.net/releases/2025.11.2/core.js";
hooks.main.onWorker.add((wrap, worker) => { worker.sync.double = (value) => 2 * value });
"""


@pytest.fixture(scope="session")
def outcomes(browsers, server):
    """Return a function that gives what each row had to say; empty where it held."""

    @once
    def run(browser_name: str, place: str) -> dict[str, str]:
        base, _ = server.shared({"index.html": page(place), "offer.js": OFFER, **FILES}, "names", ("--pyscript",))
        with browsers.get(browser_name).new_context() as context:
            tab = context.open()
            tab.preload("() => { globalThis.EventSource = class { addEventListener() {} close() {} } }")
            tab.goto(base)
            found = tab.wait_for("globalThis.results || document.querySelector('pagelet-error')?.innerText", 60)
            assert isinstance(found, str), tab.report()
            assert found.startswith("{"), found + tab.report()
            return json.loads(found)

    return run


@pytest.mark.one_page("place")
@pytest.mark.parametrize(("place", "name"), [(place, name) for place in PLACES for name in NAMES])
def test_name(outcomes, browser_name: str, place: str, name: str) -> None:
    assert outcomes(browser_name, place)[f"row_{name}"] == ""
