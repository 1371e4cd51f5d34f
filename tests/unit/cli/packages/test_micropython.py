"""MicroPython's packages: pure wheels, archives of its old installer, and indexes of its present one, mip."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile

import pytest

from pagelet_cli.errors import (
    IndexUnreachable,
    NotForMicroPython,
    NoWheel,
    PackageDamaged,
    PackageUnavailable,
    StandardModule,
)
from pagelet_cli.packages import lock as locks
from pagelet_cli.packages import store
from pagelet_cli.runtimes.cache import cache_folder

# As `micropython-contextlib` has it, which pip itself cannot install.
OLD = {
    "contextlib.py": "from ucontextlib import *\n",
    "micropython_contextlib.egg-info/requires.txt": "micropython-ucontextlib\nmicropython-os.path\n\n[test]\nnowhere\n",
}


@pytest.fixture
def mpy(kit):
    return kit.target(name="micropython")


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        return [name for name in archive.namelist() if ".dist-info/" not in name]


def test_archives_of_the_old_installer_become_wheels(kit, shelf, mpy):
    shelf.sdist("micropython-contextlib", "3.4.2-4", OLD)
    shelf.sdist("micropython-ucontextlib", "0.1", {"ucontextlib.py": "def closing(thing): return thing\n"})
    chosen = {one.name: one for one in kit.resolve("micropython-contextlib", target=mpy)}
    # What the interpreter has by itself, os, is not replaced.
    assert {name: one.version for name, one in chosen.items()} == {
        "micropython-contextlib": "3.4.2.post4",
        "micropython-ucontextlib": "0.1",
    }
    one = chosen["micropython-contextlib"]
    assert one.path.name == "micropython_contextlib-3.4.2.post4-py3-none-any.whl"
    assert names_in(one.path) == ["contextlib.py"]
    assert one.imports() == ["contextlib"]
    # A package may use what another one brings, though MicroPython itself lacks it.
    shelf.wheel("tidy", files={"tidy.py": "from contextlib import closing\n"}, requires=["micropython-contextlib"])
    assert "tidy" in kit.versions("tidy", target=mpy)
    with pytest.raises(NoWheel):
        kit.resolve("micropython-contextlib")


def test_the_lock_names_what_a_wheel_was_made_of(kit, shelf, mpy, tmp_path):
    shelf.sdist("micropython-bisect", "3.3.3", {"bisect.py": "def bisect(a, x): return 0\n"})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "__init__.py").write_text("x = 1\n")
    path = tmp_path / "pagelet-micropython.lock"
    wishes = ["micropython-bisect", "./mine"]
    path.write_text(locks.made_of(kit.resolve(*wishes, target=mpy), wishes, mpy, path).text())
    # On another computer, whose cache has nothing.
    shutil.rmtree(cache_folder() / "packages")
    lock = locks.read(path)
    assert json.loads(path.read_text())["packages"]["mine"]["tool"]["pagelet"]["sources"] == ["./mine"]
    for name, inside in (("micropython-bisect", "bisect.py"), ("mine", "mine/__init__.py")):
        file = lock.file(name)
        wheel = store.fetch(file)
        assert hashlib.sha256(wheel.read_bytes()).hexdigest() == file.sha256
        assert names_in(wheel) == [inside]
    shutil.rmtree(cache_folder() / "packages")
    (tmp_path / "mine" / "__init__.py").write_text("x = 2\n")
    with pytest.raises(PackageDamaged):
        store.fetch(lock.file("mine"))


def test_archives_that_must_be_built_or_are_not_what_the_index_names(kit, shelf, mpy):
    shelf.sdist("built", files={"pyproject.toml": "", "built.py": ""})
    with pytest.raises(NoWheel) as refused:
        kit.resolve("built", target=mpy)
    assert '"built==1.0"' in refused.value.todo
    shelf.sdist("forged", files={"forged.py": ""})
    (shelf.folder / "forged-1.0.tar.gz").write_bytes(b"something else")
    with pytest.raises(PackageUnavailable, match="does not have the hash") as caught:
        kit.resolve("forged", target=mpy)
    assert caught.value.details
    shelf.sdist("outside", files={"../../outside.py": ""})
    with pytest.raises(Exception, match="outside of its folder"):
        kit.resolve("outside", target=mpy)


def test_an_index_of_mips(kit, shelf, mpy):
    shelf.mip_package("contextlib", "3.4.3", {"contextlib.py": "import ucontextlib\n"}, [["ucontextlib", "latest"]])
    shelf.mip_package("ucontextlib", "0.1.1", {"ucontextlib.py": "x = 1\n"})
    shelf.mip_package("umqtt.simple", "1.5.0", {"umqtt/simple.py": "class MQTTClient: pass\n"})
    shelf.wheel("tiny")
    shelf.wheel("contextlib", "9.0")  # a stranger's
    urls = [shelf.url, shelf.mip]
    found = kit.versions("contextlib", "umqtt.simple>=1.4", "tiny", target=mpy, urls=urls)
    assert found == {"contextlib": "3.4.3", "ucontextlib": "0.1.1", "umqtt-simple": "1.5.0", "tiny": "1.0"}
    (file,) = [one.file for one in kit.resolve("umqtt.simple", target=mpy, urls=urls)]
    assert file.name == "umqtt.simple-1.5.0-py3-none-any.whl"
    # CPython's pages ask the other indexes.
    assert kit.versions("tiny", urls=[shelf.mip, shelf.url]) == {"tiny": "1.0"}
    shelf.pages = {path: b"forged" if "/file/" in path else data for path, data in shelf.pages.items()}
    shutil.rmtree(cache_folder() / "packages")
    with pytest.raises(PackageUnavailable) as caught:
        kit.resolve("ucontextlib", target=mpy, urls=[shelf.mip])
    assert "does not have the hash that it is named by" in str(caught.value.details)
    shelf.pages["/mip/index.json"] = b"{}"
    with pytest.raises(IndexUnreachable):
        kit.resolve("tiny", target=mpy, urls=[shelf.mip, shelf.url])


def test_modules_that_it_has_and_has_not_are_no_packages(kit, shelf, mpy):
    for name in ("micropython-logging", "os", "collections.defaultdict"):
        with pytest.raises(StandardModule):
            kit.resolve(name, target=mpy)
    with pytest.raises(NotForMicroPython) as caught:
        kit.resolve("contextlib", target=mpy)
    assert "micropython-contextlib" in caught.value.todo
    assert shelf.asked == []
    # A stranger's name may begin like a module's.
    shelf.wheel("json-logic")
    assert kit.versions("json-logic", target=mpy) == {"json-logic": "1.0"}
