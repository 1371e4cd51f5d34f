"""Built sites, on a host that knows nothing of them, below a path that they do not know."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from static_host import StaticHost
from tests.shelf import make_wheel
from tests.wheels import mirror

from pagelet_cli.browser import Context, Tab

Files = dict[str, str | bytes]
_VIOLATIONS = """() => {
  window.violations = [];
  const note = ({ violatedDirective, blockedURI }) => violations.push(`${violatedDirective} ${blockedURI}`);
  addEventListener("securitypolicyviolation", note);
}"""


def build(folder: Path, files: Files, *options: str, path: str = "") -> Path:
    """Write files and build them."""
    for name, content in files.items():
        place = folder / "site" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = folder / "out"
    command = [sys.executable, "-m", "pagelet_cli", "build", str(folder / "site" / path), "-o", str(out), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def opened(context: Context, address: str) -> Tab:
    tab = context.open()
    tab.preload(_VIOLATIONS)
    # A page that is isolated by its service worker loads itself once more, and nobody can wait for the first time.
    tab.goto(address, wait="none")
    return tab


MODULES = {
    "deep/helper.py": "from pagelet import window\ndef greet(name): return 'Hello ' + name\n",
    "deep/data/words.txt": "one two",
    "deep/tools.js": "import { two } from './two.js';\nexport const three = two + 1;",
    "deep/two.js": "export const two = 2;",
    "style.css": "body { color: rgb(1, 2, 3) }",
    "test_it.py": "1",
    ".env": "SECRET=1",
}
PAGE = """<!doctype html>
<html><head><title>Built</title><link rel="stylesheet" href="{style}"></head><body>
<{kind}-config>
[files]
"data/words.txt" = ""
[js_modules.main]
"./tools.js" = "tools"
</{kind}-config>
<button id="b" {kind}-click="answer">Ask</button><output></output>
<script type="{kind}" src="main.py"></script>
<script type="{kind}" worker name="other">
from pagelet import document
document.body.setAttribute("data-worker", document.title)
</script></body></html>"""
MAIN = """
from pagelet import fetch, page, when, js_modules
from helper import greet
async def answer(event):
    page["output"][0].text = greet((await fetch("data/words.txt").text()).split()[1])
page["output"][0].text = open("words.txt").read() + str(js_modules.tools.three)
"""


def page(kind: str, style: str = "/style.css") -> str:
    """Return the page for a type of script; MicroPython in a worker can wait for the page where a host helps it."""
    return PAGE.replace("{kind}", kind).replace("{style}", style)


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_site_runs_below_any_path(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, kind: str
) -> None:
    files: Files = {**MODULES, "deep/index.html": page(kind), "deep/main.py": MAIN}
    out = build(tmp_path, files)
    shown = [path.name for path in out.rglob("*")]
    assert not {"test_it.py", ".env"} & set(shown)
    for headers in (False, True) if kind == "mpy" else (True,):
        running = host(out, headers=headers)
        tab = opened(context, f"{running.base}deep/")
        used(tab)
        # What is preloaded is what is used: only the worker asks for some of it again.
        until = next(at for at, path in enumerate(running.asked) if path.endswith("worker.js"))
        first = [path for path in running.asked[:until] if path.startswith("_pagelet/")]
        assert len(first) == len(set(first)), first
        tab.close()


def used(tab: Tab) -> None:
    """Use the page above as its visitors would."""
    tab.wait_for("document.querySelector('output').textContent == 'one two3'", 40)
    tab.click("#b")
    tab.wait_for("document.querySelector('output').textContent == 'Hello two'")
    tab.wait_for("document.body.dataset.worker == 'Built'", 40)
    assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(1, 2, 3)"
    # From disk, an image that Python makes is asked for by its own address once, before it has that of what is inside.
    assert set(tab.evaluate("window.violations")) <= {"img-src file"}
    assert not tab.errors, tab.report()


RED = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
SINGLE = """
from pagelet.html import img
page.append(img(src="pictures/red.png", id="made"))
"""


def test_one_file_opens_from_disk(context: Context, tmp_path: Path) -> None:
    still = '<img id="still" src="pictures/red.png"></body>'
    files: Files = {
        **MODULES,
        "deep/index.html": page("py", "../style.css").replace("</body>", still),
        "deep/main.py": MAIN + SINGLE,
        "deep/pictures/red.png": RED,
        "style.css": "body { color: rgb(1, 2, 3); background: url(deep/pictures/red.png) }",
    }
    out = build(tmp_path, files, "--single-file")
    tab = opened(context, (out / "site.html").as_uri())
    used(tab)
    tab.wait_for("document.querySelector('#made').naturalWidth == 1")
    assert tab.evaluate("document.querySelector('#still').naturalWidth") == 1


def test_a_page_of_micropython_in_one_file_is_small(context: Context, tmp_path: Path) -> None:
    html = """<!doctype html><meta charset="utf-8"><title>Würfel</title><button id="b">Roll</button> <output></output>
    <script type="mpy">
