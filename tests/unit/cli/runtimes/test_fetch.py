from __future__ import annotations

import errno
import hashlib
import http.server
import os
import shutil
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

import pytest

from pagelet_cli.errors import (
    CacheUnwritable,
    DiskFull,
    FetchCancelled,
    RuntimeDamaged,
    RuntimeUnavailable,
)
from pagelet_cli.runtimes import cache
from pagelet_cli.runtimes.fetch import obtain
from pagelet_cli.runtimes.pins import Pin, Runtime
from pagelet_cli.runtimes.sources import Cdn, FolderMirror, HttpMirror, Npm, Source
from pagelet_cli.runtimes.twins import make_twins, twin

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def http_server(answer: Answer) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler: http.server.BaseHTTPRequestHandler, data: bytes, length: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data) if length is None else length))
    handler.end_headers()
    handler.wfile.write(data)


def file_of(folder: Path) -> Answer:
    """Answer like the CDN: `/PACKAGE@VERSION/FILE`."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        send(handler, (folder / handler.path.rpartition("/")[2]).read_bytes())

    return answer


def sound(folder: Path, wanted: Runtime) -> bool:
    return all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == pin.sha256 for name, pin in wanted.files.items()
    )


def leftovers() -> list[str]:
    base = cache.cache_folder() / "runtimes"
    return [entry.name for entry in base.iterdir()] if base.exists() else []


def test_a_folder_mirror_gives_files(mirror: Path, wanted: Runtime) -> None:
    folder = obtain(wanted, [FolderMirror(mirror)])
    assert sound(folder, wanted)
    assert leftovers() == [wanted.label]


def test_a_folder_mirror_gives_the_tarball(tmp_path: Path, wanted: Runtime, pack: Callable[[Path], Path]) -> None:
    pack(tmp_path / "tars")
    assert sound(obtain(wanted, [FolderMirror(tmp_path / "tars")]), wanted)


def test_a_url_mirror_gives_the_tarball(tmp_path: Path, wanted: Runtime, pack: Callable[[Path], Path]) -> None:
    tarball = pack(tmp_path)

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        if handler.path == f"/{tarball.name}":
            send(handler, tarball.read_bytes())
        else:
            handler.send_error(404)

    with http_server(answer) as base:
        assert sound(obtain(wanted, [HttpMirror(base)]), wanted)


def test_the_cdn_gives_files(mirror: Path, wanted: Runtime) -> None:
    seen = []

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        seen.append(handler.path)
        file_of(mirror / wanted.label)(handler)

    with http_server(answer) as base:
        assert sound(obtain(wanted, [Cdn(base)]), wanted)
    assert seen[0] == f"/{wanted.package}@9.9.9/micropython.mjs"


def test_a_source_that_fails_for_a_moment_is_asked_again(mirror: Path, wanted: Runtime) -> None:
    """A busy server, one that breaks off, and one that is there again; what is not there is asked for once."""
    files = {f"/{wanted.label}/{name}": (mirror / wanted.label / name).read_bytes() for name in wanted.files}
    asked: list[str] = []

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        if handler.path not in files or (len(asked) == 1):
            handler.send_error(404 if handler.path not in files else 503)
        elif len(asked) == 3:
            send(handler, files[handler.path][:5], len(files[handler.path]))
        else:
            send(handler, files[handler.path])

    counted = []

    class Meter:
        def advance(self, count: int) -> None:
            counted.append(count)

        def total(self, size: int | None) -> None:
            pass

    with http_server(answer) as base:
        folder = obtain(wanted, [HttpMirror(base)], progress=lambda _: nullcontext(Meter()))
        assert sound(folder, wanted)
        assert asked == [path for path in files for _ in "12"]
        assert sum(counted) == wanted.size
        asked.clear()
        files.clear()
        with pytest.raises(RuntimeUnavailable, match="could not be fetched"):
            obtain(Runtime(wanted.name, "9.9.8", wanted.files), [HttpMirror(base)])
    assert len(asked) == 2


def test_a_cached_runtime_asks_nobody(mirror: Path, wanted: Runtime) -> None:
    first = obtain(wanted, [FolderMirror(mirror)])
    assert obtain(wanted, []) == first


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_a_damaged_cache_is_repaired(mirror: Path, wanted: Runtime, damage: bytes | None) -> None:
    path = obtain(wanted, [FolderMirror(mirror)]) / "micropython.wasm"
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    assert sound(obtain(wanted, [FolderMirror(mirror)]), wanted)
    assert leftovers() == [wanted.label]


def test_a_flipped_byte_in_the_cache_is_found_at_first_use(
    mirror: Path, wanted: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = obtain(wanted, [FolderMirror(mirror)]) / "micropython.wasm"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    monkeypatch.setattr(cache, "_checked", set())
    assert sound(obtain(wanted, [FolderMirror(mirror)]), wanted)


def test_a_wrong_hash_is_refused_and_nothing_stays(mirror: Path, wanted: Runtime) -> None:
    path = mirror / wanted.label / "micropython.wasm"
    path.write_bytes(path.read_bytes()[::-1])
    with pytest.raises(RuntimeDamaged, match="wrong SHA-256") as caught:
        obtain(wanted, [FolderMirror(mirror)])
    assert caught.value.code == "PGL-R103"
    assert leftovers() == []


def test_more_bytes_than_pinned_are_refused(mirror: Path, wanted: Runtime) -> None:
    path = mirror / wanted.label / "micropython.wasm"
    path.write_bytes(path.read_bytes() + b"!")
    with pytest.raises(RuntimeDamaged):
        obtain(wanted, [FolderMirror(mirror)])


def test_a_wrong_hash_is_made_good_by_the_next_source(
    mirror: Path, wanted: Runtime, tmp_path: Path, pack: Callable[[Path], Path]
) -> None:
    pack(tmp_path / "tars")
    (mirror / wanted.label / "micropython.wasm").write_bytes(b"evil")
    assert sound(obtain(wanted, [FolderMirror(mirror), FolderMirror(tmp_path / "tars")]), wanted)


def test_half_a_download_is_refused(wanted: Runtime) -> None:
    with http_server(lambda handler: send(handler, b"half", 1800)) as base, pytest.raises(RuntimeUnavailable) as caught:
        obtain(wanted, [Cdn(base)])
    assert "127.0.0.1" in caught.value.details[0]
    assert leftovers() == []


def test_a_short_answer_is_refused(wanted: Runtime) -> None:
    with (
        http_server(lambda handler: send(handler, b"half")) as base,
        pytest.raises(RuntimeUnavailable, match="ended after 4 of 1800 bytes"),
    ):
        obtain(wanted, [Cdn(base)])


def test_no_connection_is_told(wanted: Runtime) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        with pytest.raises(RuntimeUnavailable) as caught:
            obtain(wanted, [HttpMirror(base), Cdn(base)])
    assert len(caught.value.details) == 2
    assert "PAGELET_MIRROR" in caught.value.todo


def test_a_server_error_is_told(wanted: Runtime) -> None:
    with (
        http_server(lambda handler: handler.send_error(503)) as base,
        pytest.raises(RuntimeUnavailable, match="answered 503"),
    ):
        obtain(wanted, [Cdn(base)])


def test_offline_says_so(wanted: Runtime) -> None:
    with pytest.raises(RuntimeUnavailable, match="PAGELET_OFFLINE"):
        obtain(wanted, [])


def test_a_password_in_the_mirror_is_not_shown(wanted: Runtime) -> None:
    assert "secret" not in HttpMirror("http://me:secret@example.org/x").label


class Full:
    """A disk that takes one file and then no more."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.opened = 0

    def __call__(self, path: Path) -> BinaryIO:
        self.opened += 1
        if self.opened > 1:
            raise OSError(self.number, "no room")
        return path.open("wb")


