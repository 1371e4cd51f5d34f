"""Write a wheel of files that are at hand: the same files give the same bytes, on every computer."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence

# The oldest time that a zip can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TAG = "py3-none-any"


def packed(
    name: str,
    version: str,
    files: Mapping[str, bytes],
    requires: Sequence[str] = (),
    *,
    extras: Mapping[str, Sequence[str]] | None = None,
    python: str | None = None,
) -> tuple[str, bytes]:
    """Write a wheel of pure Python, and give its file name and bytes."""
    stem = f"{re.sub(r'[^A-Za-z0-9.]+', '_', name)}-{version}"
    info = f"{stem}.dist-info"
    content = dict(files)
    content[f"{info}/METADATA"] = _metadata(name, version, requires, extras or {}, python).encode()
    content[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: pagelet\nRoot-Is-Purelib: true\nTag: {_TAG}\n".encode()
    content[f"{info}/RECORD"] = _record(content, f"{info}/RECORD").encode()
    buffer = io.BytesIO()
    # Not compressed: zlib's many versions write different bytes, and a lock has the hash of these.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for inside, data in content.items():
            entry = zipfile.ZipInfo(inside, _EPOCH)
            entry.create_system = 3
            archive.writestr(entry, data)
    return f"{stem}-{_TAG}.whl", buffer.getvalue()


def _metadata(
    name: str, version: str, requires: Sequence[str], extras: Mapping[str, Sequence[str]], python: str | None
) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Python: {python}"] if python else []
    lines += [f"Requires-Dist: {need}" for need in requires]
    for extra, needs in extras.items():
        lines.append(f"Provides-Extra: {extra}")
        for need in needs:
            wanted, _, marker = need.partition(";")
            both = f"({marker.strip()}) and " if marker else ""
            lines.append(f"Requires-Dist: {wanted.strip()}; {both}extra == '{extra}'")
    return "\n".join(lines) + "\n"


def _record(files: Mapping[str, bytes], own: str) -> str:
    rows = []
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={digest},{len(data)}")
    return "\n".join([*rows, f"{own},,"]) + "\n"
