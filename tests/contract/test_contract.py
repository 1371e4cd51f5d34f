"""Hold every adapter to the page that kernel/src/interpreters/contract.js is."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path

import pytest
from once import once

from pagelet_cli.browser import Context
from pagelet_cli.runtimes.pins import versions

ROOT = Path(__file__).parents[2]
PAGE = Path(__file__).parent / "page"

# The versions that Pagelet is built with, and another of each that configs may ask for.
USUAL = {"micropython": ["1.27.0", "1.29.0-6"], "pyodide": ["314.0.7", "0.27.7"]}
# scripts/nightly: whatever a config may ask for.
EVERY = {name: versions(name) for name in USUAL}
KINDS = {"micropython": "mpy", "pyodide": "py"}
ADAPTERS = {
    f"{KINDS[name]}-{version}": (KINDS[name], name, version)
    for name, listed in (EVERY if os.environ.get("PAGELET_EVERY_VERSION") else USUAL).items()
    for version in listed
}


# The kernel's own files may be saved while its tests run.
NO_RELOAD = "() => { globalThis.EventSource = class { addEventListener() {} close() {} } }"


def kernel_files() -> dict[str, str]:
    """Return the kernel's modules as they are, not bundled: the checks import the adapters alone."""
    folder = ROOT / "kernel" / "src"
    return {f"kernel/{path.relative_to(folder).as_posix()}": path.read_text("utf-8") for path in folder.rglob("*.js")}


@pytest.fixture(scope="session")
def outcomes(browsers, server):
    """Return a function that gives what each check had to say; empty where it held."""

    @once
    def run(browser_name: str, adapter: str) -> dict[str, str]:
        kind, name, version = ADAPTERS[adapter]
        html = '<!doctype html><title>contract</title><script type="module" src="contract.js"></script>'
        files = {"index.html": html, "contract.js": (PAGE / "contract.js").read_text("utf-8"), **kernel_files()}
        base, _ = server.shared(files, "contract", ())
        module = f"/_pagelet/runtimes/{name}-{version}/{name}.mjs"
        with browsers.get(browser_name).new_context() as context:
            tab = context.open()
            tab.preload(NO_RELOAD)
            tab.goto(f"{base}?type={kind}&version={version}&url={module}")
            return tab.wait_for("globalThis.results", timeout=90)

    return run


def _checks() -> list[tuple[str, str]]:
    text = (PAGE / "contract.js").read_text("utf-8")
    starts = [match.start() for match in re.finditer(r"^check\(", text, re.MULTILINE)] + [len(text)]
    found = []
    for start, end in itertools.pairwise(starts):
        block = text[start:end]
        name = re.match(r'check\("(.+?)",', block)
        only = re.search(r', \["(py|mpy)"\]\);$', block, re.MULTILINE)
        assert name, block
        found += [(adapter, name[1]) for adapter in ADAPTERS if not only or adapter.split("-")[0] == only[1]]
    return sorted(found, key=lambda pair: list(ADAPTERS).index(pair[0]))


@pytest.mark.one_page("adapter")
@pytest.mark.parametrize(("adapter", "promise"), _checks())
def test_contract(outcomes, browser_name: str, adapter: str, promise: str) -> None:
    results = outcomes(browser_name, adapter)
    assert "start" not in results, results
    assert results[promise] == ""


@pytest.mark.parametrize("version", ["314.0.7", "0.27.7"])
def test_another_thread_interrupts(serve, context: Context, version: str) -> None:
    html = '<!doctype html><title>interrupt</title><script type="module" src="interrupt.js"></script>'
    scripts = {name: (PAGE / name).read_text("utf-8") for name in ("interrupt.js", "worker.js")}
    base = serve({"index.html": html, **scripts, **kernel_files()}, "--coop")
    tab = context.open()
    tab.preload(NO_RELOAD)
    tab.goto(f"{base}?url=/_pagelet/runtimes/pyodide-{version}/pyodide.mjs")

    lines = tab.wait_for("lines.includes('alive') && lines", timeout=60)
    assert "KeyboardInterrupt" in lines[1]
    assert 'File "endless.py", line' in lines[1]


def test_every_property_of_the_contract_is_checked() -> None:
    contract = (ROOT / "kernel/src/interpreters/contract.js").read_text("utf-8")
    interpreter = contract.split("@typedef {object} Interpreter")[1].split("*/")[0]
    properties = set(re.findall(r"@property \{.*\} \[?(\w+)", interpreter))
    used = set(re.findall(r"python\.(\w+)", (PAGE / "contract.js").read_text("utf-8")))
    assert properties
    assert properties - used == set()
