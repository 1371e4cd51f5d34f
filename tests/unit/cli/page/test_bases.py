"""Where a page's addresses start."""

from __future__ import annotations

import pytest

from pagelet_cli.page.bases import moved_base
from pagelet_cli.page.parse import parse


@pytest.mark.parametrize(
    ("href", "folder", "moved"),
    [
        ("", "sub", False),
        ("./", "sub", False),
        ("index.html", "sub", False),
        ("/sub/", "sub", False),
        ("/sub", "sub", True),
        ("/", "", False),
        ("/", "sub", True),
        ("../", "sub", True),
        ("static/", "", True),
        ("https://example.org/", "", True),
    ],
)
def test_a_base_may_move_addresses(href: str, folder: str, *, moved: bool) -> None:
    found = moved_base(parse(f'<base target="_top"><base href=" {href} "><base href="/third/">'), folder)
    assert (found is not None) == moved
