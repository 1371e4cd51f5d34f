"""Made-up pages and configs: what reads them must neither fail nor touch what is not its own.

Peers: PyScript parses TOML with a library that says neither line nor column, and never sees a page's text. Paths are
made up in test_serve_attacks.py, archives in tests/unit/kernel/archives_cases.json.
"""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pagelet_cli.config import Settings
from pagelet_cli.page.parse import decode, encode, parse
from pagelet_cli.page.pieces import pieces
from pagelet_cli.page.rewrite import apply, loader_edits
from pagelet_cli.page.scan import scan
from pagelet_cli.serve.files import Root
from pagelet_cli.serve.pages import render

ROOT = Path(__file__).parents[2]

# What pages are made of, whole and broken.
_BITS = [
    *("<!doctype html>", "<html>", "<head>", "</head>", "<body>", "</body>", "<title>t</title>", "<base href=x/>"),
    *('<script type="py">', "<script type=mpy src='a.py'>", "<script>", "</script>", "<script src=//x/y.js>"),
    *("<py-config>", "</py-config>", "<mpy-script>", "</mpy-script>", "<py-repl>", "<template>", "</template>"),
    *('<script type="module" src="pagelet.js">', "<meta charset=utf-8>", "<style>", "</style>", "<textarea>", "<svg>"),
    *("import app\n", "packages = ['x']", "[files]\n", "'a' = \"b\"", '{"a": [1', "]}", "&lt;", "&#0;", "\0", "\r\n"),
    *(' py-click="f" ', "=", "'", '"', ">", "<", "</", "/>", " onclick=x ", "\ud800", "\ufeff", "<a b=c b=d>", "𝄞"),
    *("<plaintext>", "<!--", "-->"),
]
_HTML = st.lists(st.one_of(st.sampled_from(_BITS), st.text(max_size=6)), max_size=25).map("".join)
_MANY = settings(
    max_examples=250, deadline=None, phases=[Phase.explicit, Phase.generate, Phase.shrink], derandomize=True
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Root:
    folder = tmp_path_factory.mktemp("made-up")
    (folder / "app.py").write_text("import os\n", "utf-8")
    return Root(folder)


@_MANY
@given(_HTML)
def test_any_page_is_served_whole(root: Root, source: str) -> None:
    """Whatever a page is, nothing of it is lost: what is served is what its author wrote, and what was put between."""
    data = source.encode("utf-8", "surrogatepass")
    written = decode(data)
    assert encode(written) == data
    page = parse(written)
    edits = loader_edits(page, scan(page), lambda _: True)
    assert all(0 <= edit.start <= edit.end <= len(written) for edit in edits)
    rendered = render(data, Settings(), root, "/index.html", lambda *_: "", lambda *_: "")
    kept = iter(decode(rendered.body))
    position = 0
    for edit in sorted(edits, key=lambda one: one.start):
        assert all(letter in kept for letter in written[position : edit.start])
        position = edit.end
    assert "\n" not in (rendered.policy or "")
    assert apply(written, []) == written


@_MANY
@given(_HTML)
def test_any_page_is_checked(root: Root, source: str) -> None:
    page = parse(source)
    for piece in pieces(page, "index.html", "", root.text):
        line, column = piece.place(1, 1)
        assert line >= 1
        assert column >= 1


_TOML_BITS = [
    *("a", "b.c", '"a b"', "[", "]", "[[", "]]", "{", "}", " = ", "=", ".", ",", "\n", " ", "#x\n", '"""', "'''", "'"),
    *(
        "1",
        "1_0",
        "-0",
        "0x1F",
        "1e3",
        "1.5",
        "inf",
        "nan",
        "true",
        "1979-05-27",
        "07:32:00",
        '"\\u00e9"',
        '"\\x"',
        '"',
    ),
    *("constructor", "__proto__", "é", "\0", "\r\n", "[a]\n", "[[l]]\n", "k = [1, 2]\n", "t = {x = 1}\n"),
]
_TOML = st.lists(st.one_of(st.sampled_from(_TOML_BITS), st.text(max_size=4)), max_size=14).map("".join)

_READ = """
import { readFileSync } from "node:fs";
const [address] = process.argv.slice(2);
const { parseToml } = await import(address);
const plain = (value) => {
  if (typeof value === "number" && !Number.isFinite(value)) return { $: String(value) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) throw new Error("the prototype was changed");
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
};
const answers = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  try {
    return { value: plain(parseToml(text)) };
  } catch (error) {
    return { name: error.constructor.name, message: error.message, line: error.line, column: error.column };
  }
});
if ({}.polluted !== undefined || Object.keys(Object.prototype).length) throw new Error("polluted");
process.stdout.write(JSON.stringify(answers));
"""


def test_any_config_is_read_as_python_reads_it_or_refused_with_its_place(tmp_path: Path) -> None:
    texts: list[str] = []

    @settings(max_examples=600, deadline=None, phases=[Phase.generate], derandomize=True)
    @given(_TOML)
    def collect(text: str) -> None:
        texts.append(text.encode("utf-8", "replace").decode())

    collect()
    script = tmp_path / "read.mjs"
    script.write_text(_READ, "utf-8")
    command = ["node", str(script), str(ROOT / "kernel/src/config/toml.js")]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    wrong = []
    for text, answer in zip(texts, json.loads(done.stdout), strict=True):
        if "value" not in answer:
            # A mistake has a place, which is in the text.
            lines = text.replace("\r\n", "\n").split("\n")
            if not (answer.get("line") and 1 <= answer["line"] <= len(lines) and answer["column"] >= 1):
                wrong.append((text, answer))
        elif (wanted := _python(text)) is not _UNREAD and not _same(wanted, answer["value"]):
            wrong.append((text, answer))
    assert wrong == []


_UNREAD = object()


def _python(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return _UNREAD


def _same(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict):
        same = isinstance(found, dict) and wanted.keys() == found.keys()
        return same and all(_same(item, found[key]) for key, item in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(_same, wanted, found))
    if isinstance(wanted, float) and found == {"$": str(wanted).replace("inf", "Infinity").replace("nan", "NaN")}:
        return True
    # Dates stay text in pages; JavaScript has one kind of number.
    return isinstance(found, str) if not isinstance(wanted, (bool, int, float, str)) else bool(wanted == found)
