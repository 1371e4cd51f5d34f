"""Run with: python -m pytest examples/testing"""

from pathlib import Path

import pytest

from pagelet.host import OpenPage, open_page


@pytest.fixture
def page() -> OpenPage:
    """Open the page anew for each test, as a visitor would."""
    return open_page(Path(__file__).with_name("index.html"))


def test_the_share_is_there_from_the_start(page: OpenPage) -> None:
    assert page.text("#share") == "22.00 each"


def test_the_share_follows_what_is_typed(page: OpenPage) -> None:
    page.fill("[name=people]", 4)
    page.fill("[name=tip]", 0)
    assert page.text("#share") == "15.00 each"


def test_nobody_is_asked_for_a_number_of_people_first(page: OpenPage) -> None:
    page.fill("[name=people]", "")
    assert page.text("#share") == "Who pays?"


def test_nothing_is_left_over(page: OpenPage) -> None:
    from app import share

    assert 3 * share(10, 0, 3) >= 10
