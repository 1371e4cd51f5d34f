"""Both interpreters import every module of the library, as pages load it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pagelet
from pagelet_cli.browser import Tab
from pagelet_cli.library import for_micropython, library, without_tags

FOLDER = Path(pagelet.__file__).parent
LIBRARY = without_tags(library(FOLDER))  # those are loaded when a page has one (tests/browser)
# They change packages, which are not here.
CHANGES = {"pagelet/libraries/httpx.py", "pagelet/libraries/urllib3.py"}
FILES = {
    "mpy": list(for_micropython(LIBRARY)),
    "py": [path for path in LIBRARY if "micropython" not in path and path not in CHANGES],
}

PAGE = """<!doctype html><title>Library</title><p id="done"></p>
<script type="{type}">
import pagelet
failed = []
for name in {imports}:
    try:
        __import__(name)
    except Exception as error:
        failed.append(name + " cannot be imported: " + repr(error))
try:
    from pagelet import dispaly
except ImportError as error:  # CPython's own guess comes with the traceback
    if "{type}" == "mpy" and not str(error).endswith("did you mean 'display'?"):
        failed.append(str(error))
try:
    from pagelet import xylophone
except ImportError as error:
    if "{type}" == "mpy" and not str(error).endswith("no name 'xylophone'"):
        failed.append(str(error))
for name in pagelet.__all__:
    try:
        getattr(pagelet, name)
    except Exception as error:
        failed.append(name + " is not there: " + repr(error))
def no_event():
    pagelet.page["#done"].title = "clicked"
pagelet.when("click", "#done")(no_event)
pagelet.document.getElementById("done").textContent = "; ".join(failed) or "all well"
</script>"""


@pytest.fixture(autouse=True)
def _one_browser(browser_name: str) -> None:
    if browser_name != "chromium":
        pytest.skip("one browser is enough: the interpreter is the same")


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_the_library_is_fit_for(kind: str, page: Callable[[str], Tab]) -> None:
    imports = [name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in FILES[kind]]
    tab = page(PAGE.format(type=kind, imports=imports))
    tab.wait_for("document.querySelector('#done').textContent")
    assert tab.text("#done") == "all well"
    tab.click("#done")
    tab.wait_for("document.querySelector('#done').title === 'clicked'")
    assert tab.errors == []
