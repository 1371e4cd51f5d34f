"""What is fresh in each visit that begins with a memory, and what stays: packages were imported where it was made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from static_host import StaticHost
from tests.browser.test_build import build
from tests.shelf import make_wheel
from tests.wheels import mirror

from pagelet_cli.browser import Context
from pagelet_cli.runtimes.cache import cache_folder

PAGE = """<!doctype html>
<py-config>
version = "{version}"
packages = [{packages}]
</py-config>
<body><script type="py">
import sys
there = "lots" in sys.modules
import json, lots
from pagelet import document, window
shown = {{"there": there}}
{code}
document.body.dataset.shown = json.dumps(shown)
</script></body>"""


def visits(context: Context, base: str) -> tuple[dict[str, object], dict[str, object]]:
    """Open a page twice, as two visitors do, and give what it shows."""
    found = []
    for _ in range(2):
        tab = context.open()
        tab.pretend("timezone", "America/New_York")
        tab.goto(base, wait="none")
        tab.wait_for("document.body?.dataset.shown || document.querySelector('pagelet-error')", 60)
        assert "Pagelet: Python starts without" not in tab.report()
        assert tab.evaluate("Boolean(document.body.dataset.shown)"), tab.report()
        found.append(json.loads(tab.evaluate("document.body.dataset.shown")))
        tab.close()
    return found[0], found[1]


LOTS = """
import multiprocessing, random, urllib.request, uuid
drawn, chosen = random.Random(), random.Random(42)
class Own(random.Random): pass
own = Own(7)
node = uuid.getnode()
def read(url): return urllib.request.urlopen(url).read().decode()
"""
LOTS_SHOWN = """
import locale, random, uuid
key = lots.multiprocessing.current_process().authkey.hex()
shown["fresh"] = [lots.drawn.random(), random.random(), uuid.getnode(), key]
shown["chosen"] = [lots.chosen.random() == random.Random(42).random(), lots.own.random() == random.Random(7).random()]
shown["again"] = lots.drawn.seed(1) or lots.drawn.random() == random.Random(1).random()
shown["read"] = lots.read(window.location.href + "words.txt")
shown["language"] = locale.getlocale()[0]
shown["path"] = len(sys.path) - len(set(sys.path))
"""


def test_packages_of_python_alone_draw_new_lots_and_ask_the_browser(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path
) -> None:
    wheel = make_wheel(tmp_path / "site", "lots", files={"lots.py": LOTS})
    html = PAGE.format(version="314.0.7", packages=f'"./{wheel.name}"', code=LOTS_SHOWN)
    first, second = visits(context, host(build(tmp_path, {"index.html": html, "words.txt": "said"})).base)
    pairs = zip(first.pop("fresh"), second.pop("fresh"), strict=True)  # type: ignore[call-overload]
    assert [one == other for one, other in pairs] == [False] * 4
    assert str(first.pop("language")).startswith("en")
    del second["language"]
    assert first == second == {"there": True, "chosen": [True, True], "again": True, "read": "said", "path": 0}


NUMPYS = """
import numpy.random as numpys, dateutil.parser
drawn, chosen = numpys.default_rng(), numpys.default_rng(42)
old, old_chosen, old_other = numpys.RandomState(), numpys.RandomState(7), numpys.RandomState(numpys.PCG64())
bits, seeds = numpys.PCG64(), numpys.SeedSequence()
left = old.standard_normal()
"""
NUMPYS_SHOWN = """
import numpy as np, pandas
fresh = [lots.drawn.random(), lots.drawn.spawn(1)[0].random(), lots.old.random_sample(), lots.old_other.random_sample()]
fresh += [np.random.random(), np.random.default_rng().random(), np.random.RandomState().random_sample()]
shown["fresh"] = fresh + [str(lots.bits.random_raw()), str(lots.seeds.spawn(1)[0].entropy), lots.old.standard_normal()]
chosen = [lots.chosen.random(), lots.chosen.spawn(1)[0].random(), lots.old_chosen.random_sample()]
like = np.random.default_rng(42)
shown["chosen"] = chosen == [like.random(), like.spawn(1)[0].random(), np.random.RandomState(7).random_sample()]
import datetime, dateutil.parser
century = [dateutil.parser.parserinfo().convertyear(year) for year in range(100)]
shown["years"] = century == [dateutil.parser.parse(f"1/1/{year:02}").year for year in range(100)]
"""


@pytest.mark.nightly
def test_generators_of_numpy_that_packages_keep_draw_new_lots(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror()))
    wheel = make_wheel(tmp_path / "site", "lots", files={"lots.py": NUMPYS})
    packages = f'"numpy", "pandas", "./{wheel.name}"'
    html = PAGE.format(version="0.27.7", packages=packages, code=NUMPYS_SHOWN)
    first, second = visits(context, host(build(tmp_path, {"index.html": html})).base)
    pairs = zip(first.pop("fresh"), second.pop("fresh"), strict=True)  # type: ignore[call-overload]
    assert [one == other for one, other in pairs] == [False] * 10
    assert first == second == {"there": True, "chosen": True, "years": True}


SEED = """<!doctype html><title>Seed</title><script type="py">
import sys
from pagelet import document
document.body.dataset.shown = str([hash("word"), "_pagelet_remainder" in sys.modules])
</script>"""


def made(out: Path) -> dict[str, bytes]:
    """Give what was made ahead for a site."""
    return {path.name: path.read_bytes() for path in (out / "_pagelet" / "made").iterdir()}


def test_a_site_may_have_a_seed_of_its_own(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {}
    for seed in ("", "ours", "theirs"):
        pages = {"index.html": SEED, "pagelet.toml": f'[build]\nseed = "{seed}"'}
        tab = context.open(host(build(tmp_path / f"for {seed}", pages, "--no-offline")).base)
        shown[seed] = tab.wait_for("document.body.dataset.shown", 60)
    assert [text.endswith("True]") for text in shown.values()] == [True] * 3
    assert len(set(shown.values())) == 3
    # Its builds are the same bytes all the same, also where nothing of them is there yet.
    other = tmp_path / "cache"
    other.mkdir()
    (other / "runtimes").symlink_to(cache_folder() / "runtimes")
    monkeypatch.setenv("PAGELET_CACHE", str(other))
    pages = {"index.html": SEED, "pagelet.toml": '[build]\nseed = "ours"'}
    assert made(build(tmp_path / "again", pages, "--no-offline")) == made(tmp_path / "for ours" / "out")
