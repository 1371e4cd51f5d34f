from __future__ import annotations

import json
import os

import pytest
from click.testing import CliRunner

from pagelet_cli.cli import pagelet
from pagelet_cli.config import Settings
from pagelet_cli.errors import LockForeign, LockStale, LockUnreadable, PackageUnknown
from pagelet_cli.packages import command as commands
from pagelet_cli.packages import lock as locks
from pagelet_cli.packages import plan as plans
from pagelet_cli.packages.needs import Need
from pagelet_cli.packages.plan import Place, plan
from pagelet_cli.packages.project import with_packages


@pytest.fixture
def project(tmp_path, shelf, kit, monkeypatch):
    """A folder with a page, an index, and an interpreter that is described and not fetched."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pagelet.toml").write_text(f'# mine\nindex_urls = ["{shelf.url}"]\n\n[serve]\nport = 1\n')
    (folder / "index.html").write_text(
        '<py-config>\npackages = ["apple"]\n</py-config>\n<script type=py>import numpy</script>'
    )
    shelf.wheel("apple", "1.0")

    def target(name, version, **_):
        return kit.target(version, kit.entry("numpy", "2.4.6"), name=name)

    monkeypatch.setattr(commands, "target", target)
    monkeypatch.setattr(plans, "target", target)
    return folder


def run(*arguments):
    return CliRunner().invoke(pagelet, [str(argument) for argument in arguments], standalone_mode=False)


def test_lock_writes_what_pages_list_and_import(project, shelf, kit, monkeypatch):
    monkeypatch.chdir(project)
    done = run("lock")
    assert done.return_value == 0
    assert done.stdout == "pagelet.lock written: 2 packages for pyodide-314.0.7\n"
    content = json.loads((project / "pagelet.lock").read_text())
    assert content["info"]["abi_version"] == "2026_0"
    assert content["packages"]["numpy"]["file_name"] == kit.entry("numpy", "2.4.6")["file_name"]
    assert content["packages"]["apple"]["file_name"].startswith("http://127.0.0.1")
    assert content["packages"]["apple"]["imports"] == ["apple"]
    assert content["tool"]["pagelet"] == {"format": 1, "runtime": "pyodide-314.0.7", "wishes": ["apple", "numpy"]}
    lock = locks.read(project / "pagelet.lock")
    assert lock.text() == (project / "pagelet.lock").read_text()
    assert lock.file("apple").group == ""
    assert lock.file("numpy").group == "pyodide-314.0.7"
    assert lock.order(["numpy", "apple"]) == ["numpy", "apple"]


def test_lock_keeps_versions_until_upgrade_and_check_says_so(project, shelf):
    run("lock", project)
    shelf.wheel("apple", "2.0")
    done = run("lock", project, "--check", "--json")
    assert (done.return_value, json.loads(done.stdout)["locks"][0]["changed"]) == (0, False)
    assert run("lock", project, "--check", "--upgrade").return_value == 1
    done = run("lock", project, "--upgrade", "--json")
    assert json.loads(done.stdout)["locks"][0]["packages"]["apple"] == "2.0"


def test_add_writes_the_settings_after_it_resolved(project, shelf):
    shelf.wheel("pear", "1.0")
    assert run("add", "pear", "--to", project).return_value == 0
    assert (project / "pagelet.toml").read_text().startswith('packages = ["pear"]\n# mine\n')
    assert "pear" in locks.read(project / "pagelet.lock").packages
    assert isinstance(run("add", "peach", "--to", project).exception, PackageUnknown)
    assert "peach" not in (project / "pagelet.toml").read_text()


def test_add_for_micropython(project, shelf):
    shelf.sdist("micropython-bisect", "3.3.3", {"bisect.py": ""})
    assert run("add", "--mpy", "micropython-bisect", "--to", project).return_value == 0
    listed = "packages = [\"micropython-bisect; implementation_name == 'micropython'\"]"
    assert (project / "pagelet.toml").read_text().startswith(listed)
    assert "micropython-bisect" in locks.read(project / "pagelet-micropython.lock").packages
    assert "micropython-bisect" not in locks.read(project / "pagelet.lock").packages
    # Where all pages run on MicroPython, nobody has to say it.
    (project / "index.html").write_text("<script type=mpy>import tiny</script>")
    shelf.wheel("tiny")
    assert run("add", "tiny", "--to", project).return_value == 0
    assert set(locks.read(project / "pagelet-micropython.lock").packages) == {"micropython-bisect", "tiny"}


def test_what_a_marker_leaves_out_is_not_missing_in_the_lock(project):
    (project / "index.html").write_text(
        '<py-config>packages = ["apple", "tomli; python_version < \'3.11\'"]</py-config><script type=py>1</script>'
    )
    assert run("lock", project).return_value == 0
    need = Need("py", "page", "314.0.7", ("apple", "tomli; python_version < '3.11'"), ())
    assert plan(need, Place(project, project, Settings())).load == ("apple",)


def test_errors_as_json(project):
    done = run("add", "aple", "--to", project, "--json")
    assert done.return_value == 1
    assert json.loads(done.stdout)["error"]["code"] == PackageUnknown.code


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'packages = ["b"]\n'),
        ('packages = ["a"]\n', 'packages = ["a", "b"]\n'),
        ('packages = [\n  "a",\n]\n[serve]\n', 'packages = [\n  "a", "b"\n]\n[serve]\n'),
        ("packages = []\n", 'packages = ["b"]\n'),
    ],
)
def test_the_list_is_edited_in_place(before, after):
    assert with_packages(before, ["b"], table=False) == after


def test_the_list_in_pyproject():
    before = '[project]\nname = "x"\n\n[tool.pagelet]\ncoop = true\n'
    after = '[project]\nname = "x"\n\n[tool.pagelet]\npackages = ["b"]\ncoop = true\n'
    assert with_packages(before, ["b"], table=True) == after


# --------------------------------------------------------------------------------------------------------------- plans


def need(*listed, modules=(), version="314.0.7", indexes=()):
    return Need("py", "page", version, listed, tuple(modules), indexes)


def place(project, shelf):
    return Place(project, project, Settings(index_urls=[shelf.url]))


def test_without_a_lock_a_page_resolves_once_a_day_and_offline_never(project, shelf):
    found = plan(need("apple", modules=["numpy", "unknown"]), place(project, shelf))
    assert (found.load, found.granted) == (("apple", "numpy"), ("apple",))
    asked = len(shelf.asked)
    assert plan(need("apple", modules=["numpy"]), place(project, shelf)).load == found.load
    assert len(shelf.asked) == asked
    shelf.broken = True
    for file in (project.parent / "cache" / "resolved").iterdir():
        os.utime(file, (0, 0))
    assert plan(need("apple", modules=["numpy"]), place(project, shelf)).load == found.load


def test_with_a_lock_a_page_has_what_is_locked(project, shelf):
    run("lock", project)
    shelf.wheel("apple", "2.0")
    found = plan(need("apple"), place(project, shelf))
    assert found.lock.versions()["apple"] == "1.0"
    with pytest.raises(LockStale, match="pear"):
        plan(need("apple", "pear"), place(project, shelf))
    with pytest.raises(LockStale, match="apple>=2"):
        plan(need("apple>=2"), place(project, shelf))
    with pytest.raises(LockForeign, match=r"314\.0\.7.*0\.27\.7"):
        plan(need("apple", version="0.27.7"), place(project, shelf))


@pytest.mark.parametrize("text", ["{", "[]", '{"info": {}, "packages": {}}', '{"packages": {"a": {"sha256": "x"}}}'])
def test_a_broken_lock_is_said(tmp_path, text):
    (tmp_path / "pagelet.lock").write_text(text)
    with pytest.raises(LockUnreadable):
        locks.read(tmp_path / "pagelet.lock")


def test_a_page_needs_nothing(project, shelf):
    assert plan(need(modules=["unknown"]), place(project, shelf)).load == ()


# Those of the lock that Pyodide 314 is published with, which pyodide-lock 0.2 reads.
FIELDS = ["depends", "file_name", "imports", "install_dir", "name", "package_type", "sha256", "tool"]
FIELDS += ["unvendored_tests", "version"]


def test_the_lock_has_the_fields_of_pyodides_own(project):
    (project / "index.html").write_text(
        '<py-config>packages = ["apple"]</py-config><script type="py">import numpy</script>'
        '<mpy-config>packages = ["apple"]</mpy-config><script type="mpy">import apple</script>'
    )
    assert run("lock", project).return_value == 0
    for name in ("pagelet.lock", "pagelet-micropython.lock"):
        lock = json.loads((project / name).read_text())
        assert lock.keys() == {"info", "packages", "tool"}
        assert lock["info"].keys() - {"abi_version"} == {"arch", "platform", "python", "version"}
        for entry in lock["packages"].values():
            assert sorted(entry) == FIELDS
            assert entry["sha256"]
            assert entry["tool"]["pagelet"]["sources"]


PLACED = """<title>t</title>
<py-config>
packages = [
  "apple",
  {entry}
]
</py-config>
<script type="py">
print(1)
{code}
</script>
"""


@pytest.mark.parametrize(
    ("entry", "code", "where"),
    [
        ('"pear"', "", "index.html:5"),  # nobody has it
        ('"basket"', "", "index.html:5"),  # what it needs, nobody has
        ('"bad"', "", "index.html:5"),  # its hash is wrong
        ('"json"', "", "index.html:5"),
        ('"x = 1"', "", "index.html:5"),
        ('"./no.whl"', "", "index.html:5"),
        ('"apple[seeds]"', "", "index.html:5"),
        ('"fig", "date"', "", "index.html:4"),  # one wants another apple than the other, and the page one, too
        ("", "if 1:\n    import jwt.api", "index.html:11"),
    ],
)
def test_a_problem_has_the_line_of_the_entry_that_leads_to_it(project, shelf, monkeypatch, entry, code, where):
    monkeypatch.chdir(project)
    shelf.wheel("apple", "2.0")
    shelf.wheel("basket", requires=["cherry"])
    shelf.wheel("bad", sha256="0" * 64)
    shelf.wheel("fig", requires=["apple<2"])
    shelf.wheel("date", requires=["apple>=2"])
    (project / "index.html").write_text(PLACED.format(entry=entry, code=code))
    error = json.loads(run("lock", "--json").stdout)["error"]
    assert f"{error['file']}:{error['line']}" == where


def test_a_problem_with_the_list_of_a_project_has_its_line(project, monkeypatch):
    monkeypatch.chdir(project)
    settings = project / "pagelet.toml"
    settings.write_text(f"packages = [\n  'pear; python_version > \"3\"',\n]\n{settings.read_text()}")
    error = json.loads(run("lock", "--json").stdout)["error"]
    assert (error["code"], error["file"], error["line"]) == (PackageUnknown.code, "pagelet.toml", 2)
