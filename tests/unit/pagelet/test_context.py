from __future__ import annotations

from typing import Any

import pytest

import pagelet
from pagelet import context
from pagelet.host import open_page


def test_the_desktop_is_a_page() -> None:
    assert pagelet.RUNNING_IN_WORKER is False
    assert pagelet.window.document is pagelet.document
    assert pagelet.config == {"type": "py"}


def test_the_target_is_the_running_scripts_output() -> None:
    page = open_page('<p></p><script type="py">import pagelet; name = pagelet.current_target()</script>')
    assert page.globals["name"] == "py-0"
    assert page.find("script").nextElementSibling.id == "py-0"


async def test_js_modules_are_imported_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    class Loading:
        def load(self, url: str) -> Any:
            begun.append(url)

            async def module() -> str:
                assert begun == ["a.js", "b.js"]
                return url.upper()

            return module()

    monkeypatch.setattr(context, "kernel", Loading())
    assert await pagelet.js_import("a.js", "b.js") == ["A.JS", "B.JS"]


async def test_the_desktop_has_no_javascript() -> None:
    with pytest.raises(NotImplementedError, match=r"d3\.js is JavaScript"):
        await pagelet.js_import("d3.js")
