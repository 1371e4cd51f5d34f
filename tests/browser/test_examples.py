"""Every example does what it shows, in stock Chromium and stock Firefox, under the strict policy that `serve` sends."""

import re
from collections.abc import Callable, Iterator

import pytest
from tests.gallery import EXAMPLES, lay_out
from tests.scenes import SCENES
from tests.shows import shows
from tests.wheels import mirror

from pagelet_cli.browser import Browser, Tab

# Six lines are enough for a page that says one thing.
STRUCTURE = ("landmark-one-main", "page-has-heading-one", "region")
VIOLATIONS = """() => {
  addEventListener("securitypolicyviolation", (event) => {
    (window.violations ??= []).push(event.violatedDirective);
  });
  document.addEventListener("py:all-done", () => { window.allDone = true });
}"""


@pytest.fixture(scope="module")
def gallery(server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery") / "examples"
    lay_out(folder)
    # Packages of the older interpreter come from a folder: their own host is not reachable from everywhere.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAGELET_MIRROR", str(mirror()))
        base, running = server.own(folder, ())
    yield base
    server.stop([running])


def test_every_example_has_a_scene_and_a_picture() -> None:
    assert sorted(SCENES) == sorted(path.parent.name for path in EXAMPLES.glob("*/index.html"))
    assert sorted(SCENES) == sorted(path.stem for path in (EXAMPLES / "pictures").iterdir())


# The others show that packages come; these bring large ones.
LARGE = ("bokeh", "folium", "k-means", "panel", "taxi-map")
NAMES = [pytest.param(name, marks=pytest.mark.nightly) if name in LARGE else name for name in SCENES]


@pytest.mark.parametrize("name", NAMES)
def test_example(name: str, gallery: str, tab: Tab, everybody: Callable[..., None]) -> None:
    tab.preload(VIOLATIONS)
    tab.goto(f"{gallery}{name}/")
    SCENES[name](tab)
    assert tab.count("pagelet-error") == 0, tab.report()
    assert tab.evaluate("window.violations ?? []") == []
    # Matplotlib tells the console that it looks for fonts, as an error.
    assert not [error for error in tab.errors if "building the font cache" not in error.text], tab.report()
    # In Firefox, axe takes a page without a background of its own for white, when it is dark.
    if tab.browser.name == "chromium":
        everybody(tab, STRUCTURE if name == "hello" else ())


def test_gallery_leads_to_every_example(gallery: str, tab: Tab, everybody: Callable[..., None]) -> None:
    tab.goto(gallery)
    links = set(tab.evaluate("[...document.links].map((link) => link.getAttribute('href'))"))
    assert links >= {f"{name}/" for name in SCENES}
    everybody(tab)


def test_readme_page_is_an_example_of_six_lines(browser: Browser, page, tab: Tab) -> None:
    readme = (EXAMPLES.parent / "README.md").read_text("utf-8")
    html = re.search(r"```html\n(.*?)```", readme, re.DOTALL)[1]
    script = re.search(r'<script type="mpy">\n(.*?)</script>', html, re.DOTALL)[1]
    assert len(script.splitlines()) <= 6
    tab = page(html)
    tab.wait_for("window.allDone")
    tab.click("#b")
    shows(tab, "output", "^[1-6]$")


def test_code_of_an_example_scrolls_sideways_on_a_phone(gallery: str, tab: Tab) -> None:
    tab.resize(390, 800)
    tab.goto(f"{gallery}worker/")
    code = "document.querySelector('main > script[type=mpy]:not([worker])')"
    assert tab.evaluate(f"document.documentElement.scrollWidth <= innerWidth && {code}.scrollWidth > innerWidth")
    # By keyboard, too: browsers let Tab come to what scrolls.
    for _ in range(4):
        tab.press("Tab")
        if tab.evaluate(f"document.activeElement === {code}"):
            break
    tab.press("ArrowRight")
    tab.wait_for(f"{code}.scrollLeft > 0")
