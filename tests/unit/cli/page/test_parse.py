from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pagelet_cli.page.parse import decode, encode, parse

PAGE = '<!doctype html>\r\n<p>é😀</p>\r<script type="py" src="a&amp;b.py" worker>1 < 2\r\n</script>'


def test_places_are_exact_whatever_the_line_ends() -> None:
    page = parse(PAGE)
    script = page.tags[-1]
    assert PAGE[script.start : script.end].startswith("<script ")
    assert PAGE[script.close :] == "</script>"
    src = script.attributes["src"]
    assert PAGE[src.start : src.end] == 'src="a&amp;b.py"'
    assert (src.value, script.get("worker"), script.get("async")) == ("a&b.py", "", None)
    assert script.text == "1 < 2\n"


def test_a_byte_order_mark_is_counted() -> None:
    source = "\ufeff<!doctype html><p>x</p>"
    page = parse(source)
    assert source[page.tags[0].start : page.tags[0].end] == "<p>"
    assert source[: page.head] == "\ufeff<!doctype html>"


@pytest.mark.parametrize(
    ("source", "before"),
    [
        ("<!doctype html><html><head><title>x", "<!doctype html><html><head>"),
        ("<!doctype html><html lang=en><body>", "<!doctype html><html lang=en>"),
        ("<!-- a --><!DOCTYPE html>\n<p>", "<!-- a --><!DOCTYPE html>"),
        ("<p>x", ""),
        ("", ""),
    ],
)
def test_the_head_is_found(source: str, before: str) -> None:
    assert source[: parse(source).head] == before


def test_comments_and_text_hold_no_tags() -> None:
    page = parse("<!-- <script type=py></script> --><textarea><script></script></textarea>")
    assert [tag.name for tag in page.tags] == ["textarea"]


def test_the_title_is_plain_text() -> None:
    assert parse("<title> A &amp;\n B </title>").title == "A & B"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>/ab=\"' \r\n&;é😀\ufeff!-scriptylem", max_size=80))
def test_any_text_gives_places_inside_it(text: str) -> None:
    page = parse(text)
    for tag in page.tags:
        assert 0 <= tag.start < tag.end <= len(text)
        assert text[tag.start] == "<"
        assert tag.end <= tag.close <= len(text)


@given(st.binary(max_size=60))
def test_bytes_survive(data: bytes) -> None:
    assert encode(decode(data)) == data
