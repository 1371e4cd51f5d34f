"""What is made of an interpreter ahead: kept whole or not at all, under a name that says all that it was made of."""

from __future__ import annotations

import html
import json
import os
import threading
import time
import zipfile
from pathlib import Path

import pytest

from pagelet_cli.runtimes import ahead, made, node, stdlib
from pagelet_cli.runtimes.memory import Share
from pagelet_cli.runtimes.pins import Pin, Runtime

RUNTIME = Runtime("pyodide", "1.2.3", {"python_stdlib.zip": Pin("0" * 64)})


def filled(work: Path) -> bool:
    (work / "one").write_bytes(b"1" * 5000)
    (work / "two").write_bytes(b"2")
    return True


def test_what_is_made_is_found_with_its_hashes_and_twins() -> None:
    place = made.folder(RUNTIME, ["recipe"])
    assert made.find(place, ["one"]) is None
    result = made.make(place, ["one", "two"], filled, threading.Event())
    assert result == made.find(place, ["one", "two"])
    assert result is not None
    assert result[1].integrity == "sha256-1HNeOiZeFu7gP1lxi5tdAwGcB9i2xR+Q2jpmbuwTqzU="
    assert (place / "one.br").is_file()


def test_what_fails_leaves_nothing() -> None:
    place = made.folder(RUNTIME, ["recipe"])

    def half(work: Path) -> bool:
        filled(work)
        return False

    assert made.make(place, ["one"], half, threading.Event()) is None
    assert list(place.parent.iterdir()) == []


def test_what_is_stopped_is_not_kept() -> None:
    stopped = threading.Event()
    stopped.set()
    assert made.make(made.folder(RUNTIME, ["recipe"]), ["one"], filled, stopped) is None


def test_two_that_make_the_same_take_turns() -> None:
    place, calls = made.folder(RUNTIME, ["recipe"]), []

    def slowly(work: Path) -> bool:
        calls.append(work)
        time.sleep(0.3)
        return filled(work)

    threads = [threading.Thread(target=made.make, args=(place, ["one"], slowly, threading.Event())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    (place / "one").unlink()
    assert made.make(place, ["one"], filled, threading.Event()) is not None
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_any_other_ingredient_is_another_place() -> None:
    other = Runtime("pyodide", "1.2.3", {"python_stdlib.zip": Pin("1" * 64)})
    places = [made.folder(RUNTIME, ["ab"]), made.folder(RUNTIME, ["a", "b"]), made.folder(other, ["ab"])]
    assert len(set(places)) == len(places)


def test_without_node_nothing_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not node.available()
    assert ahead.make(RUNTIME, tmp_path, threading.Event()) is None
    assert ahead.ready(RUNTIME) is None


def test_what_is_published_nowhere_has_a_seed_that_is_drawn(tmp_path: Path) -> None:
    def seeds(share: Share) -> tuple[str, str]:
        share.write(tmp_path / "share.json")
        first = json.loads((tmp_path / "share.json").read_bytes())["seed"]
        share.write(tmp_path / "share.json")
        return first, json.loads((tmp_path / "share.json").read_bytes())["seed"]

    drawn, given, own = Share(b"{}"), Share(b"{}", None, ""), Share(b"{}", None, "ours")
    assert len(set(seeds(drawn))) == 2
    assert seeds(given) == ("", "")
    assert seeds(own) == ("ours", "ours")
    # A build never finds what was made for pages that are served.
    assert len({made.folder(RUNTIME, share.marks) for share in (drawn, given, own)}) == 3


def test_the_note_says_what_to_fetch(tmp_path: Path) -> None:
    start, rest = made.Made(tmp_path / "start", "00" * 32), made.Made(tmp_path / "rest", "11" * 32)
    found = ahead.Ahead(
        stdlib.Library(start, rest, frozenset({"wave.py", "xml/__init__.py", "xml/dom/__init__.py"})), None
    )

    def note(*modules: str, packaged: bool = False) -> dict[str, object]:
        return found.note(modules, packaged=packaged)

    assert note()["rest"] == {"url": f"made/{'11' * 32}", "integrity": rest.integrity}
    above = found.note([], packaged=False, up="../")
    assert above["library"] == {"url": f"../{start.address}", "integrity": start.integrity}
    assert "memory" not in note()
    assert note("json", "wav")["whole"] is False
    assert note("json", "wave")["whole"] is note("xml.dom")["whole"] is note(packaged=True)["whole"] is True
    written = ahead.noted({"pyodide-1.2.3": note()})
    content = html.unescape(written.partition('content="')[2].partition('"')[0])
    assert json.loads(content) == {"pyodide-1.2.3": note()}


def test_the_second_part_is_what_the_first_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAGELET_CACHE", str(tmp_path))
    whole = tmp_path / RUNTIME.place / "python_stdlib.zip"
    whole.parent.mkdir(parents=True)
    with zipfile.ZipFile(whole, "w") as archive:
        for name in ("json/__init__.py", "wave.py"):
            archive.writestr(name, "")

    def fill(_package: str, _script: str, arguments: list[Path], _stopped: threading.Event) -> bool:
        with zipfile.ZipFile(arguments[2] / "start", "w") as archive:
            archive.writestr("json/__init__.pyc", "")
        (arguments[2] / "rest").write_bytes(b"")
        return True

    monkeypatch.setattr(node, "available", lambda: True)
    monkeypatch.setattr(node, "run", fill)
    library = stdlib.make_library(RUNTIME, whole.parent, threading.Event())
    assert library is not None
    assert library == stdlib.library(RUNTIME)
    assert library.lacks(["wave"])
    assert not library.lacks(["json", "nowhere"])


def test_what_was_not_used_for_long_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    old, big, new = (made.folder(RUNTIME, [recipe]) for recipe in ("old", "big", "new"))
    for place, days in ((old, 8), (big, 2), (new, 1)):
        made.make(place, ["one"], filled, threading.Event())
        then = time.time() - days * 86400
        os.utime(place / "made.json", (then, then))
    assert made.find(new, ["one"]) is not None
    assert (new / "made.json").stat().st_mtime > time.time() - 60
    monkeypatch.setattr(made, "_MOST", 6000)
    made.sweep()
    assert [path.name for path in new.parent.iterdir()] == [new.name]
    # Somebody may be about to read what was found just now, however full the cache is.
    monkeypatch.setattr(made, "_MOST", 0)
    assert made.find(new, ["one"]) is not None
    made.sweep()
    assert made.find(new, ["one"]) is not None
