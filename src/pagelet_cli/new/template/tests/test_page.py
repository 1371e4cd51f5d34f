"""Test the page on your computer, with a document in memory: no browser needed."""

from pathlib import Path

from pagelet.host import open_page

PAGE = Path(__file__).resolve().parent.parent / "index.html"


def test_a_click_rolls_the_die():
    page = open_page(PAGE)
    page.click("#roll")
    assert page.text("output") in {"1", "2", "3", "4", "5", "6"}


def test_a_roll_is_a_face_of_the_die():
    open_page(PAGE)
    from app import roll

    assert {roll(sides=6) for _ in range(500)} == {1, 2, 3, 4, 5, 6}
