"""Every key of a page's config does what docs/config.md says."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import tarfile
import zipfile

import pytest

ALL_BYTES = bytes(range(256)) * 3


def both(kit, kind: str, code: str, attributes: str = "") -> str:
    """Write a script for the page, and the same for a worker."""
    worker = kit.checks(kind, code, f"worker {attributes}").replace("window.verdict", "window.in_worker")
    return kit.checks(kind, code, attributes) + worker


def hold_both(kit, tab) -> None:
    kit.verdict(tab)
    kit.verdict(tab, name="in_worker")


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _recorded(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    return f"sha256={digest},{len(text.encode())}"


def wheel(name: str, files: dict[str, str]) -> bytes:
    info = f"{name}-1.0.dist-info"
    contents = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},{_recorded(text)}\n" for path, text in contents.items()) + f"{info}/RECORD,,\n"
    return zipped({path: text.encode() for path, text in {**contents, f"{info}/RECORD": record}.items()})


FILES_CONFIG = """
[files]
"{DATA}" = "./data"
"{SUB}" = "{DATA}/sub"
"{DATA}/all.bin" = "one.bin"
"{SUB}/deep.txt" = ""
"data/sub/deep.txt?again" = "folder/"
"data/all.bin?2" = "a/b/c/two.bin"
"helper.py" = ""
"pack.py" = "pkg/inner/mod.py"
"archives/a.zip" = "z/*"
"archives/b.tar.gz" = "t/*"
"archives/c.tgz" = "./*"
"archives/d.whl" = "wheels/*"
"""

FILES_CHECK = """
import helper
from pkg.inner import mod
def read(path):
    with open(path, "rb") as file: return file.read()
check("bytes", read("one.bin"), bytes(range(256)) * 3)
check("nested", read("a/b/c/two.bin"), bytes(range(256)) * 3)
check("basename", read("deep.txt"), b"deep \\xe2\\x98\\x83")
check("folder", read("folder/deep.txt"), b"deep \\xe2\\x98\\x83")
check("modules", (helper.who, mod.who), ("helper", "mod"))
check("zip", (read("z/in/zip.txt"), read("z/raw.bin")), (b"zip", bytes(range(256)) * 3))
check("tar.gz", read("t/in/tar.txt"), b"tar")
check("tgz", read("tgz.txt"), b"tgz")
check("whl", read("wheels/tiny/__init__.py"), b"who = 'tiny'")
"""

FILES = {
    "data/all.bin": ALL_BYTES,
    "data/sub/deep.txt": "deep \u2603",
    "helper.py": "who = 'helper'",
    "pack.py": "who = 'mod'",
    "archives/a.zip": zipped({"in/zip.txt": b"zip", "raw.bin": ALL_BYTES}),
    "archives/b.tar.gz": tarred({"in/tar.txt": b"tar"}),
    "archives/c.tgz": tarred({"tgz.txt": b"tgz"}),
    "archives/d.whl": wheel("tiny", {"tiny/__init__.py": "who = 'tiny'"}),
}


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_files(kit, live, kind) -> None:
    """The config is a file of another folder, which its addresses start from; a worker has it as well."""
    html = f'<{kind}-config src="conf/page.toml"></{kind}-config>' + both(kit, kind, FILES_CHECK)
    files = {"conf/page.toml": FILES_CONFIG, **{f"conf/{name}": data for name, data in FILES.items()}}
    hold_both(kit, live(html, files, options=("--coop",)))


MAPPING = {
    "type": "anything",
    "name": "A page",
    "debug": True,
    "plugins": ["!error", "!mine"],
    "packages_cache": "never",
    "index_urls": ["https://example.org/simple"],
    "version": "",
    "experimental_create_proxy": "auto",
    "own": {"list": [1, 2.5, "x", True, {"deep": []}], "text": "\u2603"},
    "number": 3,
}

CONFIGS = {
    "json": json.dumps(MAPPING),
    "toml": """name = "A page"
