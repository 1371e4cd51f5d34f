"""What is wrong with PyScript 0.7.31 and is not wrong here: a test for each, on pages that are written for it."""

from __future__ import annotations

import http.server
import threading

import pytest

from pagelet_cli import assets

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
    for name in assets.NAMES:
        (tmp_path / name).write_bytes(assets.read(name))
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><script src="pagelet.js"></script><script type="mpy" src="main.py"></script>')
    tab = context.open(page.as_uri())
    # Chromium cannot read from disk what draws boxes either.
    text = tab.wait_for("(box => (box?.shadowRoot ?? box)?.textContent)(document.querySelector('pagelet-error'))")
    assert "PGL-L01" in text
    assert "The script main.py cannot be read: the page was opened from disk." in text
    assert 'Run "pagelet serve" in its folder' in text


STORED = """
from pyscript import storage
store = await storage("defects")
round = store.get("round", 0) + 1
if round == 1:
    store.update({"a": 1, "b": 2, "round": 1})
    check("setdefault", store.setdefault("c", 3), 3)
    check("pop", store.pop("b"), 2)
    await store.sync()
else:
    check("kept", [store.get("a"), store.get("b"), store.get("c")], [1, None, 3])
window.rounds = round
"""


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_every_change_of_a_storage_is_kept(pyscript, kit, kind: str, worker: str) -> None:
    tab = pyscript(kind, STORED, worker)
    assert tab.evaluate("window.rounds") == 1
    tab.reload()
    kit.verdict(tab)
    assert tab.evaluate("window.rounds") == 2


@pytest.fixture(scope="module")
def echo():
    """Serve what is sent back, and the name of its type, on loopback."""

    class Echo(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body[::-1])

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("kind", "worker"), PLACES)
def test_fetch_takes_a_body_of_bytes(serve, context, kit, tmp_path, echo: str, kind: str, worker: str) -> None:
    code = f"""
from pyscript import fetch
answer = await fetch("{echo}", method="POST", body=bytes([0, 1, 255]))
check("bytes", await answer.bytearray(), bytearray([255, 1, 0]))
check("at once", await fetch("{echo}", method="POST", body=bytearray(b"abc")).text(), "cba")
"""
    (tmp_path / "pagelet.toml").write_text('csp = { "connect-src" = ["http://127.0.0.1:*"] }\n')
    (tmp_path / "index.html").write_text(LOADER + kit.checks(kind, code, worker))
    kit.verdict(context.open(serve(tmp_path, "--pyscript")))
