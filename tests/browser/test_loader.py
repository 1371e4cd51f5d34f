"""How the kernel gets into a page: where its tag stands, which kind it is, what it offers to JavaScript."""

from __future__ import annotations

import pytest

import pagelet

RUN = """<script type=mpy>
from pagelet import document
document.body.dataset.ran = (document.body.dataset.ran if hasattr(document.body.dataset, "ran") else "") + "x"
</script>"""

CLASSIC = '<script src="/_pagelet/pagelet.js"></script>'
MODULE = '<script type=module src="/_pagelet/pagelet.js"></script>'

PAGES = {
    "none": f"<body>{RUN}",
    "classic in the head": f"<head>{CLASSIC}</head><body>{RUN}",
    "module in the head": f"<head>{MODULE}</head><body>{RUN}",
    "classic at the end": f"<body>{RUN}{CLASSIC}",
    "module at the end": f"<body>{RUN}{MODULE}",
    "deferred": f'<head><script defer src="/_pagelet/pagelet.js"></script></head><body>{RUN}',
    "async": f'<head><script async src="/_pagelet/pagelet.js"></script></head><body>{RUN}',
    "by its plain name": f'<head><script type=module src="pagelet.js"></script></head><body>{RUN}',
    "both": f"<head>{CLASSIC}{MODULE}</head><body>{RUN}",
    "both, the other way": f"<head>{MODULE}</head><body>{CLASSIC}{RUN}",
    "three": f"<head>{MODULE}{MODULE}</head><body>{RUN}{CLASSIC}",
}

LOADED = "performance.getEntriesByType('resource').map((e) => e.name.split('/').pop())"
DONE = """() => {
  window.finished = 0;
  document.addEventListener("py:all-done", () => finished++);
}"""


@pytest.mark.parametrize("where", PAGES)
def test_tag_runs_the_page_once(live, where) -> None:
    tab = live(PAGES[where], preload=DONE)
    tab.wait_for("finished")
    tab.evaluate("new Promise((done) => setTimeout(done, 30))")
    assert tab.evaluate("[finished, document.body.dataset.ran]") == [1, "x"]


def test_kernel_added_to_a_finished_page_runs_it(live) -> None:
    # Trusted Types, which pages without scripts of their own are under, forbid to add scripts.
    tab = live("<body><p>No Python yet<script src=own.js></script>", {"own.js": ""}, preload=DONE)
    tab.call("""async () => {
      const script = document.createElement("script");
      script.type = "mpy";
      script.append("from pagelet import document\\ndocument.body.dataset.ran = 'late'");
      document.body.append(script);
      await import("/_pagelet/pagelet.js");
    }""")
    tab.wait_for("finished")
    assert tab.evaluate("document.body.dataset.ran") == "late"


EXPORTS = """async () => {
  const first = await import("/_pagelet/pagelet.js");
  const second = await import("/_pagelet/pagelet.js?again");
  const python = await first.whenDefined("mpy");
  python.run("answer = 6 * 7", "test");
  return {
    same: first.config === second.config && (await second.whenDefined("mpy")) === python,
    answer: python.get("answer"),
    config: first.config.mpy,
    functions: ["PyWorker", "MPWorker", "whenDefined", "worker"].every((name) => typeof first[name] === "function"),
  };
}"""


def test_exports_are_one_kernel_however_often_it_is_imported(live) -> None:
    html = f"<body><mpy-config>word = 'w'</mpy-config>{RUN}"
    tab = live(html, preload=DONE)
    tab.wait_for("finished")
    found = tab.call(EXPORTS)
    assert found == {"same": True, "answer": 42, "config": {"word": "w", "type": "mpy"}, "functions": True}
    assert tab.evaluate("document.body.dataset.ran") == "x"


def test_page_without_python_loads_no_interpreter(live) -> None:
    tab = live(f"<head>{MODULE}</head><body><p>plain")
    tab.evaluate("import('/_pagelet/pagelet.js').then(() => new Promise((done) => setTimeout(done, 100)))")
    loaded = tab.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [name for name in loaded if "runtimes" in name or ".lib." in name] == []


# What only pages with workers, tags of the library's, editors or terminals come to.
OTHERS = ("pyodide", "worker", "sync", "tags", "editor", "codemirror", "terminal", "xterm", "session")


def test_page_loads_each_thing_once(live) -> None:
    html = f"<head>{MODULE}</head><body><mpy-config>[files]\n'a.txt' = ''</mpy-config>{RUN}{RUN}"
    tab = live(html, {"a.txt": "a"}, preload=DONE)
    tab.wait_for("finished")
    loaded = tab.evaluate(LOADED)
    for name in ("pagelet.js", "pagelet.lib.mpy.json", "micropython.mjs", "micropython.wasm", "a.txt"):
        assert loaded.count(name) == 1, loaded
    assert not [name for name in loaded if any(part in name for part in OTHERS)]


LITTLE = """
from pagelet import document, window
document.body.dataset.little = window.location.pathname
"""
# Written so that nobody sees it coming.
LATER = """
library = "page" + "let"
exec(f"import {library}; from {library} import display, page; display(len(page['body']), {library}.__version__)")
from pagelet import document
"""


def test_the_smallest_pages_load_no_library(live) -> None:
    tab = live(f'<head>{MODULE}</head><body><script type="mpy">{LITTLE}</script>', preload=DONE)
    tab.wait_for("finished")
    assert tab.evaluate("document.body.dataset.little") == tab.evaluate("location.pathname")
    assert [name for name in tab.evaluate(LOADED) if ".lib." in name] == []


def test_a_small_page_gets_the_library_when_it_asks_after_all(live) -> None:
    tab = live(
        f'<head>{MODULE}</head><body><script type="mpy">{LITTLE}</script><script type="mpy">{LATER}</script>',
        preload=DONE,
    )
    tab.wait_for("finished")
    assert tab.evaluate("document.querySelector('#mpy-1').textContent") == f"1{pagelet.__version__}"
    assert [name for name in tab.evaluate(LOADED) if ".lib." in name] == ["pagelet.lib.mpy.json"]