debug = true
plugins = ["!error", "!mine"]
packages_cache = "never"
index_urls = ["https://example.org/simple"]
version = ""
experimental_create_proxy = "auto"
number = 3
type = "anything"
[own]
list = [1, 2.5, "x", true, { deep = [] }]
text = "\u2603"
""",
    "yaml": """
    name: A page
    debug: true
    plugins: ["!error", "!mine"]
    packages_cache: never
    index_urls:
      - https://example.org/simple
    version: ""
    experimental_create_proxy: auto
    number: 3
    type: anything
    own:
      list: [1, 2.5, x, true, {deep: []}]
      text: "\u2603"
    """,
}

WHOLE = f"""
from pagelet import config
want = {dict(MAPPING, type="mpy")!r}
check("config", config, want)
"""


@pytest.mark.parametrize("form", CONFIGS)
def test_config_is_exactly_the_mapping_plus_type(kit, live, form) -> None:
    tab = live(f"<mpy-config type={form}>{CONFIGS[form]}</mpy-config>" + both(kit, "mpy", WHOLE), options=("--coop",))
    hold_both(kit, tab)
    assert tab.count("mpy-config") == 1
    assert not tab.evaluate("document.querySelector('mpy-config').getClientRects().length")


def test_config_is_the_mapping_under_cpython(kit, live) -> None:
    code = WHOLE.replace("'type': 'mpy'", "'type': 'py'")
    hold_both(kit, live(both(kit, "py", code, f"config='{CONFIGS['json']}'")))


GIVEN = {
    "file": ("conf/own.toml", {"conf/own.toml": 'word = "given"\n[files]\n"near.txt" = ""', "conf/near.txt": "near"}),
    "json": ('{"word": "given", "files": {"conf/near.txt": ""}}', {"conf/near.txt": "near"}),
    "toml": ('word = "given"\n[files]\n"conf/near.txt" = ""', {"conf/near.txt": "near"}),
}


@pytest.mark.parametrize("kind", ["mpy", "py"])
@pytest.mark.parametrize("form", GIVEN)
def test_config_attribute(kit, live, form, kind) -> None:
    """An address, JSON or TOML; addresses in it start from the file, or else from the page."""
    value, files = GIVEN[form]
    code = "from pagelet import config\ncheck('own', (config['word'], open('near.txt').read()), ('given', 'near'))"
    hold_both(kit, live(both(kit, kind, code, f"config='{value}'"), files))


MERGED = """
from pagelet import config
check("merged", config, {"type": "mpy", "name": "content", "only": "file", "own": {"a": 1, "b": 3, "c": 4},
  "plugins": ["!one", "!two", "!three"]})
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_content_and_src_merge(kit, live, kind) -> None:
    html = """<mpy-config src="base.json">name = "content"
plugins = ["!two", "!three"]
[own]
b = 3
c = 4</mpy-config>""" + kit.checks("mpy", MERGED)
    html = html.replace("mpy", kind)
    base = {"name": "file", "only": "file", "own": {"a": 1, "b": 2}, "plugins": ["!one", "!two"]}
    tab = live(html, {"base.json": json.dumps(base)})
    kit.verdict(tab)
    assert tab.evaluate(f"[...document.querySelectorAll('{kind}-config')].map((e) => e.getClientRects().length)") == [0]


OLD = """<py-config>
  autoclose_loader: false
  runtimes:
    - src: "https://cdn.jsdelivr.net/pyodide/v0.21.2/full/pyodide.js"
      name: pyodide-0.21.2
      lang: python
  paths:
    - ./local.py
    - ./sub/other.py
  fetch:
    - from: data/
      files: [one.txt, two.txt]
      to_folder: got
    - files: [local.py]
      to_folder: copies
    - from: data/one.txt
      to_file: renamed.txt
</py-config>"""

