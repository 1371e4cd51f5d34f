"""The box itself: readable in light and dark, on a phone, by keyboard, and inside shadow roots."""

# ruff: noqa: E501 - pages are written as their authors write them

from __future__ import annotations

import pytest

from .boxes import boxes

PAGE = """<!doctype html><meta name="viewport" content="width=device-width"><style>* { color: lime; font-size: 3px }</style>
<mpy-config>
name = "long enough to be wider than a telephone is, by far, on any day" = 3
</mpy-config>
<script type="mpy">1</script>
<script type="py" src="gone.py"></script>"""

CONTRAST = """(scheme => {
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = (color) => color.match(/[\\d.]+/g).slice(0, 3)
    .reduce((sum, value, at) => sum + channel(Number(value)) * [0.2126, 0.7152, 0.0722][at], 0);
  const found = [];
  for (const box of document.querySelectorAll("pagelet-error")) {
    box.style.colorScheme = scheme;
    for (const element of box.shadowRoot.querySelectorAll("section *")) {
      if (!element.textContent) continue;
      let ground = element;
      while (getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
      const [one, two] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor].map(light);
      found.push((Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05));
    }
  }
  return Math.min(...found);
})"""


@pytest.fixture
def shown(fail):
    tab = fail(PAGE)
    boxes(tab, 2)
    return tab


def test_text_stands_out_in_light_and_dark_whatever_the_page_does(shown) -> None:
    assert shown.evaluate(f"{CONTRAST}('light')") >= 4.5
    assert shown.evaluate(f"{CONTRAST}('dark')") >= 4.5
    sizes = "[...document.querySelectorAll('pagelet-error')].flatMap(box => [...box.shadowRoot.querySelectorAll('section *')])"
    assert shown.evaluate(f"Math.min(...{sizes}.map(part => parseFloat(getComputedStyle(part).fontSize)))") >= 12


def test_on_a_phone_only_the_source_line_scrolls(shown) -> None:
    shown.resize(340, 800)
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    line = "document.querySelector('pagelet-error').shadowRoot.querySelector('.source')"
    assert shown.evaluate(f"{line}.scrollWidth > {line}.clientWidth")
    # By keyboard too.
    assert shown.evaluate(f"({line}.focus(), {line}.getRootNode().activeElement === {line})")


def test_errors_inside_a_shadow_root_stay_there(fail) -> None:
    html = """<!doctype html><script type="module" src="pagelet.js"></script><div id="host"><template shadowrootmode="open"><p></p><script type="mpy">1 / 0</script>
</template></div></body>"""
    tab = fail(html)
    [box] = boxes(tab, 1)
    assert box.before in ("script", "p")
    assert tab.evaluate("document.querySelector('pagelet-error') === null")


def test_programs_hear_of_errors_too(fail) -> None:
    listen = "() => addEventListener('pagelet:error', ({ detail }) => { globalThis.heard = detail })"
    tab = fail('<!doctype html><body>\n<script type="mpy">\ndef f():\n    1 / 0\nf()\n</script>', preload=[listen])
    boxes(tab, 1)
    heard = tab.evaluate("heard")
    assert heard["code"] == "PGL-P02"
    assert (heard["file"], heard["line"], heard["source"].strip()) == ("index.html", 4, "1 / 0")
    assert [frame["line"] for frame in heard["frames"]] == [5, 4]
