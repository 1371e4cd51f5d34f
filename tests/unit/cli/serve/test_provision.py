from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pagelet_cli.errors import RuntimeUnavailable, RuntimeUnknown
from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.pins import Runtime
from pagelet_cli.serve.provision import Provision, used_by


@pytest.fixture
def extra(wanted: Runtime) -> dict[str, dict[str, str]]:
    return {wanted.label: {name: pin.sha256 for name, pin in wanted.files.items()}}


async def test_many_requests_make_one_flight(
    monkeypatch: pytest.MonkeyPatch, mirror: Path, wanted: Runtime, extra: dict[str, dict[str, str]]
) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror))
    calls = []

    def counted(*args: object, **options: object) -> Path:
        calls.append(args)
        return runtime(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("pagelet_cli.serve.provision.runtime", counted)
    provision = Provision(extra)
    folders = await asyncio.gather(*[provision.folder(wanted.label) for _ in range(20)])
    provision.close()
    assert len(set(folders)) == 1
    assert len(calls) == 1


async def test_a_failure_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, mirror: Path, wanted: Runtime, extra: dict[str, dict[str, str]]
) -> None:
    provision = Provision(extra)
    with pytest.raises(RuntimeUnavailable):
        await provision.folder(wanted.label)
    monkeypatch.setenv("PAGELET_MIRROR", str(mirror))
    assert (await provision.folder(wanted.label)).is_dir()
    provision.close()


@pytest.mark.parametrize("label", ["ruby-1", "pyodide-0.0.1", "..", ""])
def test_unknown_labels_are_refused(label: str) -> None:
    with pytest.raises(RuntimeUnknown):
        Provision().pinned(label)


def test_pages_tell_what_they_use(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<script type=mpy>")
    (tmp_path / "b.html").write_text("<p py-click=f>")
    assert used_by([tmp_path / "a.html", tmp_path / "gone.html"]) == {"micropython-1.27.0"}
    assert len(used_by([tmp_path / "a.html", tmp_path / "b.html"])) == 2