OLD_CHECK = """
import local, other
def read(path):
    with open(path) as file: return file.read()
check("paths", (local.who, other.who), ("local", "other"))
check("fetch", (read("got/one.txt"), read("got/two.txt"), read("renamed.txt")), ("1", "2", "1"))
check("fetch alone", read("copies/local.py"), "who = 'local'")
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_config_of_2022(kit, live, kind) -> None:
    files = {
        "local.py": "who = 'local'",
        "sub/other.py": "who = 'other'",
        "data/one.txt": "1",
        "data/two.txt": "2",
    }
    tab = live(OLD.replace("py-config", f"{kind}-config") + both(kit, kind, OLD_CHECK), files)
    hold_both(kit, tab)
    assert any("ignored" in entry.text for entry in tab.console if entry.level.startswith("warn")), tab.report()


MODULES = """
[js_modules.main]
"./lib/tools.js" = "tools"
"./lib/more.js" = "tools"
"./lib/look.css" = "tools"
[js_modules.worker]
"./lib/inside.js" = "inside"
"""

MODULES_CHECK = """
from pagelet import RUNNING_IN_WORKER, js_modules
from pagelet.js_modules import tools
check("main", (tools.double(4), tools.more, tools.where()), (8, "more", "object"))
check("by attribute", js_modules.tools.double(5), 10)
if RUNNING_IN_WORKER:
    from pagelet.js_modules import inside
    check("worker", inside.where(), "undefined")
else:
    fails("not on the page", (AttributeError, ImportError), "", lambda: js_modules.inside)
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_js_modules(kit, live, kind) -> None:
    files = {
        "lib/tools.js": "export const double = (n) => 2 * n; export const where = () => typeof document;",
        "lib/more.js": "export const more = 'more';",
        "lib/look.css": "#styled { color: rgb(1, 2, 3) }",
        "lib/inside.js": "export const where = () => typeof document;",
    }
    html = f"<{kind}-config>{MODULES}</{kind}-config><p id=styled>x</p>{both(kit, kind, MODULES_CHECK)}"
    tab = live(html, files, options=("--coop",))
    hold_both(kit, tab)
    assert tab.evaluate("getComputedStyle(document.querySelector('#styled')).color") == "rgb(1, 2, 3)"


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_folder_of_modules_is_a_package(kit, live, kind) -> None:
    files = {"helpers/util.py": "from .deep.down import two\n", "helpers/deep/down.py": "two = 2\n"}
    code = "from helpers.util import two\nfrom helpers.deep import down\ncheck('two', (two, down.two), (2, 2))"
    hold_both(kit, live(both(kit, kind, code), files, options=("--coop",)))


RUNTIMES = {
    "version": ("mpy", '{"version": "1.29.0-6"}', "1.29"),
    "interpreter": ("mpy", '{"interpreter": "1.29.0-6"}', "1.29"),
    "address": ("mpy", '{"interpreter": "/_pagelet/runtimes/micropython-1.29.0-6/micropython.mjs"}', "1.29"),
    "src": ("mpy", '{"interpreter": {"src": "/_pagelet/runtimes/micropython-1.29.0-6/micropython.mjs"}}', "1.29"),
    "py": ("py", '{"interpreter": "0.27.7"}', "3.12"),
}


@pytest.mark.parametrize("how", RUNTIMES)
def test_interpreter(kit, live, how) -> None:
    kind, config, version = RUNTIMES[how]
    code = f"import sys\ncheck('version', {version!r} in sys.version)"
    kit.verdict(live(kit.checks(kind, code, f"config='{config}'")))


ALONE = """
import asyncio
from pagelet import sync, config
def twice(n): return [n, n]
async def call(n): return await sync.later(n) + 1
async def fetch_it():
    try: await sync.broken()
    except Exception as error: return str(error)
def read_title():
    try:
        from pagelet import document
        return document.title + "!"
    except Exception as error: return str(error)
__export__ = ["twice", "call", "fetch_it", "read_title"]
"""

