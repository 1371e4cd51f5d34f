from __future__ import annotations

import hashlib

import pytest

from pagelet_cli.errors import (
    Conflict,
    ExtraUnknown,
    IndexUnreachable,
    NotForMicroPython,
    NoWheel,
    OtherSystems,
    PackageDamaged,
    PackageUnavailable,
    PackageUnknown,
    PythonUnfit,
    VersionMissing,
    WheelInvalid,
    WrongYear,
    Yanked,
)
from pagelet_cli.runtimes.cache import cache_folder

NEW = "cp314-cp314-pyemscripten_2026_0_wasm32"
OLD = "cp312-cp312-pyodide_2024_0_wasm32"


def test_the_newest_version_that_fits_and_what_it_needs(kit, shelf):
    shelf.wheel("apple", "1.0")
    shelf.wheel("apple", "2.0", requires=["core>=1", 'other; sys_platform == "win32"'])
    shelf.wheel("apple", "3.0a1")
    shelf.wheel("core", "1.5")
    assert kit.versions("apple") == {"core": "1.5", "apple": "2.0"}
    assert kit.versions("apple<2") == {"apple": "1.0"}
    assert kit.versions("apple==3.0a1") == {"apple": "3.0a1"}


def test_each_comes_after_what_it_needs(kit, shelf):
    shelf.wheel("a", requires=["b"])
    shelf.wheel("b", requires=["c"])
    shelf.wheel("c")
    assert list(kit.versions("a")) == ["c", "b", "a"]


def test_the_distribution_comes_first_and_the_index_is_not_even_asked(kit, shelf):
    shelf.wheel("numpy", "9.0")
    target = kit.target("314.0.7", kit.entry("numpy", "2.4.6", ["openblas"]), kit.entry("openblas", "0.3"))
    assert kit.versions("numpy>=2", target=target) == {"openblas": "0.3", "numpy": "2.4.6"}
    assert shelf.asked == []
    assert kit.versions("numpy>=3", target=target) == {"numpy": "9.0"}


def test_a_compiled_wheel_of_the_right_year_is_better_than_a_pure_one(kit, shelf):
    shelf.wheel("fast", "1.0")
    shelf.wheel("fast", "1.0", tag=NEW)
    shelf.wheel("fast", "2.0", tag=OLD)
    assert [item.file.name for item in kit.resolve("fast")] == [f"fast-1.0-{NEW}.whl"]
    assert [item.file.name for item in kit.resolve("fast", target=kit.target("0.27.7"))] == [f"fast-2.0-{OLD}.whl"]


def test_extras_bring_more(kit, shelf):
    needs = ["base", 'colour; extra == "pretty"', 'sound>=2; extra == "loud"']
    shelf.wheel("shop", requires=needs, extras=["pretty", "loud"])
    for name in ("base", "colour"):
        shelf.wheel(name)
    assert set(kit.versions("shop")) == {"shop", "base"}
    assert set(kit.versions("shop[pretty]")) == {"shop", "base", "colour"}
    error = refused(kit, ExtraUnknown, "shop[Prety]")
    assert "shop 1.0 has no extra 'Prety'" in error.what
    assert error.todo == "Write one of those that it has: loud, pretty."
    # What packages ask each other for is their affair, as it is with pip.
    shelf.wheel("mall", requires=["shop[tall]"])
    assert set(kit.versions("mall")) == {"mall", "shop", "base"}


def test_it_goes_back_to_an_older_version_where_the_newest_cannot_be(kit, shelf):
    shelf.wheel("app", "2.0", requires=["lib>=2"])
    shelf.wheel("app", "1.0", requires=["lib>=1"])
    shelf.wheel("lib", "1.0")
    assert kit.versions("app") == {"lib": "1.0", "app": "1.0"}


def test_what_a_lock_has_stays(kit, shelf):
    shelf.wheel("apple", "1.0")
    shelf.wheel("apple", "2.0")
    assert kit.versions("apple", preferred={"apple": "1.0"}) == {"apple": "1.0"}
    assert kit.versions("apple>1", preferred={"apple": "1.0"}) == {"apple": "2.0"}


def test_wheels_and_folders_of_the_users_own(kit, shelf, tmp_path):
    wheel = kit.wheel(tmp_path / "wheels", "mine", "3.0", requires=["lib"])
    shelf.wheel("lib", "1.0")
    (tmp_path / "tool" / "src" / "tool").mkdir(parents=True)
    (tmp_path / "tool" / "src" / "tool" / "__init__.py").write_text("x = 1\n")
    (tmp_path / "tool" / "pyproject.toml").write_text(
        '[project]\nname = "tool"\nversion = "0.2"\ndependencies = ["mine"]\n'
    )
    found = {item.name: item for item in kit.resolve(f"./wheels/{wheel.name}", "./tool")}
    assert {name: item.version for name, item in found.items()} == {"lib": "1.0", "mine": "3.0", "tool": "0.2"}
    assert found["tool"].imports() == ["tool"]
    assert found["mine"].sources == (str(wheel),)


