"""The folder that opens a page in its own window."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from pagelet_cli.build.command import build

PAGE = '<!doctype html><title>A {name}</title><script type="mpy">from pagelet import page</script>'


@pytest.fixture
def made(tmp_path: Path, real_cache: None) -> Path:
    (tmp_path / "my page.html").write_text(PAGE, "utf-8")
    arguments = [str(tmp_path / "my page.html"), "--desktop", "-o", str(tmp_path / "app")]
    CliRunner().invoke(build, arguments, catch_exceptions=False)
    return tmp_path / "app"


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("pagelet_app", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_app_says_what_it_lacks_and_serves_its_site(made: Path) -> None:
    app = json.loads((made / "app.json").read_text("utf-8"))
    assert (app["name"], app["start"]) == ("A {name}", "my%20page.html")
    assert {path.name for path in made.iterdir()} == {
        *("README.md", "app.json", "app.py", "pagelet-build.json", "requirements.txt", "site")
    }
    # Nothing of Pagelet's is there where it runs, nor pywebview.
    run = subprocess.run([sys.executable, "-I", made / "app.py"], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("PGL-B112 A {name} opens its window with pywebview")
    assert f'"{sys.executable}" -m pip install -r "{made}/requirements.txt"' in run.stderr
    first, second = (loaded(made / "app.py").serve() for _ in range(2))
    try:
        base = f"http://127.0.0.1:{first.server_port}/"
        assert first.server_port != second.server_port
        answer = asked(f"{base}my%20page.html")
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        (wasm,) = (made / "site").rglob("*.wasm")
        inside = wasm.relative_to(made / "site").as_posix()
        assert asked(base + inside).headers.get_content_type() == "application/wasm"
        for path, host in (("my%20page.html", "evil.example"), ("_pagelet/", ""), ("../app.json", "")):
            with pytest.raises(urllib.error.HTTPError):
                asked(base + path, host)
    finally:
        for server in (first, second):
            server.shutdown()
            server.server_close()


def asked(address: str, host: str = "") -> urllib.request.addinfourl:
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    answer: urllib.request.addinfourl = opener.open(request, timeout=30)
    return answer
