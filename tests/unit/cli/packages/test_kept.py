"""What of packages goes into a memory: the modules that a page imports, and those that it looks up in them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pagelet_cli.packages.kept import candidates, wheels
from pagelet_cli.packages.lock import Lock
from pagelet_cli.packages.needs import Need
from pagelet_cli.packages.plan import Plan
from pagelet_cli.packages.store import PackageFile
from pagelet_cli.page.imports import all_names
from pagelet_cli.page.parse import parse

PAGE = """<script type="py">
import numpy as np, tool.part, sys, mine
from numpy.linalg import det, norm as length
np.random.default_rng(3).random()
tool.other.call()
np.array([1]).sum()
</script>"""
FILES = ("numpy/__init__.py", "numpy/random/__init__.py", "numpy/linalg/_fast.cpython-314-wasm32-emscripten.so")


def test_names_of_a_page_become_modules_of_its_packages(tmp_path: Path) -> None:
    names = all_names(parse(PAGE), "", {"mine.py": "import numpy.linalg._fast\nnumpy.fft.fft()"}.get)
    assert {"numpy.random.default_rng", "tool.other.call", "numpy.linalg.norm", "numpy.fft.fft"} <= names
    need = Need("py", "page", "314.0.7", (), ("numpy",))
    found = candidates(need, names)
    assert {name.partition(".")[0] for name in found} == {"numpy"}
    wheel = tmp_path / "numpy-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in FILES:
            archive.writestr(name, "")
    entry = {"name": "numpy", "version": "1", "file_name": wheel.name, "sha256": "0" * 64, "depends": []}
    entry["tool"] = {"pagelet": {"sources": []}}
    plan = Plan(Lock("pyodide-314.0.7", {}, (), {"numpy": entry}), ("numpy",))
    kept = wheels(plan, found, lambda _: wheel)
    assert kept is not None
    assert kept.modules == ("numpy", "numpy.linalg._fast", "numpy.random")
    assert kept.entries["numpy"]["file_name"] == wheel.name
    assert wheels(Plan(plan.lock), found, lambda _: wheel) is None
    smaller = PackageFile(wheel.name, "1" * 64, (str(wheel),))
    other = wheels(plan, found, lambda _: wheel, lambda _: smaller)
    assert other is not None
    assert (kept.marks, other.marks) == ((f"numpy {'0' * 64}",), (f"numpy {'1' * 64}",))
    kept.put(tmp_path / "in")
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["list.json", wheel.name]


def test_what_a_package_imports_when_it_is_used_is_imported_too(tmp_path: Path) -> None:
    wheel = tmp_path / "matplotlib-3-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in ("pyplot", "backends/backend_agg", "backends/backend_pdf"):
            archive.writestr(f"matplotlib/{name}.py", "")
    entry = {"name": "matplotlib", "version": "3", "file_name": wheel.name, "sha256": "0" * 64, "depends": []}
    entry["tool"] = {"pagelet": {"sources": []}}
    plan = Plan(Lock("pyodide-314.0.7", {}, (), {"matplotlib": entry}), ("matplotlib",))
    kept = wheels(plan, ("matplotlib.pyplot",), lambda _: wheel)
    assert kept is not None
    # None of another package that is not here, either.
    assert kept.modules == ("matplotlib.backends.backend_agg", "matplotlib.pyplot")
