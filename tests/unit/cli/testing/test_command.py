"""The parts of `pagelet test` that need no browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from pagelet_cli import cli
from pagelet_cli.browser.session import Browser, installed
from pagelet_cli.errors import BrowserMissing, PytestMissing
from pagelet_cli.testing import command as testing
from pagelet_cli.testing.coverage import ranges, runnable


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(testing, "find_spec", lambda _: None)
    with pytest.raises(PytestMissing, match=r"pip install 'pagelet\[test\]'"):
        cli.pagelet.main(["test"], standalone_mode=False)
    monkeypatch.undo()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserMissing, match=r"Firefox is not installed: .*\nInstall one: "):
        installed()
    with pytest.raises(BrowserMissing):
        Browser.start("firefox")


def test_lines_of_python() -> None:
    source = '"""Doc."""\n\n\n@f\ndef g(\n    a,\n):\n    """Doc."""\n    return a\n\n\nawait g(1)\n'
    assert runnable(source) == {1, 4, 5, 9, 12}
    assert ranges([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
