"""Test the page's Python on your computer: no browser needed."""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from app import roll  # noqa: E402


def test_a_roll_is_a_face_of_the_die():
    assert {roll(sides=6) for _ in range(500)} == {1, 2, 3, 4, 5, 6}


def test_the_page_uses_it():
    assert "from app import roll" in (PROJECT / "index.html").read_text(encoding="utf-8")
