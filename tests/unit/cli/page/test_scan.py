from __future__ import annotations

import pytest

from pagelet_cli.page.parse import parse
from pagelet_cli.page.scan import Scan, origin_of, scan


def of(source: str) -> Scan:
    return scan(parse(source))


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ('<script type="py">', {"py"}),
        ('<script type="mpy" src="a.py">', {"mpy"}),
        ('<script type="py-editor">', {"py"}),
        ("<py-script>", {"py"}),
        ("<mpy-script>", {"mpy"}),
        ("<py-config>", {"py"}),
        ("<py-repl>", {"py"}),
        ('<button py-click="f">', {"py"}),
        ('<button mpy-click="f">', {"mpy"}),
        ('<button pys-onClick="f">', {"py"}),
        ('<script type="py"></script><script type="mpy">', {"py", "mpy"}),
        ("<script>1</script>", set()),
        ('<script type="python">', set()),
        ("<pyx-y>", set()),
        ('<p title="py-click">', set()),
        ("<!-- <py-script> -->", set()),
    ],
)
def test_interpreters_are_found(source: str, kinds: set[str]) -> None:
    assert of(source).kinds == kinds


@pytest.mark.parametrize(
    "source", ['<script type="py" worker>', '<script type="py-editor">', "<py-config>", "<mpy-repl worker>"]
)
def test_what_runs_elsewhere_is_not_needed_on_main(source: str) -> None:
    assert of(source).on_main == set()


@pytest.mark.parametrize("src", ["pagelet.js", "/_pagelet/pagelet.js", "https://x.example/a/pagelet.js?v=1"])
def test_the_loader_is_found(src: str) -> None:
    found = of(f'<script type="module" src="{src}"></script><script type="py">')
    assert found.loader is not None
    assert not found.own_scripts


@pytest.mark.parametrize(
    ("src", "yes"),
    [
        ("https://pyscript.net/releases/2025.11.2/core.js", True),
        ("https://pyscript.net/latest/pyscript.js", True),
        ("./node_modules/@pyscript/core/dist/core.js", True),
        ("https://cdn.example/npm/@pyscript/core@0.7.31/dist/core.js", True),
        ("https://cdn.example/npm/@pyscript/core", True),
        ("pyscript.js", True),
        ("/app/core.js", False),
        ("/pyscript/helper.js", False),
        ("mypage.js", False),
    ],
)
def test_pyscripts_loader_is_known(src: str, yes: bool) -> None:
    assert bool(of(f'<script type="module" src="{src}"></script>').pyscript) is yes


def test_own_scripts_are_collected() -> None:
    found = of('<script>a()</script><script type="importmap">{}</script><p onclick="b()" on-x="c">')
    assert found.inline == ("a()", "{}")
    assert found.handlers == ("b()",)
    assert found.own_scripts


@pytest.mark.parametrize(
    ("source", "pair"),
    [
        ('<script src="https://a.example/x.js">', ("script-src", "https://a.example")),
        ('<link rel="stylesheet" href="https://a.example/x.css">', ("style-src", "https://a.example")),
        ('<link rel=icon href="//a.example/x">', ("img-src", "https://a.example")),
        ('<img src="https://a.example:8/x">', ("img-src", "https://a.example:8")),
        ('<iframe src="https://a.example/x">', ("frame-src", "https://a.example")),
        (
            '<script type=importmap>{"imports":{"x":"https://a.example/x"}}</script>',
            ("script-src", "https://a.example"),
        ),
        ('<script type=module>import x from "https://a.example/x"</script>', ("script-src", "https://a.example")),
        ('<style>@import "https://a.example/x";</style>', ("style-src", "https://a.example")),
        (
            """<py-config>[js_modules.main]\n"https://a.example/x.js" = "x"</py-config>""",
            ("script-src", "https://a.example"),
        ),
    ],
)
def test_other_sites_are_noted(source: str, pair: tuple[str, str]) -> None:
    assert pair in of(source).origins


@pytest.mark.parametrize(
    "address", ["x.js", "/x", "data:x", "javascript:1", "https://", "https://a b/", "http://[", "https://a;b/"]
)
def test_only_sites_are_origins(address: str) -> None:
    assert origin_of(address) is None
