from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from pagelet_cli.browser import Browser, BrowserError
from pagelet_cli.browser.session import Name


def test_a_browser_leaves_nothing_behind(browser_name: Name, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ZeroDivisionError), Browser.start(browser_name) as browser:
        assert browser.version
        assert list(tmp_path.glob("pagelet-browser-*"))
        raise ZeroDivisionError
    assert not list(tmp_path.glob("pagelet-browser-*"))


def test_a_missing_browser_is_named(browser_name: Name, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserError, match=r"is not installed: none of .* is on PATH"):
        Browser.start(browser_name)


def test_a_browser_that_does_not_start_shows_its_words(
    browser_name: Name, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("firefox-esr", "chromium", "chromedriver"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho no display today\nexit 3\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(BrowserError, match=r"ended with code 3:\s+no display today"):
        Browser.start(browser_name)
    assert not list(tmp_path.glob("pagelet-browser-*"))


def test_an_unknown_browser_is_refused() -> None:
    with pytest.raises(BrowserError, match="there is no browser 'lynx'"):
        Browser.start("lynx")  # type: ignore[arg-type]
