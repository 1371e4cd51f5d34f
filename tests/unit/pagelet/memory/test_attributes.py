from __future__ import annotations

import pytest

from pagelet import document


@pytest.fixture
def node() -> object:
    return document.createElement("div")


def test_attributes(node) -> None:
    node.setAttribute("Title", 5)
    assert node.title == node.getAttribute("TITLE") == "5"
    assert node.getAttribute("nope") is None
    assert node.toggleAttribute("hidden")
    assert node.hidden
    assert node.getAttributeNames() == ["title", "hidden"]
    node.hidden = False
    node.removeAttribute("title")
    node.removeAttribute("title")
    assert node.outerHTML == "<div></div>"
    node.htmlFor = "x"
    node.tabIndex = 3
    assert node.outerHTML == '<div for="x" tabindex="3"></div>'
    assert node.tabIndex == 3
    assert node.maxLength == -1


def test_classes(node) -> None:
    node.className = "a  b a"
    assert list(node.classList) == ["a", "b"]
    node.classList.add("c", "a")
    node.classList.remove("b", "x")
    assert node.className == str(node.classList) == "a c"
    assert node.classList.toggle("d")
    assert not node.classList.toggle("d")
    assert node.classList.toggle("d", True)
    assert node.classList.toggle("d", True)
    assert not node.classList.toggle("z", False)
    assert node.classList.replace("d", "e")
    assert not node.classList.replace("d", "e")
    assert node.classList.contains("e")
    assert "e" in node.classList
    assert node.classList.length == len(node.classList) == 3
    assert node.classList[0] == "a"
    with pytest.raises(ValueError, match="one class"):
        node.classList.add("a b")


def test_styles(node) -> None:
    node.style.backgroundColor = "red"
    node.style.setProperty("--x", "1")
    node.style["width"] = "5px"
    assert node.getAttribute("style") == "background-color: red; --x: 1; width: 5px;"
    assert node.style.color == ""
    assert node.style.backgroundColor == node.style["background-color"] == "red"
    assert node.style.removeProperty("--x") == "1"
    node.style.width = ""
    assert node.style.cssText == "background-color: red;"
    node.style = "background: url('a;b') red; COLOR: blue"
    assert node.style.background == "url('a;b') red"
    assert node.style.color == "blue"
    node.style.cssText = ""
    assert node.style.color == ""


def test_data(node) -> None:
    node.dataset.userName = "x"
    assert node.outerHTML == '<div data-user-name="x"></div>'
    assert node.dataset.userName == "x"
    assert "userName" in node.dataset
    assert not hasattr(node.dataset, "other")
    del node.dataset.userName
    assert node.outerHTML == "<div></div>"
