from __future__ import annotations

import re

from pagelet_cli import errors
from pagelet_cli.errors import Location, NoSuchPath, PageletError, codes


def test_every_error_has_a_code_of_its_own() -> None:
    leaves = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PageletError)]
    own = [kind.code for kind in leaves if "code" in vars(kind) and kind is not PageletError]
    assert sorted(own) == list(codes())
    assert all(re.fullmatch(r"PGL-[A-Z]\d{3}", code) for code in own)


def test_the_tree_is_drawn_at_the_top() -> None:
    drawn = dict(re.findall(r"(\w+)\s+(PGL-\w+)", errors.__doc__ or ""))
    assert drawn == {kind.__name__: code for code, kind in codes().items()}


def test_an_error_reads_well(tmp_path: object) -> None:
    error = PageletError("It broke.", "Mend it.", where=Location("a.py", 3, 4), details=["why"])
    assert str(error) == "a.py:3:4: PGL-X000 It broke.\n  why\nMend it."


def test_an_error_has_two_sentences() -> None:
    error = NoSuchPath(__import__("pathlib").Path("x"))
    assert error.what.endswith(".")
    assert error.todo.endswith(".")
