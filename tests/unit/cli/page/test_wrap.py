from __future__ import annotations

import pytest

from pagelet_cli.page.parse import parse
from pagelet_cli.page.wrap import kind_of, wrap


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("print(1)", "py"),
        ("# runtime: micropython\nprint(1)", "mpy"),
        ('"""Doc."""\n# Runtime: MicroPython', "mpy"),
        ("# runtime: cpython", "py"),
        ("\n" * 30 + "# runtime: micropython", "py"),
    ],
)
def test_the_runtime_is_read(source: str, kind: str) -> None:
    assert kind_of(source) == kind


def test_names_are_escaped() -> None:
    page = parse(wrap('a&<b>"c.py', ""))
    assert page.title == 'a&<b>"c'
    assert [tag.get("src") for tag in page.tags if tag.name == "script"] == ["a%26%3Cb%3E%22c.py"]
