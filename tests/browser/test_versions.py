"""A page and its workers name versions of interpreters, and each runs the very one."""

from __future__ import annotations

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
    html += "".join(runs(kit, kind, *each) for each in zip((page, worker, page), PLACES, ("", given, "worker")))
    tab = live(html)
    for place in PLACES:
        kit.verdict(tab, timeout=60, name=place)

