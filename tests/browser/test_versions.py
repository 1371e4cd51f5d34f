"""A page and its workers name versions of interpreters, and each runs the very one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pagelet_cli.runtimes.pins import DEFAULTS

# The version that is not the default, and how each of the two calls itself.
OTHER = {"mpy": "1.29.0-6", "py": "0.27.7"}
SAYS = {"mpy": ("MicroPython v1.27.0", "MicroPython v1.29"), "py": ("3.14.", "3.12.")}
OWN = {
    "version": '{"version": "VERSION"}',
    "interpreter": 'interpreter = "VERSION"',
    "address": '{"interpreter": "/_pagelet/runtimes/NAME-VERSION/NAME.mjs"}',
    "latest": '{"version": "latest"}',
}
NAMES = {"mpy": "micropython", "py": "pyodide"}
PLACES = ("verdict", "with_its_own", "with_the_pages")


def own(kind: str, form: str, version: str) -> str:
    return OWN[form].replace("NAME", NAMES[kind]).replace("VERSION", version)


def runs(kit, kind: str, said: str, place: str, attributes: str = "") -> str:
    """Write a script that holds its interpreter to what that calls itself."""
    code = f"import sys\ncheck('version', {said!r} in sys.version or sys.version)"
    return kit.checks(kind, code, attributes).replace("window.verdict", f"window.{place}")


@pytest.mark.parametrize("kind", ["mpy", "py"])
@pytest.mark.parametrize("form", OWN)
def test_a_worker_runs_the_version_that_its_config_names(kit, live, form, kind) -> None:
    """The page has one, a worker with a config of its own another, and a worker without has the page's."""
    newest, other = SAYS[kind]
    page, worker = (other, newest) if form == "latest" else (newest, other)
    config = f'version = "{OTHER[kind]}"' if form == "latest" else f'version = "{DEFAULTS[NAMES[kind]]}"'
    given = f"worker config='{own(kind, form, OTHER[kind])}'"
    html = f"<{kind}-config>{config}</{kind}-config>"
    scripts = zip((page, worker, page), PLACES, ("", given, "worker"), strict=True)
    html += "".join(runs(kit, kind, *each) for each in scripts)
    tab = live(html)
    for place in PLACES:
        kit.verdict(tab, timeout=60, name=place)


LISTED = '{"index_urls": ["INDEX"], "packages": ["tiny"], "version": "VERSION"}'


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_workers_of_two_versions_have_their_packages(kit, live, shelf, kind) -> None:
    shelf.wheel("tiny", files={"tiny.py": "who = 'tiny'\n"})
    configs = [LISTED.replace("INDEX", shelf.url).replace("VERSION", version) for version in ("latest", OTHER[kind])]
    code = "import sys, tiny\ncheck('package', (tiny.who, {said!r} in sys.version), ('tiny', True))"
    scripts = [
        kit.checks(kind, code.replace("{said!r}", repr(said)), f"worker config='{config}'").replace("verdict", place)
        for said, config, place in zip(SAYS[kind], configs, PLACES[1:], strict=True)
    ]
    tab = live("".join(scripts))
    for place in PLACES[1:]:
        kit.verdict(tab, timeout=60, name=place)


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_site_has_the_versions_of_all_workers(kit, tab, host, tmp_path, kind) -> None:
    newest, other = SAYS[kind]
    html = runs(kit, kind, newest, PLACES[1], "worker")
    html += runs(kit, kind, other, PLACES[2], f"worker config='{own(kind, 'version', OTHER[kind])}'")
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Versions</title><body>{html}")
    command = [sys.executable, "-m", "pagelet_cli", "build", str(tmp_path), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    tab.goto(host(tmp_path / "out").base)
    for place in PLACES[1:]:
        kit.verdict(tab, timeout=60, name=place)
