"""What compilers make of C and Rust: the modules that are kept for the tests, and that of the guide."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "wasm"
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "wasm.md"
# What shows that each of Debian's packages is installed.
COMPILERS = {
    "clang": "/usr/bin/clang-14",
    "lld": "/usr/bin/wasm-ld",
    "wasi-libc": "/usr/lib/wasm32-wasi/libc.a",
    "libclang-rt-14-dev-wasm32": "/usr/lib/llvm-14/lib/clang/14.0.6/lib/wasi/libclang_rt.builtins-wasm32.a",
    "rustc": "/usr/bin/rustc",
    "libstd-rust-dev-wasm32": "/usr/lib/rustlib/wasm32-unknown-unknown",
}


pytestmark = pytest.mark.nightly


@pytest.fixture(autouse=True)
def compilers() -> None:
    missing = [name for name, file in COMPILERS.items() if not Path(file).exists()]
    if missing:
        pytest.skip(f"the compilers of Debian 12 are not all here: apt-get install {' '.join(missing)}")


def test_the_modules_are_what_their_sources_make(tmp_path: Path) -> None:
    subprocess.run([FOLDER / "make", tmp_path], check=True)
    kept = {file.name: file.read_bytes() for file in FOLDER.glob("*.wasm")}
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in kept if made[name] != kept[name]] == []


def test_the_line_of_the_guide_makes_a_module(tmp_path: Path) -> None:
    text = GUIDE.read_text("utf-8")
    name, source = re.findall(r"```c (\S+)\n(.*?)```", text, re.DOTALL)[0]
    (tmp_path / name).write_text(source, "utf-8")
    line = re.findall(r"```console\n\$ (clang .*)\n```", text)[0]
    subprocess.run(shlex.split(line), check=True, cwd=tmp_path)
    made = (tmp_path / "words.wasm").read_bytes()
    assert made.startswith(b"\0asm")
    assert b"\x05count" in made  # among its exports