def test_a_wheel_by_its_address_with_and_without_a_hash(kit, shelf):
    path = shelf.wheel("apple", "2.0")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    address = shelf.url.replace("simple/", f"files/{path.name}")
    assert kit.resolve(address)[0].file.sha256 == digest
    assert kit.resolve(f"apple @ {address}#sha256={digest}")[0].sources == (address,)
    with pytest.raises(PackageDamaged):
        kit.resolve(f"{address}#sha256={'0' * 64}")


# ------------------------------------------------------------------------------------------------- private and public


def test_a_private_name_never_comes_from_the_public_index(kit, shelves):
    private, public = shelves(), shelves()
    private.wheel("secret", "1.0")
    public.wheel("secret", "99.0")
    public.wheel("open", "1.0", requires=["secret"])
    assert kit.versions("open", urls=[private.url, public.url]) == {"secret": "1.0", "open": "1.0"}
    assert public.asked.count("secret") == 0
    with pytest.raises(VersionMissing):
        kit.resolve("secret>=2", urls=[private.url, public.url])


def test_a_private_index_that_fails_is_not_passed_over(kit, shelves):
    private, public = shelves(), shelves()
    private.broken = True
    public.wheel("secret", "99.0")
    with pytest.raises(IndexUnreachable) as caught:
        kit.resolve("secret", urls=[private.url, public.url])
    assert public.asked == []
    assert "stranger" in caught.value.todo


def test_passwords_are_neither_shown_nor_written(kit, shelf):
    shelf.wheel("apple")
    url = shelf.url.replace("http://", "http://me:pass@")
    found = kit.resolve("apple", urls=[url])
    assert not any("pass" in source for source in found[0].sources)
    shelf.broken = True
    with pytest.raises(IndexUnreachable) as caught:
        kit.resolve("pear", urls=[url])
    assert "pass" not in str(caught.value)


# -------------------------------------------------------------------------------------------------------- explanations


def refused(kit, kind, *texts, **more):
    with pytest.raises(kind) as caught:
        kit.resolve(*texts, **more)
    assert type(caught.value) is kind
    return caught.value


def test_a_name_that_is_not_there_with_what_was_meant(kit):
    assert (
        "Did you mean numpy"
        in refused(kit, PackageUnknown, "numpyy", target=kit.target("314.0.7", kit.entry("numpy", "2"))).todo
    )
    assert "scikit-learn" in refused(kit, PackageUnknown, "sklearn").todo


def test_only_a_source_distribution(kit, shelf):
    shelf.sdist("ancient", "0.1")
    assert "source only" in refused(kit, NoWheel, "ancient").what


def test_wheels_of_another_year_are_named(kit, shelf):
    shelf.wheel("frames", "3.0", tag=OLD)
    error = refused(kit, WrongYear, "frames")
    assert OLD.split("-")[2] in error.what
    assert "pyemscripten_2026_0_wasm32" in error.what
    assert '"0.27.7"' in error.todo


def test_wheels_of_other_systems_are_named(kit, shelf):
    shelf.wheel("native", tag="cp314-cp314-manylinux_2_17_x86_64")
    shelf.wheel("native", tag="cp314-cp314-win_amd64")
    assert "Linux, Windows" in refused(kit, OtherSystems, "native").what
    # Of what the interpreter brings along, another version; of what another package does, that one.
    published = kit.target("314.0.7", kit.entry("native", "0.9"))
    assert "version 0.9" in refused(kit, OtherSystems, "native==1.0", target=published).todo
    shelf.wheel("pygame", tag="cp314-cp314-win_amd64")
    assert "pygame-ce" in refused(kit, OtherSystems, "pygame").todo


def test_wheels_of_the_users_own_are_for_the_same_interpreter(kit, shelf, tmp_path):
    kit.wheel(tmp_path, "frames", tag=OLD)
    kit.wheel(tmp_path, "frames", tag=NEW)
    assert "2024_0" in refused(kit, WrongYear, f"./frames-1.0-{OLD}.whl").what
    assert kit.versions(f"./frames-1.0-{NEW}.whl") == {"frames": "1.0"}
    shelf.wheel("native", tag="cp314-cp314-win_amd64")
    address = shelf.url.replace("simple", "files") + "native-1.0-cp314-cp314-win_amd64.whl"
    assert "native==1.0 has wheels for Windows" in refused(kit, OtherSystems, address).what


