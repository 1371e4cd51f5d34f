from __future__ import annotations

import asyncio
import functools
from typing import Any

import pytest

from pagelet import document, page, when
from pagelet.host import open_page

HTML = '<button id="a">a</button><button id="b">b</button>'


def test_a_function_answers() -> None:
    opened = open_page(HTML)
    got = []

    @when("click", "button")
    def answer(event: Any) -> None:
        got.append(event.target.id)

    opened.click("#a")
    opened.click("#b")
    answer(type("E", (), {"target": document.body}))  # it is still the function
    assert got == ["a", "b", ""]


def test_a_coroutine_has_ended_after_the_click() -> None:
    opened = open_page(HTML)

    @when("click", "#a")
    async def answer(event: Any) -> None:
        await asyncio.sleep(0.01)
        event.target.textContent = "done"

    opened.click("#a")
    assert opened.text("#a") == "done"


def test_functions_without_parameters() -> None:
    opened = open_page(HTML)
    got = []

    @when("click", "#a")
    def plain() -> None:
        got.append("plain")

    @when("click", "#a")
    async def later() -> None:
        got.append("later")

    @when("click", "#a")
    def optional(event: Any = None) -> None:
        got.append(event.type)

    @when("click", "#a")
    def many(*events: Any) -> None:
        got.append(len(events))

    when("click", "#a")(functools.partial(got.append, "partial"))
    opened.click("#a")
    assert got == ["plain", "later", "click", 1, "partial"]


def test_methods() -> None:
    opened = open_page(HTML)

    class Counter:
        count = 0

        def add(self) -> None:
            self.count += 1

        def add_event(self, event: Any) -> None:
            self.count += len(event.type)

    counter = Counter()
    when("click", "#a")(counter.add)
    when("click", "#a")(counter.add_event)
    opened.click("#a")
    assert counter.count == 6


def test_decorators_stack() -> None:
    opened = open_page(HTML)
    got = []

    @when("click", "#a")
    @when("click", "#b")
    @when("mouseover", "#a")
    def answer(event: Any) -> None:
        got.append(event.type)

    opened.click("#a")
    opened.click("#b")
    opened.trigger("#a", "mouseover")
    assert got == ["click", "click", "mouseover"]


def test_targets_of_every_kind() -> None:
    opened = open_page(HTML)
    for target in ("#a", document.getElementById("a"), page["#a"], page["#a"][0], ["#a", page["#b"]]):
        got: list[str] = []
        when("click", target)(lambda event, got=got: got.append(event.target.id))
        opened.click("#a")
        assert got == ["a"]


def test_options_reach_the_browser() -> None:
    opened = open_page(HTML)
    got = []
    when("click", "#a", once=True)(got.append)
    opened.click("#a")
    opened.click("#a")
    assert len(got) == 1


@pytest.mark.parametrize("target", ["#nope", ["#a", "#nope"]])
def test_a_selector_that_matches_nothing_is_named(target: Any) -> None:
    open_page(HTML)
    with pytest.raises(ValueError, match="no element of the page matches '#nope'"):
        when("click", target)


def test_no_element_is_an_error() -> None:
    open_page(HTML)
    with pytest.raises(ValueError, match="None"):
        when("click", document.getElementById("nope"))


def test_what_cannot_be_called_is_an_error() -> None:
    open_page(HTML)
    with pytest.raises(TypeError):
        when("click", "#a")("text")


def test_an_error_of_a_handler_reaches_the_test() -> None:
    opened = open_page(HTML)

    @when("click", "#a")
    async def answer() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        opened.click("#a")


def test_a_method_without_its_object_is_said_to_be_one() -> None:
    open_page(HTML)

    class Panel:
        def press(self) -> None: ...
        def hear(self, event: object) -> None: ...

    for method in (Panel.press, Panel.hear):
        with pytest.raises(TypeError, match=r"not by Panel\.(press|hear)\(self.*when\(…\)\(self\.method\)"):
            when("click", "#a")(method)


def test_an_option_prevents_what_the_browser_does() -> None:
    opened = open_page('<a id="a" href="#gone">a</a>')
    got = []
    page["#a"][0].on("click", lambda event: got.append(event.defaultPrevented), prevent_default=True)
    opened.click("#a")
    assert got == [True]
