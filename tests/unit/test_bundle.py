from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pagelet_cli.browser import Tab
from pagelet_cli.bundle import Kind, bundle, whole
from pagelet_cli.errors import BundleError

KERNEL = Path(__file__).parents[2] / "kernel" / "src"

GOOD = {
    "index.js": """\
/** The entry. import { no } from "./comment.js" */
import { one, two, } from "./deep/one.js";
import {
  Three,
} from "./three.js";
const text = `export const a = ${ [1].map((n) => { return `${n}import.meta.url`; }) } import { x } from "./y.js"`;
const { size, length: long } = { size: 1, length: 2 };
const pattern = /[/`]export/g;
const half = one() / 2 / size;
async function all() { return [one(), two.name, new Three().url, text, half, long, String(pattern)]; }
const here = import.meta.url;
export { all, here, Three };
""",
    "deep/one.js": """\
import { Three } from "../three.js";
export function one() { return 4; }
export const two = Three;
""",
    "three.js": "export class Three { get url() { return new URL('.', import.meta.url).pathname; } }\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "index.js"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


EXPECTED = [4, "Three", "/", 'export const a = 1import.meta.url import { x } from "./y.js"', 2, 2, "/[/`]export/g"]


def test_one_file_is_a_module_and_a_script(tab: Tab, site: tuple[Path, str]) -> None:
    folder, base = site
    (folder / "out.js").write_text(bundle(write(folder / "src", GOOD), "page"))
    (folder / "module.html").write_text(
        "<!doctype html><script type=module>import { all, here, Three } from './out.js';"
        "window.got = [await all(), here, typeof Three]</script>"
    )
    (folder / "script.html").write_text(
        "<!doctype html><script src=out.js></script><script src=out.js></script>"
        "<script>pagelet.all().then(all => window.got = [all, pagelet.here, typeof pagelet.Three])</script>"
    )
    for name in ("module.html", "script.html"):
        tab.goto(base + name)
        assert tab.wait_for("window.got", timeout=5) == [EXPECTED, f"{base}out.js", "function"], name
    assert tab.errors == []


def test_a_worker_bundle_is_a_module(tab: Tab, site: tuple[Path, str]) -> None:
    folder, base = site
    files = GOOD | {"index.js": GOOD["index.js"] + "all().then((all) => postMessage([all, here]));\n"}
    (folder / "out.js").write_text(bundle(write(folder / "src", files), "worker"))
    (folder / "index.html").write_text(
        "<!doctype html><script>new Worker('out.js', {type: 'module'}).onmessage = e => window.got = e.data</script>"
    )
    tab.goto(base)
    assert tab.wait_for("window.got", timeout=5) == [EXPECTED, f"{base}out.js"]


def test_modules_come_once_and_after_what_they_need(tmp_path: Path) -> None:
    text = bundle(write(tmp_path, GOOD), "plain")
    assert [line for line in text.splitlines() if line.startswith("// ---")] == [
        "// --- three.js",
        "// --- one.js",
        "// --- index.js",
    ]


def test_one_program_is_the_pages_and_its_workers(tmp_path: Path) -> None:
    files = {
        "index.js": """import { both } from "./both.js";
import { seen } from "./seen.js";
const parts = () => Promise.all([import("./part.js"), import("./spare.js")]);
export const start = () => parts().then(([{ part }]) => seen + both + part);
""",
        "worker.js": 'import { both } from "./both.js";\nimport { deaf } from "./deaf.js";\ndeaf(both);\n',
        "both.js": "export const both = 1;\n",
        "seen.js": "export const seen = document.title;\n",
        "deaf.js": "export const deaf = postMessage;\n",
        "part.js": "export const part = 2;\n",
        "spare.js": "export const spare = 3;\n",
    }
    index = write(tmp_path, files)
    text = whole(index, tmp_path / "worker.js", {"spare.js"})
    assert [text.count(f"// --- {name}\n") for name in files] == [1, 1, 1, 1, 1, 1, 0]
    shared, page, worker = text.split("(() => {\n")
    assert ("both = 1" in shared, "document.title" in page, "deaf(both)" in worker) == (True, True, True)
    assert "built without spare" in shared


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"index.js": 'import { a } from "./b.js";\n', "b.js": "const a = 1;\n"}, r":1: b.js does not export 'a'"),
        ({"index.js": '\nimport { a } from "./b.js";\n'}, r"index.js:2: there is no module './b.js'"),
        (
            {"index.js": 'import { a } from "./b.js";\nconst c = 1;\n', "b.js": "export const a = 1;\nlet c;\n"},
            r":2: 'c' is also declared in b.js",
        ),
        ({"index.js": "const a = 1;\nfunction a() {}\n"}, r":2: 'a' is declared twice"),
        (
            {
                "index.js": 'import { a } from "./a.js";\n',
                "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
                "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
            },
            r"import each other: a.js -> b.js -> a.js",
        ),
        ({"index.js": 'import a from "./b.js";\n'}, "this form of import is not supported"),
        ({"index.js": 'import * as a from "./b.js";\n'}, "this form of import is not supported"),
        ({"index.js": 'import { a as b } from "./b.js";\n'}, "is not supported"),
        ({"index.js": 'import { a } from "b";\n'}, "must be relative"),
        ({"index.js": "export default 1;\n"}, "this form of export is not supported"),
        ({"index.js": 'export * from "./b.js";\n'}, "this form of export is not supported"),
        ({"index.js": 'export { a } from "./b.js";\n'}, "this form of export is not supported"),
        ({"index.js": "export { a };\n"}, "names 'a', which is not defined"),
        ({"index.js": "await 1;\n"}, "top-level await"),
        ({"index.js": "const a = import.meta.env;\n"}, "only `import.meta.url`"),
        ({"index.js": "const { a = 1 } = {};\n"}, "flat list of names"),
        ({"index.js": "const a = `open;\n"}, "does not end"),
    ],
)
def test_what_it_does_not_understand_is_refused(files: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=message.replace(": ", ".*: ", 1)):
        bundle(write(tmp_path, files), "page")


@pytest.mark.parametrize(("entry", "kind"), [("index.js", "page"), ("worker.js", "worker")])
def test_the_kernel_bundles(entry: str, kind: Kind) -> None:
    assert len(bundle(KERNEL / entry, kind)) > 1000
