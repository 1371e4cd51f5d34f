"""What the examples with data in them show, and do when somebody uses them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.shows import frame, shows

if TYPE_CHECKING:
    from pagelet_cli.browser import Tab


def live_filter(tab: Tab) -> None:
    tab.wait_for("document.querySelector('#found').textContent.startsWith('29 moons of 6 planets')", 60)
    tab.type("#name", "an")
    shows(tab, "#found", "^[0-9]+ moons of [0-9] planets, [0-9]+ km")
    shows(tab, "#found", "^5 moons of 3 planets")
    assert "Titan" in str(tab.evaluate("document.querySelector('#table').innerText"))


def k_means(tab: Tab) -> None:
    tab.wait_for("/^3 groups/.test(document.querySelector('#said').textContent)", 90)
    tab.evaluate("groups.value = 5, groups.dispatchEvent(new Event('change'))")
    shows(tab, "#said", r"^5 groups; on average a point is 1\.\d\d from the middle")
    tab.wait_for("document.querySelector('#chart iframe')")


def stream(tab: Tab) -> None:
    shows(tab, "#state", r"^[2-9]\d values$")
    assert tab.count("svg polyline") == 2
    tab.click("#stop")
    shows(tab, "#stop", "^Go on$")


def fractal(tab: Tab) -> None:
    tab.wait_for("/^3.3 wide/.test(document.querySelector('#said').textContent)", 60)
    dark = "document.querySelector('canvas').getContext('2d').getImageData(180, 160, 1, 1).data.join()"
    assert tab.evaluate(dark) == "12,12,12,255"
    tab.click("canvas")
    shows(tab, "#said", "^1.32 wide")


def charts(tab: Tab) -> None:
    drawn = "[...document.querySelectorAll('iframe[data-drawn=vega]')].map((frame) => frame.contentDocument)"
    tab.wait_for(f"{drawn}.length === 2", 60)
    assert tab.evaluate(f"{drawn}[0].querySelectorAll('.mark-rect.role-mark path').length") == 12
    assert tab.evaluate(f"{drawn}[1].querySelectorAll('.mark-symbol.role-mark path').length") == 180


def matplotlib(tab: Tab) -> None:
    tab.wait_for("document.querySelector('#figure img')?.alt === 'The sum of 3 waves'", 90)
    change = "(input.value = 5, input.dispatchEvent(new Event('input', { bubbles: true })))"
    tab.evaluate(f"((input) => {change})(document.querySelector('#waves'))")
    tab.wait_for("document.querySelector('#figure img')?.alt === 'The sum of 5 waves'", 30)


def table(tab: Tab) -> None:
    tab.wait_for("document.querySelectorAll('#table tbody tr').length > 5", 90)
    shows(tab, "#table", "1,000,000 rows . 4 columns")
    tab.evaluate("(document.querySelectorAll('#table th[data-column]')[2].click(), 1)")
    tab.wait_for("document.querySelector('#table th[aria-sort=ascending]')?.textContent.startsWith('degrees')")
    assert float(tab.evaluate("document.querySelector('#table tbody tr').cells[3].textContent")) < -20


def packages(tab: Tab) -> None:
    tab.wait_for("document.querySelectorAll('#days tr').length === 8", 60)
    shows(tab, "#days tr:nth-child(2)", r"^Monday\d+\.\d°")
    first = tab.text("#days tr:nth-child(2)")
    unit = "document.querySelector('#unit')"
    tab.evaluate(f"{unit}.value = 'Fahrenheit', {unit}.dispatchEvent(new Event('change'))")
    tab.wait_for(f"document.querySelector('#days tr:nth-child(2)').textContent !== {json.dumps(first)}")


def d3(tab: Tab) -> None:
    shows(tab, "#said", "^12 people$")
    tab.wait_for("document.querySelectorAll('svg line').length === 11")
    tab.wait_for("document.querySelector('svg circle').hasAttribute('cx')")
    tab.click("svg")
    shows(tab, "#said", "^13 people$")
    tab.wait_for("document.querySelectorAll('svg circle[cx]').length === 13")


def taxi_map(tab: Tab) -> None:
    tab.wait_for("/^1\\d,\\d{3} of 1\\d,\\d{3} trips, [$]/.test(document.querySelector('#said').textContent)", 90)
    able = tab.evaluate("document.createElement('canvas').getContext('webgl2') !== null")
    tab.wait_for(f"document.querySelector('#map {'canvas' if able else ''}').{'width' if able else 'textContent'}")
    tab.wait_for("document.querySelector('#filter')?.shadowRoot?.querySelector('.cm-content')")
    tab.evaluate("document.querySelector('#filter').focus()")
    tab.press("Shift+Enter")
    shows(tab, "#said", r"^\d{1,3} of 1\d,\d{3} trips")
    shows(tab, "#filter-output", r"^'\d{1,3} of 1\d,\d{3} trips")


def bokeh(tab: Tab) -> None:
    tab.wait_for("document.querySelector('#stars iframe')?.dataset.drawn", 90)
    assert tab.evaluate("document.querySelector('#stars iframe').dataset.error ?? ''") == ""


def folium(tab: Tab) -> None:
    shows(tab, "#said", "^12 volcanoes have erupted since 1700$")
    tab.wait_for("document.querySelector('#map iframe')?.dataset.drawn", 60)
    assert tab.evaluate("document.querySelector('#map iframe').dataset.error ?? ''") == ""
    tab.evaluate("since.value = 2000, since.dispatchEvent(new Event('change'))")
    shows(tab, "#said", "^6 volcanoes have erupted since 2000$")


def panel(tab: Tab) -> None:
    tab.wait_for("document.querySelector('#app iframe')?.dataset.drawn", 180)
    app = frame(tab, 0, 0)
    models = "[...Bokeh.documents[0]._all_models.values()]"
    app.wait_for(f"{models}.some((one) => /of .*5.* goes up and down 9 times/.test(one.text))")
    app.evaluate(f"void ({models}.find((one) => one.title === 'waves').value = 10)")
    app.wait_for(f"{models}.some((one) => /of .*10.* goes up and down 19 times/.test(one.text))")
    assert tab.evaluate("document.querySelector('#app iframe').dataset.error ?? ''") == ""


def templates(tab: Tab) -> None:
    tab.wait_for("document.querySelector('#shown h2')?.textContent === '8 planets, 418 moons'", 60)
    shows(tab, "#shown tr", r"^\s*1\. Saturn\s*274\s*$")
    tab.evaluate("(document.querySelector('#template').value = '', 1)")
    tab.type("#template", "{{ planets[9 }}")
    shows(tab, "#shown", "^TemplateSyntaxError: ")
