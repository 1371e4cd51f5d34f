"""What a page shows first, put into its HTML beside the page as it was written."""

from __future__ import annotations

import pytest

from pagelet_cli.build.first import First, splice
from pagelet_cli.errors import Location, PrerenderUnclosed

Changes = tuple[list[tuple[str, str | None, str | None]], ...]


def spliced(
    source: str, *, title: str = "New", ended: bool = True, content: str = "<p>made</p>", changes: Changes = ([], [])
) -> str:
    first = First(title, [("lang", "de")], [("class", 'a"b')], content, [], True, "", [], ended, changes)
    return splice(source, first, ["_pagelet/first/1.png"], "../", Location("index.html"))


@pytest.mark.parametrize(
    ("source", "head", "author"),
    [
        ("<!doctype html><title>x</title>Hello <b>x</b>", "<!doctype html><title>New</title>", "Hello <b>x</b>"),
        ("<script src=a.js></script><p>x</body></html>\n", "<script src=a.js></script><title>New</title>", "<p>x"),
        (
            "<html lang=en>\n<head><title>t</title></head><!-- c -->\n<body class=x>\n<p>hi\n</body>\n</html>\n",
            '<html lang="de">\n<head><title>New</title></head><!-- c -->\n',
            "\n<p>hi",
        ),
        (
            "<html><head><title></title><main>x</main></html>",
            '<html lang="de"><head><title>New</title>',
            "<main>x</main>",
        ),
    ],
)
def test_the_page_waits_beside_what_it_shows(source: str, head: str, author: str) -> None:
    kept = f'<template data-pagelet-first="">{author}</template>'
    assert spliced(source) == f'{head}{kept}\n<body class="a&quot;b"><p>made</p></body></html>\n'


def test_what_python_has_changed_of_html_and_body_is_noted() -> None:
    whole = spliced("<p>", changes=([("class", 'a"', None)], []))
    changes = "[[[&quot;class&quot;,&quot;a\\&quot;&quot;,null]],[]]"
    assert f'<template data-pagelet-first="" data-pagelet-author="{changes}">' in whole


def test_pictures_are_named_from_the_page_on() -> None:
    assert '<img src="../_pagelet/first/1.png">' in spliced("<p>", content='<img src="pagelet-picture:0">')


def test_a_page_that_goes_on_and_on_is_marked() -> None:
    assert 'data-pagelet-first="endless"' in spliced("<p>", ended=False)


@pytest.mark.parametrize("source", ["<body><p><script>open", "<body></template><p>", "<body><!-- open"])
def test_what_is_left_open_is_refused(source: str) -> None:
    with pytest.raises(PrerenderUnclosed, match="PGL-B110"):
        spliced(source)
