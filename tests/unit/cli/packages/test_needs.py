from __future__ import annotations

import pytest
from packaging.tags import parse_tag

from pagelet_cli.errors import LocalPackageMissing, NotForMicroPython, NoWheel, RequirementUnreadable, StandardModule
from pagelet_cli.packages import requirement
from pagelet_cli.packages.folder import wheel_of
from pagelet_cli.packages.needs import needs, versions
from pagelet_cli.packages.wheel import check
from pagelet_cli.page.parse import parse
from pagelet_cli.page.settings import parsed


def found(html, files=None, everywhere=()):
    return {
        (n.kind, n.place): (n.version, n.listed, n.modules)
        for n in needs(parse(html), "", (files or {}).get, everywhere)
    }


def test_a_page_without_packages_needs_nothing():
    assert found("<script type=py>import json, js, pagelet, helper</script>", {"helper.py": "import re"}) == {}
    assert found("<script type=mpy>import unknown</script>") == {}


def test_what_is_listed_and_what_is_imported_also_by_the_authors_modules():
    html = '<py-config>packages = ["rich"]</py-config><script type=py>import helper\ndef f(): import numpy.fft</script>'
    assert found(html, {"helper.py": "from scipy import stats"}) == {
        ("py", "page"): ("314.0.7", ("rich",), ("numpy", "scipy"))
    }


def test_the_version_of_each_interpreter_is_known():
    files = {"config.json": '{"interpreter": "0.27.7"}'}
    html = "<script type=py config=config.json>1</script><mpy-config>version='1.29.0-6'</mpy-config>"
    assert versions(parse(html), "", files.get) == {"py": "0.27.7", "mpy": "1.29.0-6"}
    own = "<py-config>interpreter='https://example.org/pyodide.mjs'</py-config><script type=py worker>1</script>"
    assert versions(parse(own), "", files.get)["py"] == ""


def test_imports_that_may_fail_are_not_loaded():
    code = "try:\n  import numpy\nexcept ImportError: pass\nif TYPE_CHECKING:\n  import pandas\n"
    assert found(f"<script type=py>{code}import yaml</script>") == {("py", "page"): ("314.0.7", (), ("yaml",))}


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import pandas as pd\npd.read_parquet('x')", ("pandas", "pyarrow")),
        ("from zoneinfo import ZoneInfo", ("tzdata",)),
        ("import zoneinfo\nzoneinfo.available_timezones()", ("tzdata",)),
        ("import zoneinfo", ()),
        ("from pandas import read_excel", ("openpyxl", "pandas")),
        ("import pandas\ndef f(a): a.to_parquet('x'), a.to_markdown()", ("pandas", "pyarrow", "tabulate")),
        ("import helper\nhelper.read_parquet('x')", ()),
        ("import numpy\nnumpy.read_parquet", ("numpy",)),
    ],
)
def test_what_is_imported_only_in_a_method_is_needed_too(code, modules):
    needed = found(f"<script type=py>{code}</script>", {"helper.py": "def read_parquet(path): ..."})
    assert needed == ({("py", "page"): ("314.0.7", (), modules)} if modules else {})


def test_page_and_worker_have_needs_of_their_own():
    html = (
        "<py-config>packages = ['a']</py-config><script type=py>import b</script>"
        """<script type=py worker config='{"packages": ["c"], "version": "0.27.7"}'>import d</script>"""
    )
    assert found(html) == {("py", "page"): ("314.0.7", ("a",), ("b",)), ("py", "worker"): ("0.27.7", ("c",), ("d",))}


def test_an_interpreter_from_elsewhere_is_left_to_the_page():
    assert found('<script type=py config=\'{"interpreter": "https://x.org/pyodide.mjs"}\'>import numpy</script>') == {}


def test_what_a_project_lists_is_for_its_cpython():
    html = "<script type=py>1</script><script type=mpy>1</script>"
    assert found(html, everywhere=["a"]) == {("py", "page"): ("314.0.7", ("a",), ())}