def test_no_version_fits(kit, shelf):
    shelf.wheel("apple", "1.0")
    error = refused(kit, VersionMissing, "apple>=2", target=kit.target("314.0.7", kit.entry("apple", "0.9")))
    assert (error.what, error.todo) == ("There is no apple>=2.", "Ask for a version that there is: 0.9, 1.0.")
    shelf.wheel("early", "1.0b1")
    error = refused(kit, VersionMissing, "early")
    assert "no release yet" in error.what
    assert "1.0b1" in error.todo
    shelf.files["empty"] = []
    assert "no file of it" in refused(kit, VersionMissing, "empty").todo


def test_taken_back(kit, shelf):
    shelf.wheel("apple", "1.0", yanked="it eats worms")
    assert "it eats worms" in refused(kit, Yanked, "apple").what
    assert kit.versions("apple==1.0") == {"apple": "1.0"}


def test_for_another_python(kit, shelf):
    shelf.wheel("future", python=">=3.15")
    assert ">=3.15" in refused(kit, PythonUnfit, "future").what


def test_a_conflict_shows_what_leads_to_it(kit, shelf):
    shelf.wheel("a", requires=["lib<2"])
    shelf.wheel("b", requires=["lib>=2"])
    shelf.wheel("lib", "1.0")
    shelf.wheel("lib", "2.0")
    error = refused(kit, Conflict, "a", "b")
    assert set(error.details) == {"a 1.0 asks for lib<2", "b 1.0 asks for lib>=2"}
    shelf.wheel("c", requires=["b"])
    error = refused(kit, Conflict, "a", "c")
    assert set(error.details) == {"a 1.0 asks for lib<2", "c 1.0 → b 1.0 asks for lib>=2"}


def test_a_need_that_cannot_be_had_shows_who_asks_for_it(kit, shelf):
    shelf.wheel("app", requires=["native"])
    shelf.wheel("native", tag="cp314-cp314-win_amd64")
    assert refused(kit, OtherSystems, "app").details == ("app 1.0 asks for native",)


def test_a_host_that_does_not_answer_is_said_in_words(kit):
    (said,) = refused(kit, PackageUnavailable, "http://127.0.0.1:9/mine-1.0-py3-none-any.whl").details
    assert "Connection refused" in said
    assert "Errno" not in said


def test_a_wrong_hash(kit, shelf):
    shelf.wheel("apple", sha256="0" * 64)
    error = refused(kit, PackageDamaged, "apple")
    assert "wrong SHA-256" in error.details[0]


def test_no_network(kit):
    error = refused(kit, IndexUnreachable, "apple", urls=["default"])
    assert "PAGELET_OFFLINE" in error.todo
    assert "Connection refused" in refused(kit, IndexUnreachable, "apple", urls=["http://127.0.0.1:9/simple/"]).what


@pytest.mark.parametrize(
    ("files", "record", "fault"),
    [
        ({"../evil.py": "x"}, {}, "outside"),
        ({"/etc/evil": "x"}, {}, "outside"),
        ({"bad/__init__.py": "x"}, {"bad/__init__.py": "A" * 43}, "hash"),
    ],
)
def test_a_wheel_that_is_not_what_it_says(kit, shelf, files, record, fault):
    shelf.wheel("bad", files=files, record=record)
    said = refused(kit, WheelInvalid, "bad").what
    assert fault in said
    assert str(cache_folder()) not in said
    # What was refused must not be in the cache when somebody asks again.
    refused(kit, WheelInvalid, "bad")


# --------------------------------------------------------------------------------------------------------- MicroPython


def test_micropython_takes_pure_wheels_that_it_can_read(kit, shelf):
    target = kit.target(name="micropython")
    shelf.wheel("tiny", python=">=3.99")
    assert kit.versions("tiny", target=target) == {"tiny": "1.0"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def f(a, /): pass\n", "positional-only"),
        ("match 1:\n    case _: pass\n", "match statement"),
        ("import typing\n", "imports typing"),
    ],
)
def test_micropython_refuses_what_it_cannot_run(kit, shelf, source, reason):
    shelf.wheel("modern", files={"modern.py": source})
    error = refused(kit, NotForMicroPython, "modern", target=kit.target(name="micropython"))
    assert reason in error.what
    assert "modern.py:1" in error.what
    assert 'type="py"' in error.todo


def test_micropython_and_compiled_wheels(kit, shelf):
    shelf.wheel("fast", tag=NEW)
    assert 'type="py"' in refused(kit, NotForMicroPython, "fast", target=kit.target(name="micropython")).todo
    assert "array" in refused(kit, NotForMicroPython, "numpy", target=kit.target(name="micropython")).todo
