"""Unpack archives in real browsers: good ones, damaged ones, and ones made to do harm.

The cases are a table; here they become bytes. Zip archives are put together by hand, since `zipfile` makes no bad ones.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import struct
import tarfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from pagelet_cli.browser import Tab

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests/unit/kernel/archives_cases.json").read_text("utf-8"))

TAR_TYPES = {
    "file": tarfile.REGTYPE,
    "folder": tarfile.DIRTYPE,
    "symlink": tarfile.SYMTYPE,
    "hardlink": tarfile.LNKTYPE,
    "fifo": tarfile.FIFOTYPE,
    "character device": tarfile.CHRTYPE,
    "block device": tarfile.BLKTYPE,
    "sparse file": tarfile.GNUTYPE_SPARSE,
}
TAR_FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}

UNPACK = """async (address, cases) => {
  const { unpack } = await import(address);
  const results = [];
  for (const [kind, packed] of JSON.parse(cases)) {
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    try {
      const files = await unpack(bytes, kind);
      const texts = files.map(({ path, data }) => [path, new TextDecoder().decode(data)]);
      results.push({ files: Object.fromEntries(texts) });
    } catch (error) {
      results.push({ error: `${error.name}: ${error.message}` });
    }
  }
  return JSON.stringify(results);
}"""


def test_every_case_of_the_table(tab: Tab, serve: Callable[..., str]) -> None:
    """Each archive gives the files it should, or is refused with the words it should be refused with."""
    base = serve({"index.html": "<!doctype html>", "archives.js": (ROOT / "kernel/src/archives.js").read_text("utf-8")})
    tab.goto(base)
    packed = [(case["kind"], base64.b64encode(archive_of(case)).decode()) for case in CASES]
    results = json.loads(tab.call(UNPACK, f"{base}archives.js", json.dumps(packed)))
    wrong = [f"{case['name']}: {result}" for case, result in zip(CASES, results, strict=True) if not fits(case, result)]
    assert not wrong, "\n".join(wrong)


def fits(case: dict[str, Any], result: dict[str, Any]) -> bool:
    """Compare what came out with what the case says."""
    if "error" in case:
        return str(result.get("error", "")).startswith("Error: ") and case["error"] in result["error"]
    return bool(result.get("files") == case["files"])


# --------------------------------------------------------------------------------------------------- making archives


def archive_of(case: dict[str, Any]) -> bytes:
    """Return the bytes that a case describes."""
    if "raw" in case:
        data = bytes(case["raw"], "utf-8")
    elif case["kind"] in {"zip", "whl"}:
        data = zip_of(case)
    else:
        data = tar_of(case)
    for offset, text in case.get("patch", {}).items():
        data = data[: int(offset)] + text.encode() + data[int(offset) + len(text) :]
    data = data[: int(case.get("keep", len(data)))]
    if case.get("gzip", "raw" not in case and case["kind"] in {"tar.gz", "tgz"}):
        data = gzip.compress(data, mtime=0)
    first, last = int(case.get("skip", 0)), len(data) - int(case.get("cut", 0))
    return data[first:last]


def content_of(entry: dict[str, Any]) -> bytes:
    """Return the bytes of one file; bombs are written as a count."""
    return bytes(entry["repeat"]) if "repeat" in entry else bytes(entry["text"], "utf-8")


def zip_of(case: dict[str, Any]) -> bytes:
    """Write local headers, the central directory and the end record, lies included."""
    body = bytes(case.get("prefix", ""), "utf-8")
    shift = len(body)
    central = b""
    for entry in case["entries"]:
        data = content_of(entry)
        method = entry.get("method", 8)
        packed = zlib.compress(data, 9, -15) if method == 8 else data
        packed = entry["packed"].encode("latin-1") if "packed" in entry else packed + entry.get("junk", "").encode()
        name = entry["path"].encode()
        local = entry.get("local", entry["path"]).encode()
        crc, size = entry.get("crc", zlib.crc32(data)), entry.get("size", len(data))
        about = struct.pack("<HHHHIII", entry.get("flags", 0x800), method, 0, 33, crc, len(packed), size)
        offset = len(body) - shift
        body += struct.pack("<IH", 0x04034B50, 20) + about + struct.pack("<HH", len(local), 0) + local + packed
        central += struct.pack("<IHH", 0x02014B50, 0x31E, 20) + about
        central += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, entry.get("mode", 0o100644) << 16, offset) + name
    count, comment = case.get("count", len(case["entries"])), bytes(case.get("comment", ""), "utf-8")
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(central), len(body) - shift, len(comment))
    return body + central + end + comment


def tar_of(case: dict[str, Any]) -> bytes:
    """Write a tar archive of the case's format."""
    buffer = io.BytesIO()
    tar_format = TAR_FORMATS[case["format"]]
    with tarfile.open(fileobj=buffer, mode="w", format=tar_format, pax_headers=case.get("headers")) as archive:
        for entry in case["entries"]:
            data = content_of(entry)
            info = tarfile.TarInfo(entry["path"])
            info.type = TAR_TYPES[entry.get("type", "file")]
            info.pax_headers = entry.get("pax", {})
            info.linkname = "/etc/passwd" if info.islnk() or info.issym() else ""
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()