def test_a_full_disk_stops_at_once(mirror: Path, wanted: Runtime) -> None:
    opener = Full(errno.ENOSPC)
    with pytest.raises(DiskFull, match="PAGELET_CACHE") as caught:
        obtain(wanted, [FolderMirror(mirror), FolderMirror(mirror)], opener=opener)
    assert caught.value.code == "PGL-R104"
    assert opener.opened == 2
    assert leftovers() == []


def test_an_unwritable_cache_is_told(tmp_path: Path, mirror: Path, wanted: Runtime) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    with pytest.raises(CacheUnwritable):
        obtain(wanted, [FolderMirror(mirror)])


def test_a_stop_leaves_nothing(mirror: Path, wanted: Runtime) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(FetchCancelled):
        obtain(wanted, [FolderMirror(mirror)], cancelled=stop)
    assert leftovers() == []


def test_a_failure_keeps_what_was_there(mirror: Path, wanted: Runtime) -> None:
    folder = obtain(wanted, [FolderMirror(mirror)])
    other = Runtime("micropython", "9.9.8", {"micropython.mjs": Pin("0" * 64, 5)})
    with pytest.raises(RuntimeUnavailable):
        obtain(other, [FolderMirror(mirror)])
    assert sound(folder, wanted)


def test_threads_may_fetch_at_once(mirror: Path, wanted: Runtime) -> None:
    sources: list[Source] = [FolderMirror(mirror)]
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: obtain(wanted, sources), range(16)))
    assert len(set(folders)) == 1
    assert sound(folders[0], wanted)
    assert leftovers() == [wanted.label]


