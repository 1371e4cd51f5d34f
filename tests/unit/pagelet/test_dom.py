from __future__ import annotations

import copy
import weakref

import pytest

from pagelet import Element, ElementCollection, document, page
from pagelet.host import open_page
from pagelet.html import div, span, td, tr


def test_elements_are_found_by_selector() -> None:
    open_page('<ul><li class="a">1</li><li>2</li></ul>')
    assert [element.text for element in page["li"]] == ["1", "2"]
    assert page.find("ul")[0]["li.a"][0].text == "1"
    assert len(page["li"][:1]) == 1
    assert isinstance(page["li"][:1], ElementCollection)


def test_what_is_not_there_is_named() -> None:
    open_page("<p>1</p>")
    with pytest.raises(IndexError, match="no element of the page matches 'output'"):
        page["output"][0]
    with pytest.raises(IndexError, match="only 1 elements"):
        page["p"][3]
    assert not page["output"]


def test_text_is_read_and_set() -> None:
    open_page("<p>old <b>text</b></p>")
    paragraph = page["p"][0]
    assert paragraph.text == "old text"
    paragraph.text = 5
    assert document.querySelector("p").outerHTML == "<p>5</p>"
    paragraph.text = "<b>"
    assert paragraph.innerHTML == "&lt;b&gt;"


def test_other_attributes_are_the_browsers_own() -> None:
    open_page('<input id="i">')
    box = page["#i"][0]
    box.value = "x"
    box.disabled = True
    assert document.getElementById("i").value == box.value == "x"
    assert document.getElementById("i").outerHTML == '<input id="i" disabled="">'
    assert not hasattr(box, "nonsense")
    assert repr(box) == "<input id='i'>"


def test_a_collection_sets_all() -> None:
    open_page("<p></p><p></p>")
    page["p"].text = "same"
    page["p"].title = "t"
    assert [element.text for element in page["p"]] == page["p"].text == ["same", "same"]
    assert page["p"].title == ["t", "t"]


def test_a_collection_calls_methods_of_all() -> None:
    open_page("<ul><li>one</li></ul><ul><li>two</li></ul>")
    assert page["ul"].append("!") == [None, None]
    assert page["ul"].text == ["one!", "two!"]
    assert page["li"].hasAttribute("id") == [False, False]
    assert page["ol"].clear() == []


def test_a_collection_finds_each_element_once() -> None:
    open_page("<div><div><p></p></div></div>")
    assert len(page["div"].find("p")) == len(page["div"]["p"]) == 1


def test_equality_is_that_of_the_element() -> None:
    open_page("<p></p>")
    assert page["p"][0] == page["p"][0]
    assert page["p"] == page["p"]
    assert len({page["p"][0], page["p"][0]}) == 1
    assert page["p"][0] != document.querySelector("p")


def test_elements_are_appended() -> None:
    open_page("<p></p><b>1</b><b>2</b>")
    page["p"][0].append("text ", document.createElement("i"), page["b"])
    page.append("end")
    assert document.body.innerHTML == "<p>text <i></i><b>1</b><b>2</b></p>end"


def test_family() -> None:
    open_page("<div><p></p><p></p></div>")
    assert page["p"][0].parent == page["div"][0]
    assert len(page["div"][0].children) == 2
    assert page["html"][0].parent is None


def test_the_page_has_title_and_body() -> None:
    open_page("<title>Old</title>")
    assert page.title == "Old"
    page.title = 7
    assert document.title == "7"
    assert page.body == Element(document.body)


def test_elements_survive_copying() -> None:
    open_page("<p></p>")
    assert copy.copy(page["p"][0]) == page["p"][0]
    new = div(span("inside"), class_="note")
    page["p"][0].append(copy.copy(new), copy.deepcopy(new))
    assert page["p"][0].html == '<div class="note"><span>inside</span></div>' * 2
    assert weakref.ref(new)() is new