ALONE_PAGE = """
from pagelet import workers
w = await workers["one"]
w.sync.later = lambda n: n * 10
def broken(): raise ValueError("no")
w.sync.broken = broken
check("exported", await w.twice(2), [2, 2])
check("sync", await w.call(4), 41)
check("error", "no" in await w.fetch_it())
text = await w.read_title()
check("document", "PGL-W07" in text and "sync_main_only" in text or text)
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_sync_main_only(kit, live, kind) -> None:
    worker = kit.python(kind, ALONE, "worker name=one config='{\"sync_main_only\": true}'")
    tab = live(worker + kit.checks("mpy", ALONE_PAGE))
    kit.verdict(tab)
    assert tab.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


PROXIES = """
import asyncio, gc, js
seen = []
js.setTimeout(lambda: seen.append("timeout"), 10)
js.document.body.addEventListener("later", lambda event: seen.append(event.type))
async def answer(event): seen.append("async")
js.document.body.addEventListener("later", answer)
gc.collect()
await asyncio.sleep(0.05)
for _ in range(3): js.document.body.dispatchEvent(js.Event.new("later"))
await asyncio.sleep(0.05)
check("functions live on", sorted(seen), ["async"] * 3 + ["later"] * 3 + ["timeout"])
check("arrays", list(js.Array.new(3, 1, 2).sort(lambda a, b: a - b)), [1, 2, 3])
"""


def test_create_proxy_auto(kit, live) -> None:
    """In a worker, too: `js.self` is the window on the page."""
    code = PROXIES.replace("document.body", "self")
    hold_both(kit, live("<body>" + both(kit, "py", code, "config='experimental_create_proxy = \"auto\"'")))


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_package_by_address(kit, live, kind) -> None:
    config = "packages = ['./tiny_one-1.0-py3-none-any.whl']"
    code = "import tiny_one\ncheck('package', tiny_one.who, 'a wheel')"
    files = {"tiny_one-1.0-py3-none-any.whl": wheel("tiny_one", {"tiny_one/__init__.py": "who = 'a wheel'"})}
    hold_both(kit, live(f"<{kind}-config>{config}</{kind}-config>" + both(kit, kind, code), files))


POLLUTION = {
    "json": '{"constructor": {"prototype": {"polluted": 1}}, "js_modules": {"main": {"./m.js": "__proto__"}}}',
    "toml": "[constructor.prototype]\npolluted = 1\n[js_modules.main]\n'./m.js' = '__proto__'",
    "yaml": "constructor:\n  prototype:\n    polluted: 1\njs_modules:\n  main: {./m.js: __proto__}\n",
}
FORBIDDEN = {
    "json": '{"own": {"__proto__": {"polluted": 1}}}',
    "toml": "[own.__proto__]\npolluted = 1",
    "yaml": "own:\n  __proto__:\n    polluted: 1\n",
}


@pytest.mark.parametrize("form", POLLUTION)
def test_no_prototype_is_polluted(kit, live, form) -> None:
    code = """
from pagelet import config
check("keys are kept", config["constructor"], {"prototype": {"polluted": 1}})
check("object", hasattr(window.Object.new(), "polluted"), False)
"""
    html = f"<mpy-config type={form} src=base.{form}>{POLLUTION[form]}</mpy-config>"
    html += both(kit, "mpy", code)
    tab = live(html, {f"base.{form}": POLLUTION[form], "m.js": "export const polluted = 1;"}, options=("--coop",))
    hold_both(kit, tab)
    assert tab.evaluate("({}).polluted ?? (() => {}).polluted ?? null") is None


@pytest.mark.parametrize("form", FORBIDDEN)
def test_a_key_that_names_the_prototype_is_refused(live, form) -> None:
    html = f"<body><mpy-config type={form}>{FORBIDDEN[form]}</mpy-config><script type=mpy>1</script>"
    tab = live(html, fails=True)
    tab.wait_for("document.querySelector('pagelet-error')", 10)
    assert "PGL-C01" in tab.report()
    assert tab.evaluate("({}).polluted ?? null") is None


@pytest.mark.parametrize("attribute", ["__proto__", "constructor", "toString"])
def test_odd_names_in_attributes_do_no_harm(live, attribute) -> None:
    html = f"""<body><script type=mpy id="{attribute}" name="{attribute}" target="{attribute}">