def test_processes_may_fetch_at_once(mirror: Path, wanted: Runtime) -> None:
    pins = [(name, pin.sha256, pin.size) for name, pin in wanted.files.items()]
    code = textwrap.dedent(f"""
        from pathlib import Path
        from pagelet_cli.runtimes.fetch import obtain
        from pagelet_cli.runtimes.pins import Pin, Runtime
        from pagelet_cli.runtimes.sources import FolderMirror
        pins = {{name: Pin(digest, size) for name, digest, size in {pins!r}}}
        obtain(Runtime("micropython", "9.9.9", pins), [FolderMirror(Path({str(mirror)!r}))])
    """)
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)]
    results = [(process.communicate()[1], process.returncode) for process in running]
    assert [code for _, code in results] == [0] * 4, results
    assert leftovers() == [wanted.label]


def test_npm_is_asked_for_the_package(tmp_path: Path, wanted: Runtime, pack: Callable[[Path], Path]) -> None:
    tarball = pack(tmp_path / "tars")
    npm = tmp_path / "npm"
    npm.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\ncp {tarball} .\n')
    npm.chmod(0o755)
    assert sound(obtain(wanted, [Npm(str(npm))]), wanted)
    assert f"{wanted.package}@9.9.9" in (tmp_path / "asked").read_text()


def test_what_npm_says_is_passed_on(tmp_path: Path, wanted: Runtime) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error code E404' >&2\nexit 1\n")
    npm.chmod(0o755)
    with pytest.raises(RuntimeUnavailable, match="code E404"):
        obtain(wanted, [Npm(str(npm))])


@pytest.mark.skipif(not shutil.which("npm"), reason="asks npm itself")
def test_npm_says_that_it_has_no_connection(monkeypatch: pytest.MonkeyPatch, wanted: Runtime) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(RuntimeUnavailable, match=r"npm pack: code ECONNREFUSED .*127\.0\.0\.1:9"):
        obtain(wanted, [Npm("npm")])


def test_control_c_is_not_for_npm(tmp_path: Path, wanted: Runtime) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\nps -o pgid= -p $$ > {tmp_path}/group\nexit 1\n")
    npm.chmod(0o755)
    with pytest.raises(RuntimeUnavailable):
        obtain(wanted, [Npm(str(npm))])
    assert int((tmp_path / "group").read_text()) != os.getpgrp()


def test_an_npm_that_does_not_start_is_told(tmp_path: Path, wanted: Runtime) -> None:
    with pytest.raises(RuntimeUnavailable, match="npm did not start"):
        obtain(wanted, [Npm(str(tmp_path / "nowhere"))])


def test_a_broken_tarball_is_told(tmp_path: Path, wanted: Runtime) -> None:
    (tmp_path / wanted.tarball).write_bytes(b"not a tarball")
    with pytest.raises(RuntimeUnavailable, match="is damaged"):
        obtain(wanted, [FolderMirror(tmp_path)])


def test_twins_are_made_once_and_whole(mirror: Path, wanted: Runtime) -> None:
    brotli = pytest.importorskip("brotli")
    folder = obtain(wanted, [FolderMirror(mirror)])
    make_twins(folder)
    path = folder / "micropython.wasm"
    assert brotli.decompress(twin(path).read_bytes()) == path.read_bytes()
    stamp = twin(path).stat().st_mtime_ns
    make_twins(folder)
    assert twin(path).stat().st_mtime_ns == stamp