def test_a_loop_reads_texts_ahead() -> None:
    open_page("<p>1</p><p>2</p><p>3</p><p>4</p>")
    for paragraph in page["p"][::-2]:
        paragraph.text += "!"
        paragraph.text += "?"
    assert page["p"].text == ["1", "2!?", "3", "4!?"]
    first = page["p"][0]
    seen = []
    for paragraph in page["p"]:
        seen.append(paragraph.text)
        first.parent[2].text = "new"
    assert seen == ["1", "2!?", "new", "4!?"]


def test_a_loop_over_elements_inside_each_other_reads_what_is_there() -> None:
    open_page("<div>1<div>2<div>3</div></div></div>")
    seen = []
    for element in page["div"][::-1]:
        seen.append(element.text)
        element.text = "new"
    assert seen == ["3", "2new", "1new"]


def texts_by_hand(texts: list[str]) -> list[str]:
    for outer in range(len(texts)):
        for inner in range(len(texts)):
            texts[inner] += texts[outer][-1]
    return texts


def test_texts_are_read_ahead_for_one_turn_and_loop_only() -> None:
    open_page("<p>1</p><p>2</p><p>3</p>")
    paragraphs = page["p"]
    for outer in paragraphs:
        for inner in page["p"]:
            inner.text += outer.text[-1]
    assert paragraphs.text == texts_by_hand(["1", "2", "3"])
    for paragraph in paragraphs:
        if paragraph.text:
            break
    document.querySelector("p").textContent = "after"
    assert paragraphs[0].text == "after"


def test_rows_whose_attributes_are_equal_but_not_the_same() -> None:
    open_page("<main></main>")
    page["main"][0].append([td("x", hidden=value) for value in (True, 1, True, 1, 1.0)])
    assert page["td"].hidden == [True] * 5
    assert [cell.attrs["hidden"] for cell in page["td"]] == ["", "1", "", "1", "1.0"]


@pytest.mark.parametrize(
    "cells",
    [
        [[1], [True], [1.0], ["1"]],
        [[1], [1], [1], [1]],
        [[1.5], [2], [3], [4]],
        [["a"], ["a", "b"], ["a"], ["a"]],
        [["a", "b"], ["a", "b"], ["a"], ["a", "b"]],
        [[], [], [], []],
        [[""], ["x"], [""], ["y"]],
        [["a", 1, None], ["b", 2, None], ["c", 3, None], ["d", 4, None]],
        [["\x1f"], ["x"], ["y"], ["z"]],
    ],
)
def test_many_elements_are_what_each_alone_is(cells: list[list[object]]) -> None:
    def made(hidden: bool) -> list[Element]:
        return [td(*kids, hidden=hidden and number != 2) for number, kids in enumerate(cells)]

    for hidden in (False, True):
        open_page("<p></p><p></p>")
        page["p"][0].append(made(hidden))
        for cell in made(hidden):
            page["p"][1].append(cell)
        assert page["p"][0].html == page["p"][1].html


def test_an_element_that_stands_in_many_rows_ends_in_the_last() -> None:
    open_page("<p></p>")
    shared = td("shared")
    page["p"][0].append([tr(td(number), shared) for number in range(5)])
    assert page["tr"].text == ["0", "1", "2", "3", "4shared"]


def test_rows_are_put_in_another_order() -> None:
    open_page("<p></p>")
    rows = [tr(td(number, class_="n"), hidden=number > 2) for number in range(6)]
    page["p"][0].append(rows)
    page["p"][0].append(*rows[::-1])
    assert page["tr"].text == ["5", "4", "3", "2", "1", "0"]
    page["p"][0].append(rows[0], *[tr(td(number, class_="n")) for number in range(7, 10)], rows[5])
    assert page["tr"].text == ["4", "3", "2", "1", "0", "7", "8", "9", "5"]
    rows[4].text = "four"
    assert page["tr"][0].text == "four"


def test_rows_that_nobody_keeps_are_no_work_for_the_garbage_collector() -> None:
    open_page("<p></p>")
    rows = [tr(td(number)) for number in range(5)]
    page["p"][0].append(rows)
    last = weakref.ref(rows[-1])
    rows.clear()
    assert last() is None
