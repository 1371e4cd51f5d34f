from pagelet_cli.packages.needs import interpreters, needs
from pagelet_cli.page.imports import later_modules, local_modules
from pagelet_cli.page.parse import parse
from pagelet_cli.page.rewrite import module_links


def modules(html, files, folder=""):
    return local_modules(parse(html), folder, files.get)


def test_inline_script_imports_a_file_beside_the_page():
    assert modules("<script type=py>import helper</script>", {"helper.py": ""}) == {"helper.py": "helper.py"}


def test_what_a_module_imports_is_found_too():
    files = {"a.py": "from b import x", "b.py": "import c, json", "c.py": ""}
    assert sorted(modules("<script type=mpy>import a</script>", files)) == ["a.py", "b.py", "c.py"]


def test_modules_that_import_each_other_end():
    files = {"a.py": "import b", "b.py": "import a"}
    assert sorted(modules("<script type=py>import a</script>", files)) == ["a.py", "b.py"]


def test_packages_bring_their_parents_and_relative_imports():
    files = {
        "shop/__init__.py": "from .cart import Cart",
        "shop/cart.py": "from . import prices\nfrom .tax.rates import vat",
        "shop/prices.py": "",
        "shop/tax/__init__.py": "",
        "shop/tax/rates.py": "from ..prices import base",
    }
    assert sorted(modules("<script type=py>import shop</script>", files)) == sorted(files)


def test_a_folder_without_code_of_its_own_is_a_package():
    util = "from . import deep\nfrom .deep.down import one"
    files = {"helpers/util.py": util, "helpers/deep/down.py": "import numpy.linalg"}
    for code in ("from helpers.util import double", "from helpers import util", "import helpers.util"):
        html = f"<script type=py>{code}</script>"
        assert sorted(modules(html, files)) == sorted(files)
        assert [one.modules for one in needs(parse(html), "", files.get)] == [("numpy",)]
    # Python's own library comes first.
    assert modules("<script type=py>import email.utils</script>", {"email/utils.py": ""}) == {}


def test_src_is_read_and_its_own_folder_searched_after_the_pages():
    files = {"code/app.py": "import near, far", "code/near.py": "", "far.py": ""}
    assert modules('<script type=py src="code/app.py"></script>', files) == {
        "near.py": "code/near.py",
        "far.py": "far.py",
    }


def test_page_in_a_folder():
    files = {"lesson/app.py": "import helper", "lesson/helper.py": ""}
    found = modules('<script type=mpy worker src="app.py"></script>', files, "lesson")
    assert found == {"helper.py": "lesson/helper.py"}
    assert module_links(found, "lesson") == '<link rel="pagelet-module" href="helper.py" data-path="helper.py">'


def test_py_script_indented_with_entities_and_top_level_await():
    html = "<py-script>\n    import asyncio\n    await asyncio.sleep(1 &lt; 2)\n    import helper\n</py-script>"
    assert modules(html, {"helper.py": ""}) == {"helper.py": "helper.py"}


def test_what_py_import_names_is_found_too():
    code = "await py_import('helper', 'numpy.linalg')\nawait pagelet.py_import(name, 'no name')"
    html = f"<script type=py>{code}</script>"
    assert modules(html, {"helper.py": ""}) == {"helper.py": "helper.py"}
    assert [one.modules for one in needs(parse(html), "", {"helper.py": ""}.get)] == [("numpy",)]


def test_what_is_not_the_authors_is_left_alone():
    html = "<script type=py>import json, pagelet, numpy\nfrom pyscript import display</script>"
    assert modules(html, {"pagelet.py": "", "pyscript.py": ""}) == {}


def test_broken_code_and_config_tags_are_no_reason_to_fail():
    html = "<py-config>import helper</py-config><script type=py>import (</script>"
    assert modules(html, {"helper.py": ""}) == {}


def test_links_are_escaped_and_quoted():
    assert module_links({"ä b.py": "ä b.py"}, "") == (
        '<link rel="pagelet-module" href="%C3%A4%20b.py" data-path="ä b.py">'
    )


GROWS = """<script type=mpy>
from pagelet import start
import draw
cpython = await start('py')
await cpython.heavy.model.fit(1)
await cpython.numpy.mean([1])
</script>"""
SHOWS = "import shared, pandas\nfrom pagelet import start\nasync def show():\n    (await start('mpy')).panel.draw()"
GROWN = {
    "draw.py": "import shared",
    "shared.py": "",
    "heavy/__init__.py": "",
    "heavy/model.py": SHOWS,
    "panel.py": "",
}


def test_what_is_handed_to_another_interpreter_is_found_too():
    found = modules(GROWS, GROWN)
    assert sorted(found) == ["draw.py", "heavy/__init__.py", "heavy/model.py", "panel.py", "shared.py"]
    page = parse(GROWS)
    assert later_modules(page, "", GROWN.get) == {
        "heavy/__init__.py": "py",
        "heavy/model.py": "py",
        "panel.py": "mpy",
    }
    assert 'data-path="heavy/model.py" data-type="py"' in module_links(found, "", later_modules(page, "", GROWN.get))
    assert {(need.kind, need.place, need.modules) for need in needs(page, "", GROWN.get) if need.kind == "py"} == {
        ("py", "page", ("numpy", "pandas"))
    }


def test_workers_of_each_version_are_taken_together():
    html = """<mpy-config>packages = ["shared"]</mpy-config>
<script type=mpy>import a</script>
<script type=mpy worker>import b</script>
<script type=mpy worker config='{"version": "1.29.0-6", "packages": ["own"]}'>import c</script>
<script type=mpy worker config='version = "latest"'>import d</script>
<script type=mpy worker env=lab>import e</script>
<script type=mpy-editor env=lab config='{"interpreter": "1.28.0-6"}'>import f</script>"""
    found = [
        (one.place, one.wanted, one.config.get("packages"), [code for code, *_ in one.pieces])
        for one in interpreters(parse(html), "", {}.get)
    ]
    assert found == [
        ("page", "", ["shared"], ["import a"]),
        ("worker", "", ["shared"], ["import b", "import d"]),
        ("worker", "1.29.0-6", ["own"], ["import c"]),
        ("worker", "1.28.0-6", None, ["import e", "import f"]),
    ]


def test_a_page_that_starts_nothing_has_no_other_interpreter():
    html = "<script type=mpy>def start(kind): pass\nstart(name); start('a race')</script>"
    assert [one.kind for one in interpreters(parse(html), "", {}.get)] == ["mpy"]
    worker = "<script type=mpy worker>from pagelet import start\nawait start('py')</script>"
    assert [one.kind for one in interpreters(parse(worker), "", {}.get)] == ["mpy"]
