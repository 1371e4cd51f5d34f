from __future__ import annotations

import asyncio

import pytest

from pagelet import js_modules, py_import
from pagelet._runtime import kernel


def test_modules_are_found_by_name() -> None:
    kernel.modules.d3 = object()
    assert js_modules.d3 is kernel.modules.d3
    from pagelet.js_modules import d3  # noqa: PLC0415

    assert d3 is kernel.modules.d3


def test_a_missing_module_is_named() -> None:
    with pytest.raises(AttributeError, match="no module 'leaflet'"):
        js_modules.leaflet  # noqa: B018
    with pytest.raises(ImportError, match="leaflet"):
        from pagelet.js_modules import leaflet  # noqa: F401, PLC0415


def test_a_package_that_cannot_be_had_is_an_import_error() -> None:
    (json,) = asyncio.run(py_import("json"))
    assert json.dumps([1]) == "[1]"
    with pytest.raises(ImportError, match=r"no module named surely_nowhere\. On the desktop, pip"):
        asyncio.run(py_import("surely_nowhere"))