from pagelet import document
document.body.dataset.ran = "yes"</script><p mpy-{attribute}="x">x</p>
<script type=mpy worker name="{attribute}">from pagelet import document
document.body.dataset.worker = "yes"
__export__ = ["f"]
def f(): return 1</script>"""
    tab = live(html, options=("--coop",))
    tab.wait_for("document.body.dataset.ran && document.body.dataset.worker")
    call = (
        "async (name) => { const { worker } = await import('/_pagelet/pagelet.js'); return (await worker(name)).f(); }"
    )
    assert tab.call(call, attribute) == 1
    assert tab.evaluate("Object.keys(Object.prototype).length") == 0


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        ("<mpy-config>[files]\n'a.txt' = 5</mpy-config>", "PGL-C02"),
        ("<mpy-config>name = </mpy-config>", "PGL-C01"),
        ("<mpy-config src=nowhere.toml></mpy-config>", "PGL-C03"),
        ("<mpy-config></mpy-config><mpy-config>name = 'x'</mpy-config>", "PGL-C04"),
        ("<mpy-config type=xml>name = 'x'</mpy-config>", "PGL-C01"),
        ("<mpy-config type=constructor>name = 'x'</mpy-config>", "PGL-C01"),
        ("<mpy-config>[files]\n'{NO}/a.txt' = ''</mpy-config>", "PGL-C02"),
        ("<mpy-config>packages = ['json']</mpy-config>", "PGL-K1"),
        ("<mpy-config>interpreter = 'newest'</mpy-config>", "PGL-R01"),
    ],
)
def test_mistakes_show_on_the_page(live, tag, wanted) -> None:
    tab = live(f"<body>{tag}<script type=mpy>1</script>", fails=True)
    tab.wait_for("document.querySelector('pagelet-error')", 10)
    assert wanted in tab.report()


def test_hash_of_what_was_written_is_that_of_what_is_served(live) -> None:
    """A larger file arrives byte by byte, too."""
    data = b"".join(hashlib.sha256(str(n).encode()).digest() for n in range(20000))
    code = """
import hashlib
from pagelet import document
document.body.dataset.hash = hashlib.sha256(open("large.bin", "rb").read()).digest().hex()
"""
    html = f"<body><mpy-config>[files]\n'large.bin' = ''</mpy-config><script type=mpy>{code}</script>"
    tab = live(html, {"large.bin": data})
    assert tab.wait_for("document.body.dataset.hash") == hashlib.sha256(data).hexdigest()


# Firefox tells WebDriver nothing of a worker's console.
EAR = """const heard = new BroadcastChannel("console");
const { info } = console;
console.info = (...said) => {
  heard.postMessage(said.join(" "));
  info(...said);
};"""
HEAR = "() => { window.said = []; new BroadcastChannel('console').onmessage = ({ data }) => said.push(data) }"


@pytest.mark.parametrize("kind", ["mpy", "py"])
@pytest.mark.parametrize("where", ["", "worker"])
def test_debug_tells_the_console_what_is_loaded_and_whole_tracebacks(live, kind, where) -> None:
    config = 'debug = true\n[js_modules.worker]\n"./ear.js" = "ear"'
    code = f"<script type={kind} {where}>\ndef go():\n  nobody\ngo()\n</script>"
    tab = live(f"<{kind}-config>{config}</{kind}-config>{code}", {"ear.js": EAR}, preload=HEAR, fails=True)
    tab.wait_for("document.querySelector('pagelet-error')", 60)
    said = tab.evaluate("said") if where else [entry.text for entry in tab.console]
    title = {"mpy": "MicroPython", "py": "Pyodide"}[kind]
    assert any(re.match(rf"Pagelet: http\S*/{title.lower()}-\S*mjs", text) for text in said), said
    assert f"Pagelet: Loaded {title}" in said
    assert any(text.startswith("Traceback (most recent call last)") and "nobody" in text for text in said), said
