from __future__ import annotations

import math

import pytest

from pagelet import document
from pagelet.host import OpenPage, open_page


@pytest.fixture
def page() -> OpenPage:
    return open_page(
        """<form id="f"><input id="text" value="start"><textarea>lines</textarea>
<input type="checkbox" id="box"><label for="box">tick</label>
<input type="radio" name="r" value="a" checked><input type="radio" name="r" value="b"><input type="radio" name="q">
<select><option>one</option><option value="2">two</option></select>
<label><span>in</span><input type="checkbox" id="inner"></label>
<button id="send"><i>Send</i></button><button type="reset">Reset</button><button type="button" id="idle">x</button>
</form><output>out</output><details><summary>s</summary></details>"""
    )


def test_values(page: OpenPage) -> None:
    text = page.find("#text")
    assert text.value == "start"
    text.value = 5
    assert (text.value, text.valueAsNumber, text.getAttribute("value")) == ("5", 5.0, "start")
    text.value = "x"
    assert math.isnan(text.valueAsNumber)
    assert page.find("textarea").value == "lines"
    assert page.find("#box").value == "on"
    page.find("output").value = "new"
    assert page.text("output") == page.find("output").value == "new"
    assert text.type == "text"
    assert page.find("#send").form is page.find("form")


def test_boxes_toggle_and_tell(page: OpenPage) -> None:
    box, got = page.find("#box"), []
    for event in ("click", "input", "change"):
        page.find("form").addEventListener(event, lambda event: got.append((event.type, event.target.checked)))
    box.click()
    assert got == [("click", True), ("input", True), ("change", True)]
    box.click()
    assert not box.checked


def test_a_prevented_click_is_undone(page: OpenPage) -> None:
    page.find("form").addEventListener("click", lambda event: event.preventDefault())
    page.click("#box")
    page.click("[value=b]")
    assert not page.find("#box").checked
    assert page.find("[value=a]").checked


def test_one_radio_of_a_group_is_checked(page: OpenPage) -> None:
    page.click("[name=q]")
    page.click("[value=b]")
    assert [node.checked for node in page.all("[type=radio]")] == [False, True, True]


def test_labels_act_for_their_control(page: OpenPage) -> None:
    page.click("label[for=box]")
    page.click("label span")
    page.click("#inner")
    assert page.find("#box").checked
    assert not page.find("#inner").checked


def test_a_select_chooses(page: OpenPage) -> None:
    select = page.find("select")
    assert (select.value, select.selectedIndex, len(select.options)) == ("one", 0, 2)
    select.value = "2"
    assert (select.value, select.selectedIndex) == ("2", 1)
    assert [option.text for option in select.selectedOptions] == ["two"]
    select.value = "nope"
    assert (select.value, select.selectedIndex) == ("", -1)
    select.options[0].selected = True
    assert select.value == "one" or select.selectedIndex == 0
    assert document.querySelectorAll("option:checked").length == 1


def test_buttons_send_and_reset(page: OpenPage) -> None:
    got = []
    page.find("form").addEventListener("submit", lambda event: (event.preventDefault(), got.append(event.submitter.id)))
    page.click("#send i")
    page.click("#idle")
    assert got == ["send"]
    page.fill("#text", "typed")
    page.click("#box")
    page.fill("select", "2")
    page.click("[type=reset]")
    assert (page.find("#text").value, page.find("#box").checked, page.find("select").value) == ("start", False, "one")


def test_disabled_controls_do_nothing(page: OpenPage) -> None:
    got = []
    page.find("form").addEventListener("click", got.append)
    page.find("#idle").disabled = True
    page.click("#idle")
    assert got == []


def test_details_open(page: OpenPage) -> None:
    page.click("summary")
    assert page.find("details").open


def test_focus_moves(page: OpenPage) -> None:
    got = []
    for name in ("focus", "blur"):
        page.find("#text").addEventListener(name, lambda event: got.append(event.type))
    page.find("#text").focus()
    page.find("#text").focus()
    page.find("textarea").focus()
    page.find("textarea").blur()
    assert got == ["focus", "blur"]
    assert document.activeElement is document.body
