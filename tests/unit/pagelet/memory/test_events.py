from __future__ import annotations

import pytest

from pagelet import document, window
from pagelet.host import open_page


@pytest.fixture(autouse=True)
def _page() -> None:
    open_page("<div><p><b></b></p></div>")


def test_events_go_down_and_bubble_up() -> None:
    got = []
    for name in ("div", "p", "b"):
        node = document.querySelector(name)
        node.addEventListener("x", lambda event, name=name: got.append(name))
        node.addEventListener("x", lambda event, name=name: got.append("capture " + name), True)
    window.addEventListener("x", lambda event: got.append("window"))
    bold = document.querySelector("b")
    bold.dispatchEvent(window.Event.new("x", {"bubbles": True}))
    assert got == ["capture div", "capture p", "b", "capture b", "p", "div", "window"]
    got.clear()
    bold.dispatchEvent(window.Event.new("x"))
    assert got == ["capture div", "capture p", "b", "capture b"]


def test_events_are_stopped() -> None:
    got = []
    bold = document.querySelector("b")
    bold.addEventListener("x", lambda event: event.stopPropagation())
    bold.addEventListener("x", lambda event: got.append("same"))
    bold.parentNode.addEventListener("x", lambda event: got.append("above"))
    bold.dispatchEvent(window.Event("x", bubbles=True))
    assert got == ["same"]
    bold.addEventListener("y", lambda event: event.stopImmediatePropagation())
    bold.addEventListener("y", lambda event: got.append("never"))
    bold.dispatchEvent(window.Event("y", bubbles=True))
    assert got == ["same"]


def test_listeners_are_told_once_and_removed() -> None:
    got = []
    bold = document.querySelector("b")
    for _ in range(2):
        bold.addEventListener("x", got.append)
    bold.dispatchEvent(window.Event("x"))
    assert len(got) == 1
    bold.removeEventListener("x", got.append)
    bold.dispatchEvent(window.Event("x"))
    assert len(got) == 1
    bold.addEventListener("x", got.append, {"once": True})
    bold.dispatchEvent(window.Event("x"))
    bold.dispatchEvent(window.Event("x"))
    assert len(got) == 2


def test_the_default_is_prevented_if_it_can_be() -> None:
    bold = document.querySelector("b")
    bold.addEventListener("x", lambda event: event.preventDefault())
    assert not bold.dispatchEvent(window.Event("x", cancelable=True))
    assert bold.dispatchEvent(window.Event("x"))


def test_fields_and_targets() -> None:
    got = []
    document.querySelector("p").onx = lambda event: got.append((event.target, event.currentTarget, event.detail))
    bold = document.querySelector("b")
    bold.dispatchEvent(window.CustomEvent.new("x", {"bubbles": True, "detail": 5}))
    assert got == [(bold, document.querySelector("p"), 5)]


def test_objects_may_listen() -> None:
    class Listener:
        got = 0

        def handleEvent(self, event) -> None:  # noqa: N802
            self.got += 1

    listener = Listener()
    document.addEventListener("x", listener)
    document.dispatchEvent(window.Event("x"))
    assert listener.got == 1
