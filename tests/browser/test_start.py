"""Starting CPython with what the tool made ahead: a compiled library, whose rest comes when it is looked for."""

from __future__ import annotations

import json
import threading

import pytest

from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.pins import pinned
from pagelet_cli.runtimes.stdlib import make_library

VERSIONS = ("314.0.7", "0.27.7")


@pytest.fixture(scope="session", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Name an interpreter whose library is compiled; it is made once a version, and kept in the cache."""
    wanted = pinned("pyodide", request.param)
    assert make_library(wanted, runtime("pyodide", request.param), threading.Event()) is not None
    return str(request.param)


# What a page does with the library, by a code that says itself what it holds.
CHECKS = """
import sys, json
shown = {}
archive = "/lib/python{}{}.zip".format(*sys.version_info[:2])
shown["compiled"] = json.__file__.endswith(".pyc")
shown["split"] = "_pagelet_remainder" in [finder.__module__ for finder in sys.meta_path if isinstance(finder, type)]
import _pagelet_remainder
shown["later"] = sorted(_pagelet_remainder.NAMES.intersection(sys.modules))
import colorsys
shown["rest"] = colorsys.rgb_to_hsv(1, 1, 1)[2]
from importlib import import_module
shown["inner"] = import_module("encodings.cp1252").__name__
shown["decoded"] = b"\\x80".decode("cp1252")
try:
    import nowhere_at_all
except ModuleNotFoundError as error:
    shown["missing"] = str(error)
import inspect, traceback
shown["source"] = inspect.getsource(json.dumps).splitlines()[0]
try:
    json.loads("{")
except ValueError:
    shown["line"] = "obj, end = self.scan_once" in traceback.format_exc()
import multiprocessing.util
from js import document
document.body.dataset.shown = json.dumps(shown)
"""

EXPECTED = {
    "compiled": True,
    "split": True,
    "later": [],
    "rest": 1,
    "inner": "encodings.cp1252",
    "decoded": "€",
    "missing": "No module named 'nowhere_at_all'",
    "source": "def dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True,",
    "line": True,
}

PAGE = """<py-config>version = "{version}"</py-config><script type="py"{attributes}>{code}</script>"""


@pytest.mark.parametrize("place", ["page", "worker"])
def test_a_compiled_library_does_what_the_plain_one_does(page, version, place):
    # The tool must not see the imports: it would send the rest along.
    code = f"exec({CHECKS!r}, {{'__name__': 'shown'}})".replace(
        "js import", "pagelet import" if place == "worker" else "js import"
    )
    tab = page(PAGE.format(version=version, attributes=" worker" if place == "worker" else "", code=code))
    shown = json.loads(tab.wait_for("document.body.dataset.shown"))
    assert shown == EXPECTED
