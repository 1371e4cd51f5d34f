"""What is wrong with PyScript 0.7.31 and is not wrong here: a test for each, on pages that are written for it."""

from __future__ import annotations

import pytest

CORE = "https://pyscript.net/releases/2025.11.2/core.js"
LOADER = f'<!doctype html><title>defects</title><script type="module" src="{CORE}"></script>'
BOX = "document.querySelector('pagelet-error')?.shadowRoot.textContent"
KINDS = ("py", "mpy")
PLACES = [(kind, worker) for kind in KINDS for worker in ("", "worker")]


@pytest.fixture
def pyscript(live, kit):
    """Return a function that opens a PyScript page with checks in it."""

    def run(kind: str, code: str, attributes: str = "", html: str = "", **options):
        tab = live(LOADER + html + kit.checks(kind, code, attributes), options=("--pyscript",), **options)
        kit.verdict(tab)
        return tab

    return run


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_data_and_aria_keywords_arrive(pyscript, kind: str, worker: str) -> None:
    pyscript(
        kind,
        """
from pyscript.web import div, page
page.append(div(data_foo="1", aria_label="name", id="made"))
check("data", document.querySelector("#made").getAttribute("data-foo"), "1")
check("aria", document.querySelector("#made").getAttribute("aria-label"), "name")
check("read", page["made"].data_foo, "1")
""",
        worker,
    )


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_a_style_can_be_read(pyscript, kind: str, worker: str) -> None:
    pyscript(
        kind,
        """
from pyscript.web import page
check("set in HTML", page["styled"].style["color"], "red")
check("set nowhere", page["styled"].style["margin"], "")
""",
        worker,
        html='<p id="styled" style="color: red">text</p>',
    )


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_a_clone_has_no_made_up_id(pyscript, kind: str, worker: str) -> None:
    pyscript(
        kind,
        """
from pyscript.web import page
check("none", page["first"].clone().hasAttribute("id"), False)
check("given", page["first"].clone("second").id, "second")
""",
        worker,
        html='<p id="first">text</p>',
    )


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_there_are_svg_elements(pyscript, kind: str, worker: str) -> None:
    pyscript(
        kind,
        """
from pyscript.web import page, svg, circle, linearGradient
page.append(svg(circle(r=5, stroke_width=2), linearGradient(id="g"), viewBox="0 0 10 10"))
found = document.querySelector("svg > circle")
check("namespace", found.namespaceURI, "http://www.w3.org/2000/svg")
check("attribute", found.getAttribute("stroke-width"), "2")
check("case", document.querySelector("svg").getAttribute("viewBox"), "0 0 10 10")
check("name", document.querySelector("#g").localName, "linearGradient")
""",
        worker,
    )


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_text_is_text(pyscript, kind: str, worker: str) -> None:
    tab = pyscript(
        kind,
        """
from pyscript import display
from pyscript.web import div, page
page.append(div("<img src=x onerror='window.broken = 1'>", id="text"))
check("as it is", document.querySelector("#text").textContent, "<img src=x onerror='window.broken = 1'>")
check("no image", len(page["text"].children), 0)
""",
        worker,
    )
    assert tab.evaluate("globalThis.broken") is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_in_toml_has_its_line(live, kind: str) -> None:
    html = f'{LOADER}\n<{kind}-config>\npackages = []\nname = "x\n</{kind}-config>\n<script type="{kind}">1</script>'
    tab = live(html, options=("--pyscript",), fails=True)
    text = tab.wait_for(BOX)
    assert "PGL-C01" in text
    assert "index.html:5" in text


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_errors_in_handlers_show_on_the_page(live, kit, kind: str, worker: str) -> None:
    code = """
from pyscript import when
from pyscript.web import page
@when("click", "#go")
async def handler(event):
    lost = {}
    lost["the key"]
page["go"].title = "ready"
"""
    html = LOADER + '<button id="go">go</button>' + kit.python(kind, code, worker)
    tab = live(html, options=("--pyscript",), fails=True)
    tab.wait_for("document.querySelector('#go').title == 'ready'")
    tab.click("#go")
    text = tab.wait_for(BOX)
    assert "KeyError" in text
    assert 'lost["the key"]' in text


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_in_a_worker_shows_on_the_page(live, kit, kind: str) -> None:
    tab = live(LOADER + kit.python(kind, "\n1 / 0", "worker"), options=("--pyscript",), fails=True)
    text = tab.wait_for(BOX)
    assert "ZeroDivisionError" in text
    assert "index.html" in text


ANSWERS = """() => {
  globalThis.asked = [];
  globalThis.prompt = (question) => { asked.push(question); return asked.length < 2 ? "Ada" : null };
  // Where Python can wait, the question stands in the page.
  setInterval(() => {
    const root = document.querySelector("pagelet-question")?.shadowRoot;
    if (!root?.querySelector("dialog")?.open) return;
    const answer = globalThis.prompt(root.querySelector("label").textContent);
    root.querySelector("input").value = answer ?? "";
    root.querySelector(answer === null ? "button[value='']" : "button[value=ok]").click();
  }, 50);
}"""


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_input_asks_the_user(pyscript, kind: str, worker: str) -> None:
    tab = pyscript(
        kind,
        """
check("answer", input("Who is there?"), "Ada")
fails("closed", EOFError, "'And now?' was closed", lambda: input("And now?"))
""",
        worker,
        preload=ANSWERS,
    )
    assert tab.evaluate("asked") == ["Who is there?", "And now?"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_strict_policy_is_kept(live, kit, kind: str) -> None:
    code = "from pyscript import document, display\ndocument.body.title = 'alive'\ndisplay('shown')"
    tab = live(
        LOADER + kit.python(kind, code) + kit.python(kind, code.replace("alive", "both"), "worker"),
        options=("--pyscript",),
    )
    tab.wait_for("document.body.title == 'both'")
    assert tab.evaluate("window.violations") == []


def test_a_page_opened_from_disk_says_what_is_wrong(context, tmp_path) -> None:
    from pagelet_cli import assets

    for name in assets.NAMES:
        (tmp_path / name).write_bytes(assets.read(name))
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><script src="pagelet.js"></script><script type="mpy" src="main.py"></script>')
    tab = context.open(page.as_uri())
    text = tab.wait_for("document.querySelector('pagelet-error')?.textContent")
    assert "PGL-L01: The script main.py cannot be read: the page was opened from disk." in text
