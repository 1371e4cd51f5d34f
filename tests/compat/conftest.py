"""Give the tests of PyScript's pages what those of Pagelet's own have."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

_PLACE = Path(__file__).parents[1] / "browser" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("browser_conftest", _PLACE)
assert _SPEC is not None
assert _SPEC.loader is not None
_BROWSER = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_BROWSER)

live = _BROWSER.live
kit = _BROWSER.kit

# Frameworks for PyScript, and pages, as they are published, each file by its hash.
_WHEELS = {
    "compo==0.0.1": "856eb92546ef3a8b131833a4e48244b87e4a92f83bca0a5f96ad59f339925122",
    "create-pyscript-app==0.0.3": "eff894183e9bbef1c537e63d1f7046e1a7fcf78f381f9f6a0e1ccfd04e41b289",
    "mkdocs-pyscript==0.2.1": "a913c4f34461fb9cc6c0ebef6a62398877891f173da44d6a44b49d1d0bc66cf7",
    "puepy==0.6.5": "d41e19193b39c01d4af87656bd3335bdcf23c48c4b6f79e0f3c50b6581e7f711",
    "pyscript==0.3.3": "320383f38e9eec6515dbe0c184d4ad9d9c58e2c98fb82ec09e8d8b2e93c9e62f",
    "pyscript-ltk==0.2.30": "2a2a45477cfb2217b6cb35447e0d3120c20296e1b8a0d5d1021e5e96f6df9e37",
}
_SCRIPTS = {
    "jquery@3.7.1": "m4avr8yL8kmFN8psrbFFFmB/If14iN5o9nw/NgnnM+kybDJpRsAynV2BsfpTYrTRysYUdADVD7CkUUizgkpLfg==",
    "jquery-ui@1.14.1": "DhzsYH8VeIvOaxwi+B/2BCsFFT5EGjShdzOcm5DssWjtcpGWIMsn66rJciDA6jBruzNiLf1q0KvwMoX1uGNvnQ==",
}


class Published:
    """Files of a package, by their name in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as archive:
                self.files = {name: archive.read(name) for name in archive.namelist()}
        else:
            with tarfile.open(path) as archive:
                members = [member for member in archive if member.isfile()]
                self.files = {member.name.partition("/")[2]: archive.extractfile(member).read() for member in members}

    def example(self, number: int = 0) -> str:
        """Return a piece of Python from the package's own description."""
        name = next(name for name in self.files if name.endswith(".dist-info/METADATA"))
        text = self.files[name].decode().replace("\r\n", "\n")
        return re.findall(r"```python\n(.*?)```", text, re.DOTALL)[number]


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest) -> Callable[[str], Published]:
    """Return a function that fetches a package from the registry that has it, once, and checks its hash."""
    folder = request.config.cache.mkdir("published")

    def fetch(wanted: str) -> Published:
        if wanted in _WHEELS:
            return Published(_wheel(folder, wanted, _WHEELS[wanted]))
        return Published(_tarball(folder, wanted, _SCRIPTS[wanted]))

    return fetch


def _wheel(folder: Path, wanted: str, digest: str) -> Path:
    name, _, version = wanted.replace("-", "_").partition("==")
    path = folder / f"{name}-{version}-py3-none-any.whl"
    if not path.is_file():
        (folder / "wanted.txt").write_text(f"{wanted} --hash=sha256:{digest}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        subprocess.run([*command, "--require-hashes", "-r", "wanted.txt"], cwd=folder, check=True)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    return path


def _tarball(folder: Path, wanted: str, integrity: str) -> Path:
    path = folder / f"{wanted.replace('@', '-')}.tgz"
    if not path.is_file():
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, capture_output=True)
    digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    assert digest == integrity
    return path
