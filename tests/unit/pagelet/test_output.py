from __future__ import annotations

import base64

import pytest

from pagelet import HTML, display, document, page
from pagelet.host import open_page


def test_values_are_shown_one_after_the_other() -> None:
    opened = open_page('<div id="out"></div>')
    display("text", 5, None, ["<b>"], target="out")
    assert opened.html("#out") == (
        "<div id=\"out\"><div>text</div><div>5</div><div>None</div><div>['&lt;b&gt;']</div></div>"
    )


def test_html_is_shown_as_html_and_cannot_run() -> None:
    opened = open_page('<div id="out"></div>')
    display(HTML("<b onclick='x()'>bold</b><script>x()</script>"), target="#out")
    assert opened.html("#out > div") == "<div><b>bold</b></div>"


def test_a_class_is_shown_as_what_it_is() -> None:
    opened = open_page('<div id="out"></div>')
    display(HTML, target="out")
    assert opened.text("#out") == "<class 'pagelet.output.HTML'>"


def test_appending_is_a_choice() -> None:
    opened = open_page('<div id="out">old</div>')
    display("a", target="out")
    assert opened.text("#out") == "olda"
    display("b", "c", target="out", append=False)
    assert opened.text("#out") == "bc"


def test_an_element_is_a_target_too() -> None:
    opened = open_page("<p></p><select></select>")
    display("a", target=page["p"][0])
    display("b", target=document.querySelector("p"))
    assert opened.text("p") == "ab"


def test_the_default_is_the_scripts_own_output() -> None:
    script = "from pagelet import display\ndisplay({0})"
    opened = open_page(
        f'<script type="py">{script.format(1)}</script><script type="mpy">{script.format(2)}</script><p></p>'
    )
    assert opened.text("#py-0") == "1"
    assert opened.text("#py-1") == "2"
    display("from the test")
    assert "from the test" in opened.text("body")


def test_a_handler_displays_where_its_script_does() -> None:
    opened = open_page(
        """<button>b</button><script type="py">
from pagelet import display, when
@when("click", "button")
def answer():
    display("clicked")
</script><script type="py">1</script>"""
    )
    opened.click("button")
    assert opened.text("#py-0") == "clicked"
    assert opened.text("#py-1") == ""


@pytest.mark.parametrize("target", ["nope", "#nope"])
def test_a_missing_target_is_named(target: str) -> None:
    open_page("")
    with pytest.raises(ValueError, match="no element with the id 'nope'"):
        display(1, target=target)


def test_no_target_at_all_is_told() -> None:
    with pytest.raises(ValueError, match="no output of its own"):
        display(1, target="")


def test_a_picture_of_many_bytes_is_whole() -> None:
    opened = open_page('<div id="out"></div>')
    data = bytes(range(256)) * 100

    class Picture:
        def _repr_png_(self) -> bytes:
            return data

    display(Picture(), target="out")
    head, _, text = str(opened.find("img").src).partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(text, validate=True) == data
