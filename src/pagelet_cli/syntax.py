"""Read Python as a tree, one thread at a time.

CPython before 3.11.8 counts how deep a tree is in one place for all threads. Two that read at once, such as one that
writes a page and one that prepares the library, make it say "AST constructor recursion depth mismatch" of Python that
is right. https://github.com/python/cpython/issues/106905
"""

from __future__ import annotations

import ast
import threading

__all__ = ["expression", "module"]

_one_at_a_time = threading.Lock()


def module(source: str | bytes) -> ast.Module:
    """Read a file; SyntaxError, ValueError and RecursionError are the caller's."""
    with _one_at_a_time:
        return ast.parse(source)


def expression(source: str) -> ast.expr:
    """Read an expression; the same errors are the caller's."""
    with _one_at_a_time:
        return ast.parse(source, mode="eval").body
