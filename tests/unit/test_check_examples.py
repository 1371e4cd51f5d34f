"""Hold the examples to `pagelet check`, and its guide to its codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pagelet_cli.check.registry import findings
from pagelet_cli.check.subject import project
from pagelet_cli.errors import codes

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", ["examples", "src/pagelet_cli/new/template"])
def test_what_we_show_is_clean(folder: str) -> None:
    looked = project(ROOT / folder)
    assert looked.pages
    assert [str(found.error) for found in findings(looked)] == []


def test_every_code_has_a_chapter() -> None:
    chapters = re.findall(r"^### (PGL-C2\d\d)$", (ROOT / "docs" / "check.md").read_text("utf-8"), re.MULTILINE)
    assert chapters == [code for code in codes() if code.startswith("PGL-C2")]