@pytest.mark.parametrize(
    ("text", "kind", "packages"),
    [
        ('packages = ["a", "b>=1"]', "", ["a", "b>=1"]),
        ('{"packages": ["a"]}', "", ["a"]),
        ("packages:\n  - a\n  - 'b'  # why\npaths:\n  - c.py\n", "yaml", ["a", "b"]),
        ("- numpy\n- pandas\n- paths:\n  - /x.py\n", "", ["numpy", "pandas"]),
        ("packages: [a, b]", "yaml", ["a", "b"]),
        ("packages = [", "", None),
        ("{", "json", None),
    ],
)
def test_configs_in_all_their_formats(text, kind, packages):
    assert parsed(text, kind).get("packages") == packages


@pytest.mark.parametrize(
    "text", ["", "a b c", "pandas>>2", "https://x.org/thing.zip", "other @ https://x.org/a-1-py3-none-any.whl"]
)
def test_what_names_no_package(text, tmp_path):
    with pytest.raises(RequirementUnreadable):
        requirement.read(text, tmp_path)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("pandas=2.2", RequirementUnreadable, "two equal signs, pandas==2.2"),
        ("./nowhere", LocalPackageMissing, "no such file or folder"),
        ("./thing-1.0.tar.gz", NoWheel, 'pip wheel --no-deps "./thing-1.0.tar.gz"'),
        ("git+https://example.org/thing.git", NoWheel, "a browser cannot build one"),
        ("thing @ git+https://example.org/thing.git", NoWheel, "a browser cannot build one"),
    ],
)
def test_what_newcomers_write_is_answered_with_what_to_do(text, kind, said, tmp_path):
    with pytest.raises(kind) as caught:
        requirement.read(text, tmp_path)
    assert said in str(caught.value)


def test_modules_of_the_standard_library_are_no_packages(kit):
    with pytest.raises(StandardModule):
        kit.resolve("json")
    assert kit.resolve("ssl") == []  # a package of some versions
    with pytest.raises(NotForMicroPython, match="typing: it lacks this module"):
        kit.resolve("typing", target=kit.target(name="micropython"))


def test_local_wheels_stay_within_what_is_served(tmp_path, kit):
    kit.wheel(tmp_path, "mine")
    inside = tmp_path / "site"
    inside.mkdir()
    with pytest.raises(LocalPackageMissing, match="outside"):
        requirement.read("../mine-1.0-py3-none-any.whl", inside, within=inside)
    with pytest.raises(LocalPackageMissing, match="no such"):
        requirement.read("./mine-2.0-py3-none-any.whl", inside)


def test_a_folder_becomes_the_same_sound_wheel_each_time(tmp_path):
    (tmp_path / "tool").mkdir()
    (tmp_path / "tool" / "__init__.py").write_text("x = 1\n")
    name, data = wheel_of(tmp_path / "tool")
    assert (name, data) == wheel_of(tmp_path / "tool")
    (tmp_path / name).write_bytes(data)
    check(tmp_path / name)
    with pytest.raises(LocalPackageMissing, match="neither"):
        wheel_of(tmp_path)


def test_the_tags_of_each_interpreter(kit):
    new, old = kit.target("314.0.7"), kit.target("0.27.7")

    def takes(target, tag):
        return any(each in target.tags for each in parse_tag(tag))

    for tag in ("cp314-cp314-pyemscripten_2026_0_wasm32", "cp312-abi3-pyemscripten_2026_0_wasm32", "py2.py3-none-any"):
        assert takes(new, tag), tag
    assert takes(old, "cp312-cp312-pyodide_2024_0_wasm32")
    for tag in (
        "cp314-cp314-pyemscripten_2025_0_wasm32",
        "cp313-cp313-pyemscripten_2026_0_wasm32",
        "py3-none-linux_x86_64",
    ):
        assert not takes(new, tag), tag
    assert takes(kit.target(name="micropython"), "py3-none-any")
    assert not takes(kit.target(name="micropython"), "cp314-cp314-pyemscripten_2026_0_wasm32")
