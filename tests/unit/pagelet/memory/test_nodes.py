from __future__ import annotations

import pytest

from pagelet import document
from pagelet._runtime import JsException


def made(html: str) -> object:
    document.body.innerHTML = html
    return document.body.firstChild


def test_nodes_are_added_everywhere() -> None:
    made("<b>1</b><i>2</i>")
    bold, italic = document.body.children
    bold.before("a", document.createElement("hr"))
    italic.after("z")
    document.body.prepend("0")
    italic.append("3", 4, None)
    assert document.body.innerHTML == "0a<hr><b>1</b><i>234None</i>z"


def test_nodes_move() -> None:
    made("<b></b><i></i><u></u>")
    b, i, u = document.body.children
    document.body.append(b)
    u.before(b, i)
    i.replaceWith(u, i)
    assert [node.localName for node in document.body.children] == ["b", "u", "i"]
    document.body.insertBefore(i, b)
    document.body.replaceChild(u, b)
    assert document.body.innerHTML == "<i></i><u></u>"
    assert not b.isConnected
    assert i.isConnected


def test_a_fragment_leaves_itself() -> None:
    made("")
    fragment = document.createDocumentFragment()
    fragment.append(document.createElement("p"), "text")
    document.body.append(fragment)
    assert document.body.innerHTML == "<p></p>text"
    assert not fragment.hasChildNodes()


def test_impossible_changes_are_refused() -> None:
    made("<div><p></p></div>")
    div, p = document.querySelector("div"), document.querySelector("p")
    with pytest.raises(JsException, match="contains the parent"):
        p.append(div)
    with pytest.raises(JsException, match="not a child"):
        p.removeChild(div)
    with pytest.raises(JsException):
        document.createElement("a b")


def test_neighbours() -> None:
    made("a<b></b>c<i></i>")
    b, i = document.body.children
    assert b.nextSibling.data == "c"
    assert b.nextElementSibling is i
    assert i.previousElementSibling is b
    assert b.previousSibling.textContent == "a"
    assert b.previousElementSibling is None
    assert i.nextSibling is None
    assert document.body.firstChild.nodeType == 3
    assert document.body.lastElementChild is i
    assert document.body.childElementCount == document.body.children.length == 2
    assert b.parentElement is b.parentNode is document.body
    assert document.documentElement.parentElement is None
    assert document.body.contains(b)
    assert not b.contains(document.body)


def test_text() -> None:
    made("a<b>b<!-- c --></b>")
    assert document.body.textContent == "ab"
    document.body.textContent = "<x>"
    assert document.body.innerHTML == "&lt;x&gt;"
    document.body.textContent = None
    assert document.body.childNodes == []
    assert document.createTextNode(5).nodeValue == "5"


def test_copies() -> None:
    made('<p class="a"><input></p>')
    document.querySelector("input").value = "typed"
    p = document.body.firstChild
    shallow, deep = p.cloneNode(), p.cloneNode(True)
    assert shallow.outerHTML == '<p class="a"></p>'
    assert deep.isEqualNode(p) if hasattr(deep, "isEqualNode") else deep.outerHTML == p.outerHTML
    assert deep.firstChild.value == "typed"
    assert deep.parentNode is None


def test_templates() -> None:
    made("<template><li>x</li></template><ul></ul>")
    template, row = document.body.children
    assert document.querySelector("li") is None
    for _ in range(2):
        row.append(template.content.cloneNode(True))
    assert row.innerHTML == "<li>x</li><li>x</li>"
    assert template.cloneNode(True).outerHTML == template.outerHTML == "<template><li>x</li></template>"
