from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import pagelet.threads
from pagelet import PyWorker, create_named_worker, sync, workers


class JsObject(SimpleNamespace):
    """An object of JavaScript's."""


class Kernel:
    """The page's kernel with one worker."""

    worker = False

    def __init__(self) -> None:
        self.asked: list[Any] = []

        async def double(value: int) -> int:
            return value * 2

        async def look(kind: type[Exception]) -> None:
            raise kind("nothing there")

        self.handle = SimpleNamespace(double=double, look=look, version="1", sync=SimpleNamespace(double=double))

    async def answer(self, owner: Any, name: str, *args: Any) -> Any:
        try:
            return await getattr(owner, name)(*args)
        except LookupError as error:
            frames = [SimpleNamespace(file="deep.py", line=7, name="look")]
            return JsObject(kind=type(error).__name__, said=str(error), frames=frames)

    def raised(self, answer: Any) -> bool:
        return isinstance(answer, JsObject)

    def offer(self, offered: Any, name: str, function: Any) -> None:
        setattr(offered, name, function)

    async def worker_named(self, name: str) -> Any:
        self.asked.append(name)
        return self.handle

    async def start_worker(self, src: str, options: Any) -> Any:
        self.asked.append((src, options))
        return self.handle


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    kernel = Kernel()
    monkeypatch.setattr(pagelet.threads, "kernel", kernel)
    monkeypatch.setattr(pagelet.threads, "is_js", lambda value: isinstance(value, JsObject))
    return kernel


async def test_a_named_worker_is_awaited(kernel: Kernel) -> None:
    worker = await workers["sums"]
    assert await worker.double(4) == 8
    assert worker.version == "1"
    assert kernel.asked == ["sums"]


class Own(LookupError):
    """A class that the page does not have."""


@pytest.mark.parametrize(("raised", "kind"), [(KeyError, KeyError), (Own, RuntimeError)])
async def test_an_exception_is_raised_anew(kernel: Kernel, raised: type[Exception], kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        await (await workers["sums"]).look(raised)
    assert caught.type.__name__ == raised.__name__
    assert caught.value.args == ("nothing there",)
    places = [(entry.path, entry.lineno + 1, entry.name) for entry in caught.traceback]
    assert ("deep.py", 7, "look") in [(str(path), line, name) for path, line, name in places]


async def test_workers_are_started(kernel: Kernel) -> None:
    await PyWorker("a.py", type="mpy")
    await create_named_worker("b.py", "b", config={"x": 1})
    assert kernel.asked == [
        ("a.py", {"type": "mpy", "name": "", "sync": {}}),
        ("b.py", {"type": "py", "name": "b", "config": {"x": 1}}),
    ]


async def test_page_and_worker_offer_functions(kernel: Kernel) -> None:
    worker = await workers["sums"]
    worker.sync.ask = lambda value: value + 1
    assert await kernel.handle.sync.ask(1) == 2
    assert await worker.sync.double(2) == 4


def test_a_worker_starts_no_workers(kernel: Kernel) -> None:
    kernel.worker = True
    for start in (lambda: workers["x"], lambda: PyWorker("x.py")):
        with pytest.raises(RuntimeError, match="by the page"):
            start()


def test_sync_is_false_on_the_page() -> None:
    assert not sync
    assert getattr(sync, "ask", None) is None
    with pytest.raises(AttributeError, match=r"sync\.ask is there in a worker only"):
        sync.ask()
    with pytest.raises(AttributeError, match="workers"):
        sync.ask = print


def test_the_desktop_has_no_workers() -> None:
    with pytest.raises(NotImplementedError, match="'sums'"):
        workers["sums"]
    with pytest.raises(NotImplementedError, match=r"sums\.py"):
        PyWorker("sums.py")


async def test_a_worker_exports_functions_and_coroutines(kernel: Kernel) -> None:
    async def later(value: int) -> int:
        return value

    exposed: dict[str, Any] = {}
    kernel.expose = exposed.__setitem__  # type: ignore[attr-defined]
    pagelet.threads.export(["later", "now"], {"later": later, "now": lambda: [1]})
    assert await exposed["later"](5) == 5
    assert await exposed["now"]() == [1]
