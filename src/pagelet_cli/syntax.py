"""Read Python as a tree, one thread at a time.

CPython before 3.11.8, and 3.12.0, counts how deep a tree is in one place for all threads. If another thread comes to
read one too, which the garbage collector may let it in the middle, that makes it say "AST constructor recursion depth
mismatch" of Python that is right. https://github.com/python/cpython/issues/106905
"""

from __future__ import annotations

import ast
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["alone", "expression", "module"]

_one_at_a_time = threading.Lock()


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else read Python meanwhile; for other libraries, too, that do, as packaging does for markers."""
    with _one_at_a_time:
        collects = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if collects:
                gc.enable()


def module(source: str | bytes) -> ast.Module:
    """Read a file; SyntaxError, ValueError and RecursionError are the caller's."""
    with alone():
        return ast.parse(source)


def expression(source: str) -> ast.expr:
    """Read an expression; the same errors are the caller's."""
    with alone():
        return ast.parse(source, mode="eval").body
