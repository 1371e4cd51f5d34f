"""What happens to a page when something breaks: an error with a code where it can be seen, never a blank page.

The table of faults that pages of this kind meet, with what PyScript 0.7.31 does, and where each is tested here:

| fault | PyScript | test |
| --- | --- | --- |
| an interpreter that is missing, cut off or damaged | blank page | below; tests/browser/errors/test_errors_config.py |
| one that is slow | nothing is shown | below |
| a worker whose script does not come | blank page | below; tests/browser/errors/test_errors_worker.py |
| a worker that dies | who waits for it waits for ever | below |
| two kernels on a page | both run every script | below; tests/browser/test_loader.py |
| a hundred reloads | as below, without a service worker | below, nightly |
| no room for data | the change is lost without a word | tests/browser/test_keep.py |
| no JSPI, no SharedArrayBuffer | an exception that names neither | tests/browser/errors/test_errors_worker.py |
| a kept file that is not what it should be | no hashes | tests/browser/test_build.py |
| a memory that is not what it should be | has none | tests/browser/test_start.py |
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from static_host import StaticHost

from pagelet_cli import assets
from pagelet_cli.browser import Context, Tab
from pagelet_cli.runtimes import runtime

PAGE = """<!doctype html><title>Faults</title><script type="module" src="pagelet.js"></script>
<output></output>
<script type="mpy">
from pagelet import page
page["output"][0].text = "on"
</script>
<script type="mpy" worker name="other">
from pagelet import document
document.title = "worked"
async def wait():
    import asyncio
    await asyncio.sleep(1000)
__export__ = ["wait"]
</script>"""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticHost]:
    """Serve the kernel, an interpreter and a page as a host does that knows nothing of Pagelet."""
    folder = tmp_path_factory.mktemp("faults")
    for name in assets.NAMES:
        (folder / name).write_bytes(assets.read(name))
    (folder / "runtimes").mkdir()
    (folder / "runtimes" / "micropython-1.27.0").symlink_to(runtime("micropython", "1.27.0"))
    (folder / "copy").symlink_to(folder)
    (folder / "index.html").write_text(PAGE, "utf-8")
    second = '<script type="module" src="copy/pagelet.js"></script><script src="pagelet.js"></script>'
    (folder / "two.html").write_text(PAGE.replace("<output>", f"{second}<output>"), "utf-8")
    with StaticHost(folder) as running:
        yield running


def box(tab: Tab) -> str:
    """Wait for an error on the page and give its text."""
    tab.wait_for("document.querySelector('pagelet-error')", 20)
    return tab.report()


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        ("micropython.wasm", "missing", "PGL-R02"),
        ("micropython.wasm", "cut", "PGL-R03"),
        ("micropython.mjs", "missing", "PGL-R02"),
        ("micropython.mjs", "cut", "PGL-R03"),
        ("pagelet.lib.mpy.json", "cut", "PGL-"),
        # It has what workers are started with, and what shows errors: a plain one takes its place.
        ("pagelet.more.js", "cut", "pagelet.more.js"),
    ],
)
def test_a_file_that_does_not_come(context: Context, host: StaticHost, name: str, fault: str, said: str) -> None:
    host.faults = {name: [fault] * 9}
    tab = context.open(host.base)
    assert said in box(tab)
    assert tab.text("output") == ("on" if name == "pagelet.more.js" else "")


def test_a_host_that_knows_no_modules_is_told_what_they_are(context: Context, host: StaticHost) -> None:
    host.faults, host.types = {}, {".mjs": "application/octet-stream"}
    tab = context.open(host.base)
    said = box(tab)
    host.types = {}
    assert "micropython.mjs as application/octet-stream, and browsers run no module" in said
    assert "Let the host send files whose names end in .mjs as text/javascript." in said


def test_a_slow_interpreter_is_waited_for_in_sight(context: Context, host: StaticHost) -> None:
    host.faults = {"micropython.wasm": ["slow"] * 2, "micropython.mjs": ["slow"] * 2}
    tab = context.open()
    tab.goto(host.base, wait="interactive")
    # More than half a second: the page says that Python is on its way.
    tab.wait_for("document.querySelector('pagelet-loader')", 5)
    tab.wait_for("document.querySelector('output').textContent === 'on'", 20)
    assert tab.count("pagelet-error") == 0


def test_a_worker_whose_script_comes_at_the_second_time(context: Context, host: StaticHost) -> None:
    host.faults = {"pagelet.worker.js": ["missing"]}
    tab = context.open(host.base)
    tab.wait_for("document.title === 'worked' || document.querySelector('pagelet-error')", 20)
    assert tab.count("pagelet-error") == 0, tab.report()
    tab.close()
    host.faults = {"pagelet.worker.js": ["missing"] * 2}
    tab = context.open(host.base)
    assert 'PGL-W02: The worker "other" stopped: its script could not be loaded.' in box(tab)
    assert tab.text("output") == "on"


ENDS = """async () => {
  const { worker } = await import("./pagelet.js");
  const other = await worker("other");
  const waiting = other.wait();
  setTimeout(() => other.terminate(), 50);
  const told = [];
  for (const call of [waiting, other.wait()]) await call.catch(({ message }) => told.push(message));
  return told;
}"""


def test_who_waits_for_a_worker_that_dies_is_told(context: Context, host: StaticHost) -> None:
    host.faults = {}
    tab = context.open(host.base)
    tab.wait_for("document.title === 'worked'", 20)
    told = tab.call(ENDS)
    assert len(told) == 2
    assert all("was ended before it answered" in text for text in told)
    assert tab.count("pagelet-error") == 0


def test_two_kernels_are_one(context: Context, host: StaticHost) -> None:
    host.faults = {}
    tab = context.open(f"{host.base}two.html")
    tab.wait_for("document.querySelector('output').textContent === 'on' && document.title === 'worked'", 20)
    # Each script has one place for what it displays.
    assert [tab.count("script-py"), tab.count("script-mpy"), tab.count("pagelet-error")] == [1, 1, 0]


@pytest.mark.nightly
def test_a_hundred_reloads_leave_nothing(context: Context, host: StaticHost) -> None:
    host.faults = {}
    tab = context.open(host.base)
    sizes = []
    for _ in range(100):
        tab.reload()
        tab.wait_for("document.title === 'worked' && document.querySelector('output').textContent === 'on'", 30)
        sizes.append(_memory(tab))
    assert tab.count("pagelet-error") == 0
    assert tab.evaluate("navigator.serviceWorker.getRegistrations().then(({ length }) => length)") <= 1
    # Garbage comes and goes: what counts is how little there is in between.
    before, after = min(sizes[20:40]), min(sizes[80:])
    # Browsers grow by themselves; an interpreter that is kept would be some five megabytes, each time.
    assert after < before + 200_000, f"{before} kB after 30 reloads, {after} kB after 90; {sizes}"


def _memory(tab: Tab) -> int:
    """Add up what the browser's processes hold, in kB: each is a child, or a child's child, of the first."""
    parents, sizes = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (process / "status").read_text("utf-8").splitlines())
        except OSError:
            continue
        parents[int(process.name)] = int(status["PPid"])
        sizes[int(process.name)] = int(status.get("VmRSS", "0 kB").split()[0])
    backend = tab.browser._backend
    family = {getattr(backend, "_browser_pid", None) or backend._process.id}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(sizes.get(one, 0) for one in family)
