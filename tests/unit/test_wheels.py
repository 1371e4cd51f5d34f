"""The mirror that data tests use has the very files that Pyodide was published with."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests import wheels
from tests.wheels import VERSION, mirror


def test_a_file_that_the_official_lock_does_not_know_is_no_part_of_the_mirror(tmp_path: Path) -> None:
    file = next((mirror() / f"pyodide-{VERSION}").glob("six-*.whl"))
    carrier = tmp_path / "carrier.whl"
    for data in (file.read_bytes(), file.read_bytes() + b"x"):
        with zipfile.ZipFile(carrier, "w") as archive:
            archive.writestr(f"{wheels._INSIDE}{file.name}", data)
        if data == file.read_bytes():
            wheels._take_out(carrier, tmp_path)
            assert (tmp_path / file.name).read_bytes() == data
        else:
            with pytest.raises(ValueError, match="is not the file that Pyodide"):
                wheels._take_out(carrier, tmp_path)
