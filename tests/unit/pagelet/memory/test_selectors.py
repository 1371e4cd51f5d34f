from __future__ import annotations

import pytest

from pagelet import document
from pagelet._runtime import JsException

HTML = """<main id="m" class="one two" lang="en-GB"><h1>t</h1><p class="a" data-x="1 2">1</p><p>2<b>3</b></p>
<ul><li>1</li><li>2</li><li>3</li><li>4</li><li>5</li></ul>
<form><input type="checkbox" checked><input disabled><input name="User"></form></main>"""


@pytest.mark.parametrize(
    ("selector", "count"),
    [
        ("p", 2),
        ("P", 2),
        ("*", 15),
        ("#m", 1),
        (".one.two", 1),
        (".one.three", 0),
        ("main#m.one", 1),
        ("[class]", 2),
        ("[type=checkbox]", 1),
        ("[data-x='1 2']", 1),
        ('[data-x~="2"]', 1),
        ("[lang|=en]", 1),
        ("[type^=check]", 1),
        ("[type$=box]", 1),
        ("[type*=eck]", 1),
        ("[name=user]", 0),
        ("[name=user i]", 1),
        ("main b", 1),
        ("main > b", 0),
        ("main>p>b", 1),
        ("h1 + p", 1),
        ("h1 ~ p", 2),
        ("h1, b , ul", 3),
        ("li:first-child", 1),
        ("li:last-child", 1),
        ("li:nth-child(2)", 1),
        ("li:nth-child(odd)", 3),
        ("li:nth-child( even )", 2),
        ("li:nth-child(2n+1)", 3),
        ("li:nth-child(n+3)", 3),
        ("li:nth-child(-n+2)", 2),
        ("li:nth-last-child(1)", 1),
        ("b:only-child", 1),
        ("p:not(.a)", 1),
        ("p:not(.a, :last-child)", 1),
        (":is(h1, b)", 2),
        ("input:checked", 1),
        ("input:disabled", 1),
        ("input:enabled", 2),
        (":root", 0),
    ],
)
def test_a_selector_matches(selector: str, count: int) -> None:
    document.body.innerHTML = HTML
    assert len(document.body.querySelectorAll(selector)) == count


@pytest.mark.parametrize("selector", ["", ">", "p >", "p,", "p:hover2", "[", "#", "p:nth-child(x)", "p > > b", "p!"])
def test_what_is_no_selector_is_refused(selector: str) -> None:
    with pytest.raises(JsException, match="is not a selector"):
        document.querySelector(selector)


def test_looking_from_an_element() -> None:
    document.body.innerHTML = HTML
    bold = document.querySelector("b")
    assert bold.matches("main b")
    assert bold.closest("p").textContent == "23"
    assert bold.closest("ul") is None
    # The selector may name what is around the element that is looked in.
    assert bold.parentElement.querySelector("main b") is bold
    assert len(document.getElementsByTagName("li")) == 5
    assert document.getElementsByClassName("two one").item(0).id == "m"
    assert document.getElementsByName("User").length == 1


def test_escapes() -> None:
    document.body.innerHTML = '<p id="a:b"></p>'
    assert document.querySelector(r"#a\:b") is not None
