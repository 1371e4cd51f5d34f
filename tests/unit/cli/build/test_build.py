"""What `pagelet build` writes, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.shelf import make_wheel

from pagelet_cli.build import kernel
from pagelet_cli.build.command import build, by_reason
from pagelet_cli.build.reach import reached
from pagelet_cli.build.single import packed
from pagelet_cli.bundle import PRELUDE
from pagelet_cli.errors import (
    AlreadyBuilt,
    FileNotShipped,
    FileRemote,
    KeptUnknown,
    LocalPackageMissing,
    NoPage,
    NotOnePage,
    OutputTaken,
    PageletError,
    RemoteInterpreter,
)

PAGE = '<!doctype html><title>x</title><script type="mpy">from pagelet import page</script>'


@pytest.fixture
def site(tmp_path: Path, real_cache: None) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE, "utf-8")
    return folder


def run(*arguments: object) -> Result:
    """Run the command; what it refuses is raised."""
    return CliRunner().invoke(build, [str(argument) for argument in arguments], catch_exceptions=False)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_builds_are_the_same_bytes(site: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        run(site, "-o", tmp_path / name)
        run(site, "--single-file", "-o", tmp_path / f"{name}.html")
        run(site, "--zip", "-o", tmp_path / name)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_what_was_built_before_goes_into_no_build(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    made = []
    for _ in "12":
        for option in ("--zip", "--single-file", "--no-app"):
            run(option)
        run("-o", "other")
        made.append(files(site))
    assert made[0] == made[1]
    assert {"dist.zip", "dist-single-file/site.html", "dist/index.html", "other/index.html"} < made[0].keys()
    assert not any(name.endswith((".zip", "site.html")) for name in files(site / "dist"))


def test_each_reason_is_said_once() -> None:
    why = "Python's own: no page's Python comes to it"
    said = {"wave": why, "xml": f"{why} (22 modules)", "core.js": "no page loads PyScript's core.js"}
    assert by_reason(said) == [(why, "wave, xml (22 modules)"), ("no page loads PyScript's core.js", "core.js")]


def test_a_site_has_twins_and_headers(site: Path, tmp_path: Path) -> None:
    (site / ".env").write_text("SECRET=1", "utf-8")
    (site / "id_rsa").write_text("SECRET=2", "utf-8")
    out = tmp_path / "out"
    told = json.loads(run(site, "-o", out, "--json").stdout)
    assert {part["part"] for part in told["parts"]} >= {"pages", "kernel", "library", "interpreter", "all"}
    # Some 300 kB, at 20 Mbit/s.
    assert 0.05 < told["seconds"] < 0.25
    found = files(out)
    assert b"SECRET" not in b"".join(found.values())
    (wasm,) = (name for name in found if name.endswith(".wasm"))
    assert {f"{wasm}.br", f"{wasm}.zst", f"{wasm}.gz"} <= found.keys()
    policy = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]*)"', found["index.html"])
    assert policy is not None
    for word in (b"https:", b"'unsafe-eval'", b"*", b"frame-ancestors"):
        assert word not in policy[1].replace(b"'wasm-unsafe-eval'", b"")
    assert b"frame-ancestors 'self'" in found["_headers"]
    assert b"immutable" in found["nginx.conf"]
    assert ".nojekyll" in found


def test_a_build_replaces_a_build_and_nothing_else(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(site, "-o", out)
    (site / "index.html").write_text(PAGE.replace("<title>x", "<title>y"), "utf-8")
    run(site, "-o", out)
    assert b"<title>y" in files(out)["index.html"]
    with pytest.raises(OutputTaken):
        run(site, "-o", site)


REFUSED: list[tuple[str, type[PageletError], str]] = [
    ('<script type="mpy" src="gone.py"></script>', FileNotShipped, "index.html:2"),
    ('<script src="https://cdn.example/x.js"></script>', FileRemote, "index.html:2"),
    (
        '<py-config>interpreter = "https://x.example/pyodide.mjs"</py-config><script type="py">1</script>',
        RemoteInterpreter,
        "index.html",
    ),
    (
        '<py-config>\npackages = ["./gone"]\n</py-config><script type="py">1</script>',
        LocalPackageMissing,
        "index.html:3",
    ),
]


@pytest.mark.parametrize(("html", "error", "where"), REFUSED)
def test_what_cannot_work_is_refused(
    site: Path, tmp_path: Path, html: str, error: type[PageletError], where: str
) -> None:
    (site / "index.html").write_text(f"<!doctype html>\n{html}", "utf-8")
    with pytest.raises(error) as raised:
        run(site, "-o", tmp_path / "out")
    assert str(raised.value.where) == where
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_a_module_that_is_nowhere_is_said(site: Path, tmp_path: Path, kind: str) -> None:
    (site / "pagelet.toml").write_text("[build]\nahead = false\n", "utf-8")
    html = f'<!doctype html>\n<script type="{kind}">\nimport json\nimport nobody_has_this\n</script>'
    (site / "index.html").write_text(html, "utf-8")
    (site / "second.html").write_text(html.replace("import nobody", "# import nobody"), "utf-8")
    done = run(site, "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert done.output.count("PGL-C202") == 1
    assert "index.html:4" in done.output
    # It has no packages, so no lock is missing.
    assert "no lock" not in done.output


KEPT = [
    ("pagelet.media", ""),
    ("*", ""),
    ("email", ""),
    ("email.mime.text", ""),
    ("math", ""),
    ("helper", ""),
    ("wave2", "Did you mean 'wave'?"),
    ("emial", "Did you mean 'email'?"),
    ("email.mine", "Did you mean 'email.mime'?"),
    ("nosuchthing", "take it out"),
]


@pytest.mark.parametrize(("name", "todo"), KEPT)
def test_what_is_to_be_kept_is_somewhere(site: Path, tmp_path: Path, name: str, todo: str) -> None:
    (site / "index.html").write_text(PAGE.replace('"mpy"', '"py"'), "utf-8")
    (site / "helper.py").write_text("", "utf-8")
    (site / "pagelet.toml").write_text(f"[build]\nahead = false\nkeep = [{name!r}]\n", "utf-8")
    if not todo:
        run(site, "-o", tmp_path / "out")
        return
    with pytest.raises(KeptUnknown) as raised:
        run(site, "-o", tmp_path / "out")
    assert todo in raised.value.todo
    assert str(raised.value.where).endswith("pagelet.toml:3:1")


def test_remote_files_can_be_allowed(site: Path, tmp_path: Path) -> None:
    (site / "index.html").write_text(f'{PAGE}<img src="https://pictures.example/x.png">', "utf-8")
    run(site, "-o", tmp_path / "out", "--remote")
    assert b"img-src 'self' data: blob: https://pictures.example" in files(tmp_path / "out")["index.html"]


def test_one_file_is_one_page(site: Path, tmp_path: Path) -> None:
    (site / "other.html").write_text(PAGE, "utf-8")
    with pytest.raises(NotOnePage):
        run(site, "--single-file", "-o", tmp_path / "one.html")
    links = '<a href="other.html">x</a><a href="index.html">x</a><a href="#x">x</a>'
    (site / "index.html").write_text(f"{PAGE}{links}", "utf-8")
    done = run(site / "index.html", "--single-file", "-o", tmp_path / "one.html")
    assert "index.html: in one file, the link to other.html leads nowhere." in " ".join(done.output.split())
    assert done.output.count("leads nowhere") == 1
    assert (tmp_path / "one.html").is_file()
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NoPage):
        run(empty, "-o", tmp_path / "out")


@pytest.mark.parametrize("tag", ['<script type="mpy" worker src="other.py">', '<script type="mpy-editor">'])
def test_one_file_has_what_its_tags_start(site: Path, tmp_path: Path, tag: str) -> None:
    (site / "other.py").write_text("print(1)")
    out = tmp_path / "one.html"
    assert "pagelet.worker.js" in json.loads(run(site, "--single-file", "-o", out, "--json").stdout)["left_out"]
    (site / "index.html").write_text(f"<!doctype html><title>x</title>{tag}</script>", "utf-8")
    left_out = json.loads(run(site, "--single-file", "-o", out, "--json").stdout)["left_out"]
    assert not {"pagelet.worker.js", "pagelet.remote", "pagelet.threads"} & left_out.keys()


def test_one_file_among_the_pages_stays_as_it_is(site: Path, tmp_path: Path) -> None:
    run(site, "--single-file", "-o", site / "one.html")
    run(site, "-o", tmp_path / "out")
    found = files(tmp_path / "out")
    assert found["one.html"] == (site / "one.html").read_bytes()
    assert b"one.html" not in found["index.html"]
    for built in (site / "one.html", tmp_path / "out"):
        with pytest.raises(AlreadyBuilt):
            run(built, "-o", tmp_path / "again")


def test_a_page_ships_what_it_speaks_of(site: Path, tmp_path: Path) -> None:
    (site / "data").mkdir()
    (site / "mpy").mkdir()
    for name in ("mpy/no.txt", "data/a.csv", "style.css", "dot.png", "spare.txt", "helper.py"):
        (site / name).write_text("url(dot.png)" if name.endswith(".css") else "", "utf-8")
    code = "import helper\nprint(f'data/{helper.name}.csv')"
    (site / "index.html").write_text(
        f'<!doctype html><link rel="stylesheet" href="style.css"><script type="mpy">{code}</script>', "utf-8"
    )
    run(site / "index.html", "-o", tmp_path / "page")
    found = files(tmp_path / "page")
    assert {"data/a.csv", "style.css", "dot.png", "helper.py"} <= found.keys()
    assert not {"spare.txt", "mpy/no.txt"} & found.keys()
    run(site, "-o", tmp_path / "folder")
    assert "spare.txt" in files(tmp_path / "folder")


@pytest.mark.parametrize(
    ("page", "drawn"),
    [
        ('<script type="mpy">display(Markdown("an area of $r^2$"))</script>', True),
        ('<script type="mpy">display(Markdown("*no* formula"))</script>', False),
        ("<script type=mpy>pass</script><mpy-md>for $5</mpy-md>", True),
        ("<script type=mpy>pass</script><mpy-md>no formula</mpy-md>", False),
        ('<script type="mpy">pass</script><mpy-md src="notes.md"></mpy-md>', True),
        ('<script type="mpy">print(f"{price} $ or $5")</script>', False),
    ],
)
def test_what_draws_formulas_is_shipped_with_texts_that_may_have_some(
    site: Path, tmp_path: Path, page: str, *, drawn: bool
) -> None:
    (site / "notes.md").write_text("$x$", "utf-8")
    (site / "index.html").write_text(f"<!doctype html><title>x</title>{page}", "utf-8")
    run(site / "index.html", "-o", tmp_path / "out")
    found = {path.name for path in (tmp_path / "out").rglob("*")} & {"temml.min.js", "pagelet.charts.html"}
    assert found == ({"temml.min.js", "pagelet.charts.html"} if drawn else set())
    said = run(site / "index.html", "--single-file", "-o", tmp_path / "one.html").stderr
    assert ("charts and maps are errors" in said) == drawn


@pytest.mark.parametrize("version", ["3.9.2", "3.10.0"])
def test_bokeh_is_drawn_by_its_own_version(site: Path, tmp_path: Path, version: str) -> None:
    wheel = make_wheel(site, "bokeh", version)
    page = f"""<py-config>packages = ["./{wheel.name}"]</py-config><script type="py">import bokeh</script>"""
    (site / "index.html").write_text(f"<!doctype html><title>x</title>{page}", "utf-8")
    run(site / "index.html", "--no-ahead", "-o", tmp_path / "out")
    assert {path.parent.name for path in (tmp_path / "out").rglob("bokeh.min.js")} == {f"bokeh-{version}"}


def test_addresses_are_read_as_browsers_read_them(site: Path, tmp_path: Path) -> None:
    for name in ("a picture.png", "eine Größe.png", "b.png", "100%.css", "node_modules/left.js"):
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text("x", "utf-8")
    links = '<link rel="stylesheet" href="/100%25.css"><img src="a%20picture.png#part" alt="">'
    links += '<img src=" eine Größe.png" srcset="b.png 1x, data:image/png;base64,AA== 2x" alt="">'
    (site / "index.html").write_text(PAGE + links, "utf-8")
    run(site / "index.html", "-o", tmp_path / "one")
    assert {"a picture.png", "eine Größe.png", "b.png", "100%.css"} <= files(tmp_path / "one").keys()
    assert 'href="100%25.css?v=' in (tmp_path / "one" / "index.html").read_text("utf-8")
    # What tools put beside a project is not shipped with it.
    run(site, "-o", tmp_path / "all")
    assert "a picture.png" in files(tmp_path / "all")
    assert not any(name.startswith("node_modules") for name in files(tmp_path / "all"))


def test_a_site_is_an_app(site: Path, tmp_path: Path) -> None:
    own = '<link rel="manifest" href="own.webmanifest"><title>'
    (site / "other.html").write_text(PAGE.replace("<title>", own), "utf-8")
    (site / "own.webmanifest").write_text("{}", "utf-8")
    run(site, "-o", tmp_path / "made")
    made = files(tmp_path / "made")
    manifest = json.loads(made["manifest.webmanifest"])
    assert [icon["src"] for icon in manifest["icons"]] == ["_pagelet/icons/192.png", "_pagelet/icons/512.png"]
    assert b'<link rel="manifest" href="manifest.webmanifest">' in made["index.html"]
    assert made["other.html"].count(b'rel="manifest"') == 1
    # An icon of the author's is taken.
    (site / "icon.svg").write_text("<svg/>", "utf-8")
    (site / "index.html").write_text(PAGE.replace("<title>", '<link rel="icon" href="icon.svg"><title>'), "utf-8")
    run(site, "-o", tmp_path / "made")
    made = files(tmp_path / "made")
    assert [icon["src"] for icon in json.loads(made["manifest.webmanifest"])["icons"]] == ["icon.svg"]
    assert "_pagelet/icons/192.png" not in made
    run(site, "--no-app", "-o", tmp_path / "made")
    assert "manifest.webmanifest" not in files(tmp_path / "made")


def test_the_library_is_trimmed_to_what_is_reached() -> None:
    few = reached(["from pagelet import document"])
    assert "pagelet/place.py" in few
    assert "pagelet/element.py" not in few
    assert "pagelet/keep.py" in reached(["import pagelet\npagelet.storage('x')"])
    assert "pagelet/keep.py" in reached(["from pagelet import *"])
    assert "pagelet/keep.py" in reached([""], ["pagelet.keep"])
    assert "pagelet/ask.py" in reached(["name = input('?')"])
    shown = "from pagelet import display"
    assert {"pagelet/table.py", "pagelet/http.py"} < reached([shown])
    small = reached([shown], cpython=False)
    assert "pagelet/mime.py" in small
    assert not {"pagelet/table.py", "pagelet/apps.py", "pagelet/figures.py", "pagelet/http.py"} & small
    assert "pagelet/table.py" in reached([shown], ["pagelet.table"], cpython=False)


def test_the_kernel_of_a_release_knows_the_hashes_too() -> None:
    # The minifier leaves the first lines of the page's entry, and nothing of the directive of the worker's.
    page = f"{PRELUDE}var pagelet=1;".encode()
    made = kernel.entries({"pagelet.js": page, "pagelet.worker.js": b"let a=1;"}, {"x.json": "sha256-x"}, offline=True)
    assert made["pagelet.js"].decode().startswith(PRELUDE)
    guard = made["pagelet.js"].decode().removeprefix(PRELUDE)
    assert '"x.json": "sha256-x"' in guard
    assert guard.endswith("var pagelet=1;")
    assert made["pagelet.worker.js"].endswith(b"\nlet a=1;")


@pytest.mark.parametrize("length", [0, 1, 2, 14, 15, 16, 1000])
def test_bytes_are_packed_into_characters(length: int) -> None:
    data = bytes(number * 7 % 256 for number in range(length))
    text = packed(data)
    bits = "".join(f"{ord(character) - 0x3400:015b}" for character in text)
    assert bytes(int(bits[at : at + 8], 2) for at in range(0, length * 8, 8)) == data
    assert not any("\ud800" <= character <= "\udfff" or character < "\u3400" for character in text)
