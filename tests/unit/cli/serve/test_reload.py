from __future__ import annotations

import asyncio
import time
from pathlib import Path

from watchfiles import Change

from pagelet_cli.serve.reload import Hub, _saved, _Visible


async def first(hub: Hub) -> tuple[asyncio.Task[None], list[str]]:
    """Open a stream and collect what comes until it ends."""
    found: list[str] = []
    stream = hub.stream()
    found.append(await anext(stream))

    async def read() -> None:
        found.extend([message async for message in stream])

    return asyncio.create_task(read()), found


async def test_pages_hear_of_saved_files() -> None:
    hub = Hub()
    task, found = await first(hub)
    hub.publish("reload", ["a.py"], saved=(later := time.time() + 1))
    hub.publish("reload", ["gone.py"])
    hub.close()
    await task
    assert found[1:] == [
        f'id: {later}\nevent: reload\ndata: ["a.py"]\n\n',
        'id: \nevent: reload\ndata: ["gone.py"]\n\n',
    ]


async def test_a_page_that_was_opened_after_the_save_is_left_alone() -> None:
    hub = Hub()
    task, found = await first(hub)
    hub.publish("reload", ["a.py"], saved=time.time() - 1)
    hub.close()
    await task
    assert found == ["retry: 500\n\n"]


async def test_a_closed_hub_opens_no_stream() -> None:
    hub = Hub()
    hub.close()
    assert [message async for message in hub.stream()] == ["retry: 500\n\n"]


async def test_streams_are_counted_and_forgotten() -> None:
    hub = Hub()
    tasks = [(await first(hub))[0] for _ in range(64)]
    assert hub.full
    hub.close()
    for task in tasks:
        await task
    assert not hub.full


def test_saving_times(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    newest = _saved({(Change.added, str(path))})
    assert newest is not None
    assert abs(newest - time.time()) < 5
    assert _saved({(Change.deleted, str(tmp_path / "gone"))}) is None


def test_only_what_a_page_could_use_is_watched(tmp_path: Path) -> None:
    visible = _Visible([tmp_path])
    names = ["a.py", "sub/b.css", ".git/x", "sub/.c.swp", "__pycache__/d.pyc", "e.py~", "node_modules/f.js"]
    seen = [name for name in names if visible(Change.modified, str(tmp_path / name))]
    assert seen == ["a.py", "sub/b.css"]
