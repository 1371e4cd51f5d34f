from __future__ import annotations

import pytest

from pagelet import js_modules
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
