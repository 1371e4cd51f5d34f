"""Hold docs/errors.md to the codes that there are."""

from __future__ import annotations

import re
from pathlib import Path

from pagelet_cli.errors import codes

ROOT = Path(__file__).parents[2]
KERNEL = ROOT / "kernel" / "src"
LIBRARY = ROOT / "src" / "pagelet"
ROW = re.compile(r"^\| `(PGL-[A-Z]\d+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)


def page_codes() -> list[str]:
    """Read the codes of the kernel, each with its hint."""
    return re.findall(r'^  "(PGL-[A-Z]\d+)":', (KERNEL / "hints.js").read_text("utf-8"), re.MULTILINE)


def documented() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs" / "errors.md").read_text("utf-8"))


def test_no_code_is_both_the_page_s_and_the_tool_s() -> None:
    assert page_codes()
    assert set(page_codes()) & set(codes()) == set()
    assert len(page_codes()) == len(set(page_codes()))


def test_every_code_is_documented_and_no_other() -> None:
    assert sorted(code for code, _, _ in documented()) == sorted([*page_codes(), *codes()])


def test_every_row_says_what_happened_and_what_to_do_in_sentences() -> None:
    for code, what, todo in documented():
        assert what[0].isupper(), code
        assert what.endswith("."), code
        assert todo.endswith("."), code


def test_pages_and_tool_are_in_their_own_chapters() -> None:
    page, tool = (ROOT / "docs" / "errors.md").read_text("utf-8").split("\n## In the tool\n")
    assert {code for code, _, _ in ROW.findall(page)} == set(page_codes())
    assert {code for code, _, _ in ROW.findall(tool)} == set(codes())


def test_every_code_of_the_page_is_used_and_none_is_invented_elsewhere() -> None:
    # The library's Python says its code at the beginning of a message.
    sources = [*KERNEL.rglob("*.js"), *LIBRARY.rglob("*.py")]
    used = {code for path in sources for code in re.findall(r'"(PGL-[A-Z]\d+)(?:"(?!:)|: )', path.read_text("utf-8"))}
    assert used == set(page_codes())
