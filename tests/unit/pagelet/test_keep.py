from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pagelet import Storage, files, fs, storage
from pagelet._runtime.host import kernel
from pagelet.host import open_page
from pagelet.records import decode, encode


async def test_a_storage_is_there_again() -> None:
    store = await storage("notes")
    store["list"] = [1]
    store["list"].append(2)
    store |= {"other": "text"}
    assert isinstance(store, Storage)
    await store.sync()
    again = await storage("notes")
    assert again == {"list": [1, 2], "other": "text"}
    again.clear()
    await store.sync()
    assert store == {}


async def test_only_what_changed_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    store = await storage("few")
    store.update({"same": [1], "changes": [1]})
    written: list[Any] = []
    monkeypatch.setattr(store._store, "put", lambda key, record: written.append((key, record)))
    store["changes"].append(2)
    store["same"] = [1]
    await store.sync()
    assert written == [('"changes"', ["[1, 2]"])]


async def test_a_failure_of_the_browsers_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failure:
        kind = "failure"
        message = "there is no room left"

    class Full:
        async def openKeep(self, name: str, lost: object) -> Failure:  # noqa: N802
            return Failure()

    monkeypatch.setitem(kernel.parts, "keep", Full())
    with pytest.raises(OSError, match="there is no room left"):
        await storage("notes")


def test_a_page_forgets_when_it_is_closed() -> None:
    script = "from pagelet import storage\nstore = await storage('x')\ncount = store.setdefault('count', 1)\n"
    script += "store['count'] = 2"
    for _ in range(2):
        page = open_page(f'<script type="py">{script}</script>')
        assert page.globals["count"] == 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        2**70,
        1.0,
        float("-inf"),
        "a\0b",
        b"\xff",
        (1, [2, {3}], frozenset({4})),
        {"$": "$"},
        {(1, 2): b"x"},
        dt.datetime(2024, 1, 2, 3, 4, 5, 6),  # noqa: DTZ001 - one without a zone
        dt.date(2024, 1, 2),
        dt.time(3, 4),
    ],
)
def test_a_record_is_its_value(value: Any) -> None:
    found = decode(encode(value, "it"))
    assert (found, type(found)) == (value, type(value))


def test_a_record_of_a_newer_version_is_an_error() -> None:
    with pytest.raises(ValueError, match="a newer Pagelet has kept a value of the kind 'matrix'"):
        decode(['{"$": "matrix", "v": []}'])


async def test_what_the_desktop_has_not_says_so() -> None:
    with pytest.raises(NotImplementedError, match="a part of the browser"):
        await fs.mount("/disk")
    with pytest.raises(AttributeError, match="a part of the browser"):
        await files.pick()
    with pytest.raises(AttributeError, match="a part of the browser"):
        files.save("text", "name.txt")
