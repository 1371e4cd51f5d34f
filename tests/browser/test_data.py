# ruff: noqa: E501 - one check a line
"""Tables from addresses, files of the page and files of the user's, in pandas, pyarrow and apache-arrow."""

from __future__ import annotations

import binascii
import json
import subprocess
from pathlib import Path

import pytest
from tests import wheels

ROOT = Path(__file__).parents[2]
CSV = "name,moons\nMercury,0\nJupiter,97\nSaturn,146\n"
# The same, as pyarrow writes it.
PARQUET = (
    "UEFSMRUAFUwVTCwVBhUAFQYVBhwAAAACAAAABgEHAAAATWVyY3VyeQcAAABKdXBpdGVyBgAAAFNhdHVybhUAFTwVPCwVBhUAFQYVBhwAAAACAAAA"
    "BgEAAAAAAAAAAGEAAAAAAAAAkgAAAAAAAAAVBBk8NQAYBnNjaGVtYRUEABUMJQIYBG5hbWUlAEwcAAAAFQQlAhgFbW9vbnMAFgYZHBksJgAcFQwZ"
    "JQYAGRgEbmFtZRUAFgYWchZyJghJHBUAFQAVAgA8FigZBhkmAAYAAAAmABwVBBklBgAZGAVtb29ucxUAFgYWYhZiJnpJHBUAFQAVAgA8KQYZJgAG"
    "AAAAFtQBFgYmCBbUAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAAxwAAAFBBUjE="
)

CODE = """
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pagelet import RUNNING_IN_WORKER, arrays, create_proxy, files, fetch, js_modules
from pagelet._runtime import js, to_js

frame = pd.read_csv(window.location.href + "planets.csv")
check("read_csv(url)", frame.moons.tolist(), [0, 97, 146])
there = pd.read_parquet(window.location.href + "there.parquet")
check("read_parquet(url)", (there.name.tolist(), there.moons.tolist()), (frame.name.tolist(), frame.moons.tolist()))
heard = []
if not RUNNING_IN_WORKER: window.addEventListener("py:progress", create_proxy(lambda event: heard.append(str(event.detail))))
check("read_csv(url) of much", len(pd.read_csv(window.location.href + "big.csv")), 100_000)
check("its progress", RUNNING_IN_WORKER or heard[-1].startswith("Reading big.csv: "))
check("open()", open("planets.csv").read().splitlines()[1], "Mercury,0")
check("read_csv(path)", len(pd.read_csv("planets.csv")), 3)
frame.to_parquet("planets.parquet")
check("to_parquet", pd.read_parquet("planets.parquet").name.tolist(), ["Mercury", "Jupiter", "Saturn"])
seen = []
path = await fetch("big.csv").copy_to("big.csv", progress=lambda done, size: seen.append((done, size)))
check("copy_to", (path, len(pd.read_csv(path))), ("big.csv", 100_000))
check("its progress", (seen[-1][0], len(seen) > 0, [done for done, _ in seen] == sorted(done for done, _ in seen)), (SIZE, True, True))
check("its size", seen[-1][1] in (SIZE, None))

# A table of 3.5 GB that nobody's memory has, as a user might pick it.
whole = open("big.csv", "rb").read()
head, rows = whole[:whole.index(b"\\n") + 1], whole[whole.index(b"\\n") + 1:]
piece = js.Blob.new(to_js([rows]))
large = js.File.new(to_js([js.Blob.new(to_js([head])), *[piece] * 2500]), "large.csv")
picked = files.File(large)
check("larger than memory", picked.size > 2**31)
told = []
with await picked.open(lambda done, size: told.append((done, size))) as file:
    total, count = 0, 0
    with pd.read_csv(file, chunksize=50_000) as chunks:
        for chunk in chunks:
            total += int(chunk.number.sum())
            count += 1
            if count == 4: break
    check("in chunks", total, 2 * sum(range(100_000)))
    check("the progress of that", (len(told) > 1, told[-1][1], told[-1][0] < 10_000_000), (True, picked.size, True))
    file.seek(-len(rows), 2)
    check("its end", file.read() == rows)
    check("nothing after it", file.read(), b"")
count = 0
async for chunk in picked.stream(lambda done, size: told.append((done, size))):
    count += len(chunk)
    if count > 3_000_000: break
check("streamed", told[-1], (count, picked.size))
table = pq.read_table("planets.parquet")
stored = js.File.new(to_js([open("planets.parquet", "rb").read()]), "planets.parquet")
with await files.File(stored).open() as file:
    check("parquet where it is", pq.ParquetFile(file).read().equals(table))
"""

ARROW = """
arrow = js_modules.arrow
bytes_ = arrays.to_arrow(table)
there = arrow.tableFromIPC(bytes_)
check("in JavaScript", (int(there.numRows), str(there.getChild("name").get(2)), int(there.getChild("moons").get(1))), (3, "Saturn", 97))
back = arrays.from_arrow(arrow.tableToIPC(there))
check("and back", back.to_pydict() == table.to_pydict())
check("as a file", arrays.from_arrow(arrow.tableToIPC(there, "file")).num_rows, 3)
check("a frame", int(arrow.tableFromIPC(arrays.to_arrow(frame)).numCols), 2)
check("a batch", int(arrow.tableFromIPC(arrays.to_arrow(table.to_batches()[0])).numRows), 3)
column = there.getChild("moons").toArray()
check("a column", arrays.array(column).tolist(), [0, 97, 146])
"""


@pytest.fixture(scope="session")
def arrow(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return apache-arrow as one module."""
    made = tmp_path_factory.mktemp("arrow") / "arrow.js"
    tools = ROOT / "node_modules"
    command = [tools / ".bin" / "esbuild", tools / "apache-arrow" / "Arrow.dom.mjs", "--bundle", "--format=esm"]
    subprocess.run([*command, f"--outfile={made}", "--log-level=error"], check=True)
    return made.read_bytes()


@pytest.mark.parametrize("place", ["", pytest.param("worker", marks=pytest.mark.nightly)])
def test_data(kit, live, monkeypatch: pytest.MonkeyPatch, arrow: bytes, place: str) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(wheels.mirror()))
    config = {
        "interpreter": wheels.VERSION,
        "packages": ["pandas", "pyarrow"],
        "files": {"planets.csv": ""},
        "js_modules": {place or "main": {"./arrow.js": "arrow"}},
    }
    big = "number,text\n" + "".join(f"{number},text {number}\n" for number in range(100_000))
    files = {"config.json": json.dumps(config), "planets.csv": CSV, "big.csv": big, "arrow.js": arrow}
    files["there.parquet"] = binascii.a2b_base64(PARQUET)
    code = f"SIZE = {len(big)}\n{CODE}{ARROW}"
    kit.verdict(live(kit.checks("py", code, f"{place} config='config.json'"), files, ("--port", "0")), 120)
