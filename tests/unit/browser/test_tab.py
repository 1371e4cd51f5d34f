from __future__ import annotations

from pathlib import Path

import pytest

from pagelet_cli.browser import Context, PageError, Tab, WaitError


def test_values_come_as_python_values(tab: Tab, plain: str) -> None:
    tab.goto(plain)
    assert tab.evaluate("document.title") == "plain"
    assert tab.evaluate("Promise.resolve([1, 2.5, 'x', true, null, undefined])") == [1, 2.5, "x", True, None, None]
    deep = tab.evaluate("({a: [{b: {c: {d: {e: {f: [1n, new Map([['k', new Set([3])]])]}}}}}]})")
    assert deep == {"a": [{"b": {"c": {"d": {"e": {"f": [1, {"k": [3]}]}}}}}]}


def test_python_values_go_to_functions(tab: Tab, plain: str) -> None:
    tab.goto(plain)
    given = {"a": [1, 2.5, "ü", True, None], "big": 2**60}
    assert tab.call("async (value, other) => [other, value]", given, float("inf")) == [float("inf"), given]


def test_an_exception_in_the_page_is_one_in_python(tab: Tab, plain: str) -> None:
    tab.goto(plain)
    with pytest.raises(PageError, match="nothing_here"):
        tab.evaluate("nothing_here.at_all")
    with pytest.raises(PageError, match="later"):
        tab.evaluate("Promise.reject(new Error('later'))")


def test_wait_for_returns_what_became_true(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/late")
    assert tab.text("#late") == "now"
    assert tab.wait_for("document.querySelector('#late').textContent") == "now"


def test_wait_for_survives_navigation(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/late")
    assert tab.wait_for("location.search", timeout=10) == "?next"


def test_wait_for_fails_with_all_that_the_page_says(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/loud")
    with pytest.raises(WaitError) as caught:
        tab.wait_for("window.never.there", timeout=0.3)
    text = str(caught.value)
    for part in ("window.never.there", "TypeError", "/loud", "it broke", "[warn] careful", "[error] bad"):
        assert part in text


def test_a_page_that_was_refused_says_so(tab: Tab, plain: str) -> None:
    # In a sandbox no timer goes off: in Chromium such a page looked as if it hung.
    tab.goto(f"{plain}/refused")
    with pytest.raises(WaitError, match=r"refused answered 500: The server failed on this request\.\n"):
        tab.wait_for("window.nothing", timeout=1)


def test_a_mistake_in_the_expression_is_no_reason_to_wait(tab: Tab, plain: str) -> None:
    tab.goto(plain)
    with pytest.raises(PageError, match="SyntaxError"):
        tab.wait_for("1 +")


def test_console_has_levels_and_stacks(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/loud")
    tab.wait_for("new Promise(done => setTimeout(() => done(true), 100))")
    assert [entry.level for entry in tab.console] == ["info", "warn", "error", "error"]
    assert tab.console[0].text == "said 1"
    assert "boom" in tab.errors[1].text
    assert "thrower" in tab.errors[1].stack


def test_clicks_are_real(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/form")
    tab.click("#b")
    assert tab.text("#b") == "true 1"
    tab.click("#b", count=2)
    assert tab.text("#b") == "true 2"
    tab.click("#low")
    assert tab.text("#low") == "reached"


def test_click_does_not_press_what_is_disabled(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/form")
    with pytest.raises(WaitError, match="was not true"):
        tab.click("#off", timeout=0.2)


def test_keys_are_real(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/form")
    tab.type("#i", "aü€")
    tab.press("Shift+Enter", "Control+a", "Backspace")
    assert tab.evaluate("[i.value, i.dataset.keys.trim()]") == [
        "",
        "a ü € Shift^ Enter^ Control a Backspace",
    ]


def test_unknown_keys_are_refused(tab: Tab) -> None:
    with pytest.raises(ValueError, match="there is no key 'Retrun'"):
        tab.press("Retrun")


def test_shadow_roots_are_reached(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/form")
    assert tab.text("#host >>> p") == "inside"
    assert tab.exists("#host >>> p")
    assert not tab.exists("#host >>> b")


def test_a_strict_policy_of_the_page_does_not_bind_the_driver(tab: Tab, plain: str) -> None:
    tab.goto(f"{plain}/strict")
    assert tab.text("#p") == "csp"


def test_view_and_screenshot(tab: Tab, plain: str, tmp_path: Path) -> None:
    tab.goto(plain)
    assert tab.evaluate("[innerWidth, innerHeight]") == [1280, 800]
    tab.resize(400, 300)
    assert tab.evaluate("[innerWidth, innerHeight]") == [400, 300]
    assert tab.screenshot(tmp_path / "view.png").read_bytes().startswith(b"\x89PNG")


def test_preload_runs_first(tab: Tab, plain: str) -> None:
    tab.preload("() => { globalThis.early = document.title }")
    tab.goto(plain)
    assert tab.evaluate("early") == ""


def test_network_is_recorded_and_blocked(tab: Tab, plain: str) -> None:
    tab.record_network()
    tab.goto(plain)
    tab.wait_for("true")
    assert [(row["url"], row["status"]) for row in tab.network if "favicon" not in row["url"]] == [(f"{plain}/", 200)]
    tab.block("*/form")
    assert tab.evaluate("fetch('/form').then(() => 'came', () => 'blocked')") == "blocked"
    assert tab.evaluate("fetch('/late').then(() => 'came', () => 'blocked')") == "came"


def test_contexts_share_nothing(context: Context, plain: str) -> None:
    first, second = context.open(plain), context.open(plain)
    first.evaluate("localStorage.setItem('k', 'v')")
    assert second.evaluate("localStorage.getItem('k')") == "v"
    with context.browser.new_context() as other:
        assert other.open(plain).evaluate("localStorage.getItem('k')") is None


def test_a_tab_closes_once(context: Context, plain: str) -> None:
    tab = context.open(plain)
    tab.reload()
    tab.close()
    tab.close()
