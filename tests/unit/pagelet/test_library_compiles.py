"""Both interpreters import every module of the library, as pages load it, and compile those of the other one too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pagelet
from pagelet_cli.browser import Tab
from pagelet_cli.library import modules

FOLDER = Path(pagelet.__file__).parent
FILES = [path.relative_to(FOLDER).as_posix() for path in modules(FOLDER)]
OTHERS = {"mpy": {"_runtime/pyodide.py", "_runtime/cpython.py"}, "py": {"_runtime/micropython.py"}}

PAGE = """<!doctype html><title>Library</title><p id="done"></p>
<script type="{type}">
import pagelet
folder = pagelet.__path__
folder = folder if isinstance(folder, str) else list(folder)[0]
failed = []
for name in {files}:
    try:
        with open(folder + "/" + name) as file:
            compile(file.read(), name, "exec")
    except Exception as error:
        failed.append(name + " does not compile: " + repr(error))
for name in {imports}:
    try:
        __import__("pagelet." + name)
    except Exception as error:
        failed.append(name + " cannot be imported: " + repr(error))
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
    names = [name.removesuffix(".py").replace("/", ".") for name in FILES if name not in OTHERS[kind]]
    imports = [name.removesuffix(".__init__") for name in names if name != "__init__"]
    tab = page(PAGE.format(type=kind, files=FILES, imports=imports))
    tab.wait_for("document.querySelector('#done').textContent")
    assert tab.text("#done") == "all well"
    tab.click("#done")
    tab.wait_for("document.querySelector('#done').title === 'clicked'")
    assert tab.errors == []
