"""Reading Python as a tree."""

from __future__ import annotations

import ast
import contextlib
import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pagelet_cli import syntax

SOURCE = (Path(ast.__file__).with_name("textwrap.py")).read_text("utf-8")


def test_a_file_and_an_expression() -> None:
    assert ast.unparse(syntax.module("x = 1")) == "x = 1"
    assert ast.literal_eval(syntax.expression("[1, 2]")) == [1, 2]
    with pytest.raises(SyntaxError):
        syntax.expression("x = 1")


class Circle:
    """Let Python run in the middle of reading: the garbage collector ends it there."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        sum(range(50))


@pytest.fixture
def busy() -> Iterator[None]:
    """Let threads take turns as often as they can, in the middle of reading too."""

    def litter(*_: object) -> None:
        _circles = [Circle() for _ in range(3)]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    gc.callbacks.append(litter)
    yield
    gc.callbacks.remove(litter)
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("busy")
def test_threads_may_read_at_the_same_time() -> None:
    wrong: list[SystemError] = []

    def read() -> None:
        for _ in range(15):
            try:
                syntax.module(SOURCE)
            except SystemError as error:
                wrong.append(error)

    def read_without_turns() -> None:
        for _ in range(15):
            with contextlib.suppress(SystemError):
                ast.parse(SOURCE)

    threads = [threading.Thread(target=one) for one in (read, read, read_without_turns)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