from pagelet import page, when
import random
@when("click", "#b")
def roll(event): page["output"][0].text = "⚅ %d" % random.randint(6, 6)
page["output"][0].text = page.title
</script>"""
    worker = """<script type="mpy">
from pagelet import workers
page["output"][0].text += str(await (await workers["adder"]).add(1, 2))
</script>
<script type="mpy" worker name="adder">
from pagelet import display\ndisplay("Adding")
__export__ = ["add"]
def add(one, two): return one + two
</script>"""
    out = build(tmp_path, {"index.html": html + worker}, "--single-file", "-o", str(tmp_path / "dice.html")).parent
    out /= "dice.html"
    assert out.stat().st_size <= 338_000
    tab = opened(context, out.as_uri())
    tab.wait_for("document.body.innerText.match(/Würfel3[^]*Adding/)")
    tab.click("#b")
    tab.wait_for("document.querySelector('output').textContent == '⚅ 6'")
    assert tab.evaluate("window.violations") == []
    assert not tab.errors, tab.report()


def test_javascript_of_a_built_site_imports_python(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    script = """import { python } from "/_pagelet/pagelet.js";
const shop = await python("./shop.py", { type: "mpy" });
document.title = await shop.total([1, 2]);"""
    html = '<!doctype html><title>Shop</title><script type="mpy"></script><script type="module" src="shop.js"></script>'
    files = {"index.html": html, "shop.js": script, "shop.py": "def total(prices): return sum(prices)"}
    tab = opened(context, host(build(tmp_path, files)).base)
    tab.wait_for("document.title === '3'")
    assert tab.evaluate("window.violations") == []
    assert not tab.errors, tab.report()


def damage(path: Path) -> bytes:
    """Change a byte of a file of a site, without its twins; return what it was."""
    whole = path.read_bytes()
    for twin in (path, *path.parent.glob(f"{path.name}.*")):
        twin.unlink()
    path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    return whole


def test_webassembly_that_is_fetched_before_the_kernel_is_looked_at(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    html = """<!doctype html><title>Hash</title><output></output>
    <script type="py">from pagelet import page\npage["output"][0].text = "on"</script>"""
    out = build(tmp_path, {"index.html": html}, "--no-offline")
    damage(next(out.rglob("pyodide.asm.wasm")))
    tab = opened(context, host(out).base)
    assert tab.exists("script[data-wasm]")
    tab.wait_for("document.querySelector('pagelet-error')")
    assert "it is not the file" in tab.report()
    assert tab.text("output") == ""


def test_what_is_not_as_it_was_built_stops_the_page(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    html = """<!doctype html><title>Hash</title><output></output><script type="mpy" src="main.py"></script>
    <script type="mpy" worker>print(1)</script>"""
    left = "from pagelet import page\npage['output'][0].text = 'on'\nname = 'pagelet.media'\n__import__(name)"
    out = build(tmp_path, {"index.html": html, "main.py": left}, "--no-offline")
    running = host(out)
    tab = opened(context, running.base)
    tab.wait_for("document.querySelector('pagelet-error')")
    assert tab.text("output") == "on"
    # What was left out says how to have it.
    assert "keep = ['pagelet.media']" in tab.report()
    entries = "performance.getEntriesByType('resource').filter(({ name }) => new URL(name).origin != origin).length"
    assert tab.evaluate(entries) == 0
    tab.close()
    for name, said in (
        ("main.py", "it is not the file"),
        ("micropython.wasm", "it is not the file"),
        ("lib.mpy.json", "it is not the file"),
        ("pagelet.worker.js", "The worker cannot start: it is not the file"),
    ):
        (path,) = out.rglob(f"*{name}")
        whole = damage(path)
        tab = opened(context, running.base)
        # The page goes on without its worker, and has an error of its own, as above.
        tab.wait_for(f"document.querySelectorAll('pagelet-error').length >= {2 if 'worker' in name else 1}")
        boxes = "[...document.querySelectorAll('pagelet-error')].map((box) => box.shadowRoot.textContent).join()"
        assert said in tab.evaluate(boxes), tab.report()
        # Who changed it, and what to do; not that the address may be wrong.
        assert "The file was changed after the build" in tab.evaluate(boxes)
        assert "Check" not in tab.evaluate(boxes)
        assert tab.text("output") == ("on" if "worker" in name else "")
        tab.close()
        path.write_bytes(whole)


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_kernel_that_does_not_come_as_it_was_built_is_missed(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, kind: str
) -> None:
    html = f'<!doctype html><title>Kernel</title><p>words</p><script type="{kind}">print(1)</script>'
    out = build(tmp_path, {"index.html": html}, "--no-offline")
    (kernel,) = (out / "_pagelet").glob("*/pagelet.js")
    damage(kernel)
    for _fault in ("damaged", "missing"):
        tab = opened(context, host(out).base)
        tab.wait_for("document.documentElement.innerText.includes('PGL-R07: Python does not start: pagelet.js')")
        assert tab.evaluate("violations") == []
        tab.close()
        kernel.unlink(missing_ok=True)


def test_micropython_is_on_its_way_before_the_kernel(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    html = "<!doctype html><title>Early</title><script type='mpy'>from pagelet import page; page.append('on')</script>"
    running = host(build(tmp_path, {"index.html": html}, "--no-offline"), headers=True)
    running.faults["pagelet.js"] = ["held"]
    tab = opened(context, running.base)
    tab.wait_for("document.querySelector('script[data-micropython]')?.begun")
    assert (
        tab.evaluate("document.querySelector('script[data-micropython]').begun.then(String)")
        == "[object WebAssembly.Module]"
    )
    running.released.set()
    tab.wait_for("document.body.textContent.includes('on')")
    assert [path.rpartition("/")[2] for path in running.asked].count("micropython.wasm") == 1
    assert tab.evaluate("window.violations") == []


def test_a_small_page_comes_without_the_second_part_of_the_kernel(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    html = "<!doctype html><title>Small</title><script type='py'>from pagelet import page; page.append('on')</script>"
    running = host(build(tmp_path, {"index.html": html}, "--no-offline"), headers=True)
    tab = context.open()
    # It is in the second part what shows that Python starts, where that takes long.
    tab.preload("() => { const later = setTimeout; window.setTimeout = (call, ms) => ms !== 1000 && later(call, ms) }")
    tab.goto(running.base)
    tab.wait_for("document.body.textContent.includes('on')")
    assert not [path for path in running.asked if path.endswith("pagelet.more.js")]


FRAME = """<!doctype html><title>Frame</title><output></output>
<py-config>version = "0.27.7"</py-config>
<script type="py">
import numpy as np
from pagelet import page
page["output"][0].text = f"{np.linalg.det(np.eye(3) * 2):.0f}"
</script>"""


def test_packages_are_inside(
    context: Context,
    host: Callable[..., StaticHost],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    browser_name: str,
) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    one = (
        build(tmp_path, {"index.html": FRAME}, "--single-file", "-o", str(tmp_path / "frame.html")).parent
        / "frame.html"
    )
    # From a host, the two browsers do the same with packages.
    sites = [host(build(tmp_path, {})).base] if browser_name == "chromium" else []
    for address in (one.as_uri(), *sites):
        tab = opened(context, address)
        tab.wait_for(
            "document.querySelector('output').textContent == '8' || document.querySelector('pagelet-error')", 60
        )
        assert tab.text("output") == "8", tab.report()
        assert tab.evaluate("window.violations") == []
        tab.close()


BOXES = """<!doctype html><title>Boxes</title>
<py-config>packages = ["./box-1.0-py3-none-any.whl"]</py-config>
<mpy-config>packages = ["./box-1.0-py3-none-any.whl"]</mpy-config>
<output></output><output></output>
<script type="mpy" src="boxes.py"></script><script type="py" src="boxes.py"></script>"""
ASKING = """import box, sys
from pagelet import page
load = __import__
try: load("box." + "alone")
except ImportError as error: said = str(error)
page["output"][sys.implementation.name == "cpython"].text = box.close() + said
"""
WHOLE = {"box/__init__.py": "from .lid import close\n", "box/lid.py": "def close(): return 'closed '\n"}
# So much that it is worth another wheel.
WHOLE |= {f"box/{name}.py": "".join(f"a{n} = {n * n}\n" for n in range(2000)) for name in ("alone", "tests/test_it")}
OUT = "closed box.alone was left out of this build, because nothing on the page seemed to use it; write keep = ['box."


def test_what_no_page_needs_of_packages_is_left_out(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    wheel = make_wheel(tmp_path / "site", "box", files=WHOLE)
    out = build(tmp_path, {"index.html": BOXES, "boxes.py": ASKING}, "--no-ahead")
    (made,) = {path.read_bytes() for path in out.glob("_pagelet/packages/*/box-1.0-py3-none-any.whl")}
    assert len(made) < wheel.stat().st_size / 10
    one = tmp_path / "one.html"
    build(tmp_path, {}, "--no-ahead", "--single-file", "-o", str(one))
    for address in (host(out).base, one.as_uri()):
        tab = opened(context, address)
        both = "[...document.querySelectorAll('output')].map((output) => output.textContent)"
        tab.wait_for(f"{both}.filter(Boolean).length == 2 || document.querySelector('pagelet-error')", 60)
        assert [text.startswith(OUT) for text in tab.evaluate(both)] == [True, True], tab.report()
        assert tab.evaluate("window.violations") == []
        tab.close()


def test_a_site_works_without_a_network_and_changes_as_a_whole(context: Context, tmp_path: Path) -> None:
    html = """<!doctype html><title>Later</title><output></output><script type="mpy" src="main.py"></script>
