from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
import time
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_program_leaves_nothing_behind(browser_name: Name, number: signal.Signals, tmp_path: Path) -> None:
    # TMPDIR itself stays as it is: Chromium puts a socket there, whose path must not be long.
    code = f"""if True:
        import tempfile
        from pagelet_cli.browser import Browser
        tempfile.tempdir = {str(tmp_path)!r}
        browser = Browser.start({browser_name!r})
        print("up", flush=True)
        input()
    """
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "up\n"
        (profile,) = tmp_path.glob("pagelet-browser-*")
        program.send_signal(number)
    for _ in range(100):
        if not profile.exists() and not _mentioned(str(profile)):
            break
        time.sleep(0.1)
    assert not profile.exists()
    assert not _mentioned(str(profile))


def _mentioned(text: str) -> list[str]:
    """Return the processes whose command line holds this text."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found += [path.parent.name] if text.encode() in path.read_bytes() else []
    return found


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
