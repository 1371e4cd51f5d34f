"""Run what handlers start: to its end where nothing else runs, as a task where a loop runs already."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any


class Tasks:
    """The event loop of the page, from its opening to the next one's."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started: list[asyncio.Task[Any]] = []

    def call(self, function: Callable[..., Any], *args: Any) -> None:
        """Call a function or coroutine function; what it starts has ended when this returns, if no loop runs."""
        if _loop_runs():
            # The caller is itself a coroutine, which cannot be kept waiting: whoever began it waits for the task.
            result = function(*args)
            if inspect.isawaitable(result):
                self._started.append(asyncio.ensure_future(_whole(result)))
        else:
            self.run(self._called(function, args))

    def run(self, coroutine: Awaitable[Any]) -> Any:
        """Run a coroutine, and all that it starts, to the end."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(self._followed(coroutine))

    async def settle(self) -> None:
        """Wait until every handler has ended."""
        while self._started:
            await self._started.pop(0)

    def close(self) -> None:
        """End what still runs."""
        loop, self._loop = self._loop, None
        self._started.clear()
        if loop is None or loop.is_running():
            return
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left and not _loop_runs():
            loop.run_until_complete(asyncio.wait(left))
        loop.close()

    async def _called(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        result = function(*args)
        if inspect.isawaitable(result):
            await result

    async def _followed(self, coroutine: Awaitable[Any]) -> Any:
        result = await coroutine
        await self.settle()
        return result


async def _whole(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


tasks = Tasks()