<script type="mpy" worker>from pagelet import document
document.body.setAttribute("data-worker", document.title)</script>"""
    main = """from pagelet import fetch, page
import words
page['output'][0].text = words.first + await fetch('more.txt').text()"""

    def made(word: str) -> Path:
        return build(
            tmp_path,
            {"index.html": html, "main.py": main, "words.py": f"first = '{word}'", "more.txt": word},
            "--offline",
        )

    def shown(tab: Tab) -> str:
        # Its worker waits for the page by another service worker.
        done = "document.querySelector('output').textContent && document.body.dataset.worker"
        tab.wait_for(f"({done}) || document.querySelector('pagelet-error')")
        return tab.text("output")

    state = "navigator.serviceWorker.getRegistration().then((found) => {})"
    kept = state.format("found?.active && !found.installing && !found.waiting")
    with StaticHost(made("one")) as running:
        base, port = running.base, int(running.base.split(":")[2].split("/")[0])
        tab = opened(context, base)
        assert shown(tab) == "oneone"
        tab.wait_for(kept)
        assert tab.evaluate("window.violations") == []
    tab.reload()
    assert shown(tab) == "oneone"
    # An entry that is not what it should be is fetched anew.
    spoil = """(async () => { for (const name of await caches.keys()) { const store = await caches.open(name);
      for (const request of await store.keys()) await store.put(request, new Response("nothing")) } })()"""
    with StaticHost(made("two"), port=port) as running:
        tab.goto(base)
        # All of the old version, for it is open; the new one is on its way.
        assert shown(tab) == "oneone"
        tab.wait_for(state.format("found?.waiting"))
        # It asks; and the new version does not take over while another page of the old one is open.
        other = opened(context, base)
        assert shown(other) == "oneone"
        tab.click("pagelet-update >>> button")
        tab.wait_for("document.querySelector('pagelet-update').shadowRoot.textContent.includes('close the other tab')")
        other.close()
        tab.click("pagelet-update >>> button")
        tab.wait_for("document.querySelector('output').textContent === 'twotwo'")
        tab.close()
        tab = opened(context, base)
        assert shown(tab) == "twotwo"
        tab.wait_for(kept)
        tab.evaluate(f"{spoil}.then(() => true)")
        running.asked.clear()
        tab.reload()
        assert shown(tab) == "twotwo"
        assert any(path.startswith("words.py") for path in running.asked)
    tab.reload()
    assert shown(tab) == "twotwo"
    tab.close()


ASKS_LATER = """<!doctype html><title>Later</title><button id="b">Ask</button><output></output><script type="py">
from pagelet import page, when
page["output"][0].text = "on"
@when("click", "#b")
def ask(event):
    import sched, tomllib
    page["output"][0].text = f"{tomllib.loads('n = 3')['n']}{sched.__file__[-4:]}"
