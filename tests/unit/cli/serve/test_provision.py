from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pagelet_cli.errors import RuntimeUnavailable, RuntimeUnknown
from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.pins import Runtime
from pagelet_cli.serve.files import Root
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
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.html").write_text("<py-config src=c.toml></py-config><script type=py>")
    (tmp_path / "deep" / "c.toml").write_text('interpreter = "0.27.7"')
    (tmp_path / "d.html").write_text("<mpy-config>interpreter = './m.mjs'</mpy-config><script type=mpy>")

    own = """<script type=py>1</script><script type=py worker config='version = "0.27.7"'>1</script>"""
    (tmp_path / "e.html").write_text(own)

    def used(*names: str) -> set[str]:
        return used_by([tmp_path / name for name in names], Root(tmp_path))

    assert used("a.html", "gone.html") == {"micropython-1.27.0"}
    assert used("a.html", "b.html") == {"micropython-1.27.0", "pyodide-314.0.7"}
    assert used("deep/c.html", "d.html") == {"pyodide-0.27.7"}
    # Nor do pages that begin with what is usual hide what others ask for.
    assert used("a.html", "b.html", "e.html") == {"micropython-1.27.0", "pyodide-314.0.7", "pyodide-0.27.7"}


def test_a_version_that_nobody_knows_is_not_fetched_ahead() -> None:
    provision = Provision()
    provision.prefetch(["pyodide-0.0.1"])
    provision.close()
