"""Test the page in Chromium and Firefox, as far as they are on your computer."""

import re


def test_a_click_rolls_the_die(page):
    page.click("#roll")
    page.expect("output", re.compile("^[1-6]$$"))


def test_the_page_has_the_die_of_the_app(page, python):
    assert python("roll(sides=1)") == 1