</script>"""


def test_what_a_page_asks_for_later_is_there_without_a_network(context: Context, tmp_path: Path) -> None:
    out = build(tmp_path, {"index.html": ASKS_LATER})
    listed = (out / "pagelet-offline.js").read_text("utf-8")
    first, rest = (json.loads(re.findall(rf"const {name} = (\[[^\]]*\])", listed)[0]) for name in ("FIRST", "REST"))
    assert any("/made/" in path for path in rest)  # the rest of Python's library
    assert "python_stdlib.zip" not in " ".join(first + rest)  # which other browsers start with
    with StaticHost(out) as running:
        tab = opened(context, running.base)
        tab.wait_for("document.querySelector('output').textContent === 'on'", 60)
        kept = "async (name) => (await (await caches.open(name)).keys()).length"
        held = f"Promise.all((await caches.keys()).map({kept}))"
        tab.wait_for(f"Math.max(...await {held}) >= {len(first) + len(rest)}", 60)
    tab.reload()
    tab.wait_for("document.querySelector('output').textContent === 'on'", 60)
    tab.click("#b")
    tab.wait_for("document.querySelector('output').textContent === '3.pyc'", 30)
    tab.close()


ISOLATED = """<!doctype html><title>Isolated</title><output></output><script type="mpy" worker>
from pagelet import document, window
document.querySelector("output").textContent = str(window.crossOriginIsolated)
</script>"""


def test_a_site_can_be_installed_and_isolated_on_any_host(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    running = host(build(tmp_path, {"index.html": ISOLATED, "deep/other page.html": ISOLATED}, "--headers-in-worker"))
    for path in ("", "deep/other%20page.html"):
        tab = opened(context, running.base + path)
        tab.wait_for("document.querySelector('output').textContent === 'True'", 30)
        assert tab.count("pagelet-error") == 0, tab.report()
        assert tab.evaluate("window.violations") == []
        manifest = tab.evaluate(
            "fetch(document.querySelector('link[rel=manifest]').href).then((found) => found.json())"
        )
        assert (manifest["name"], manifest["start_url"]) == ("Isolated", "./")
        for icon in manifest["icons"]:
            size = int(icon["sizes"].split("x")[0])
            shown = f"""(async () => {{ const image = new Image(); image.src = {running.base + icon["src"]!r};
              await image.decode(); return image.naturalWidth }})()"""
            assert tab.evaluate(shown) == size
        tab.close()
