from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from pagelet import document, when
from pagelet.host import close_page, open_page

ROLL = '<button id="b">Roll</button> <output></output>'
APP = """
from pagelet import page, when

@when("click", "#b")
async def roll(event):
    page["output"][0].text = 4
"""


def test_a_pages_module_is_imported_for_each_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page_app.py").write_text(APP)
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        page = open_page(ROLL)
        import page_app  # noqa: F401, PLC0415

        page.click("#b")
        assert page.text("output") == "4"
    close_page()
    assert "page_app" not in sys.modules
    assert str(tmp_path) not in sys.path


def test_a_file_runs_its_scripts(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("print('from the file')\n")
    (tmp_path / "deeper.py").write_text("value = 1\n")
    (tmp_path / "index.html").write_text(
        """<!doctype html><html lang="en"><head><title>T</title></head><body><p></p>
<script type="mpy" src="other.py"></script>
<script type="py">
    import asyncio
    import deeper
    await asyncio.sleep(0)
    value = deeper.value
</script>
<script type="py" worker>raise SystemExit</script>
<py-script>value += 1</py-script>
"""
    )
    page = open_page(tmp_path / "index.html")
    assert page.globals["value"] == 2
    assert page.document.title == "T"
    assert page.document.documentElement.lang == "en"


def test_an_error_in_a_script_has_the_line_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text('<p></p>\n<script type="py">\n  x = 1\n  1 / 0\n</script>')
    with pytest.raises(ZeroDivisionError) as caught:
        open_page(path)
    last = caught.traceback[-1]
    assert (str(last.path), last.lineno + 1) == (str(path), 4)


def test_attributes_name_handlers() -> None:
    page = open_page(
        """<button py-click="show" id="a">a</button><button mpy-click="thing.show">b</button>
<button py-click="await asyncio.sleep(0); show(event)" id="c">c</button><button py-click="nope" id="d">d</button>
<script type="py">
import asyncio
got = []
def show(event):
    got.append(event.target.textContent)
class thing:
    show = show
</script>"""
    )
    page.click("#a")
    page.click("button:nth-child(2)")
    page.click("#c")
    assert page.globals["got"] == ["a", "b", "c"]
    with pytest.raises(NameError, match='"nope"'):
        page.click("#d")


def test_users_fill_and_press() -> None:
    page = open_page('<input id="i"><select><option>a<option>b</select>')
    got = []
    for event in ("input", "change", "keydown"):
        when(event, "input, select")(lambda event: got.append((event.type, event.target.value)))
    page.fill("#i", "text")
    page.fill("select", "b")
    page.trigger("#i", "keydown", key="Enter")
    assert got == [("input", "text"), ("change", "text"), ("input", "b"), ("change", "b"), ("keydown", "text")]
    assert document.activeElement.localName == "select"


def test_what_is_not_on_the_page_is_named() -> None:
    page = open_page(ROLL)
    with pytest.raises(LookupError, match="'#nope'"):
        page.click("#nope")
    assert page.all("#nope") == []


async def test_async_tests_wait_for_handlers() -> None:
    page = open_page(ROLL)

    @when("click", "#b")
    async def answer(event: Any) -> None:
        await asyncio.sleep(0)
        event.target.textContent = "done"

    page.click("#b")
    await page.settled()
    assert page.text("#b") == "done"


def test_a_click_in_a_handler() -> None:
    page = open_page('<button id="a">a</button><button id="b">b</button>')
    got = []

    @when("click", "#a")
    async def first(event: Any) -> None:
        document.getElementById("b").click()
        got.append("first")

    @when("click", "#b")
    async def second(event: Any) -> None:
        await asyncio.sleep(0)
        got.append("second")

    page.click("#a")
    assert got == ["first", "second"]


def test_a_task_that_never_ends_ends_with_the_page() -> None:
    page = open_page(ROLL)
    ended = []

    async def forever() -> None:
        try:
            await asyncio.sleep(1000)
        finally:
            ended.append(True)

    @when("click", "#b")
    def answer() -> None:
        page.globals["task"] = asyncio.get_running_loop().create_task(forever())

    page.click("#b")
    page.click("#b")
    open_page("")
    assert ended == [True, True]


def test_a_new_page_is_empty() -> None:
    open_page("<p></p>")
    document.whatever = 1
    got = []
    when("click", document.body)(got.append)
    page = open_page("")
    page.click("body")
    assert got == []
    assert not hasattr(document, "whatever")
    assert page.html() == "<html><head></head><body></body></html>"


def test_a_page_can_import_the_browsers_own_names() -> None:
    page = open_page('<b id="who">x</b><script type="mpy">from js import Event, document\nhere = document</script>')
    assert page.globals["here"] is page.document
    assert "js" in sys.modules
    close_page()
    assert "js" not in sys.modules
