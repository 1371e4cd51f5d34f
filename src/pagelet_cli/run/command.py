"""The command `pagelet run`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from importlib.resources import as_file
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pagelet_cli import report
from pagelet_cli.config import load
from pagelet_cli.errors import Location, NodeMissing, NoSuchPath, NotServable, PageWanted, WaitInside
from pagelet_cli.packages import store
from pagelet_cli.packages.listing import entry
from pagelet_cli.packages.needs import needs
from pagelet_cli.packages.plan import Place, plan
from pagelet_cli.page.parse import parse
from pagelet_cli.page.wrap import kind_of, wrap
from pagelet_cli.run.waits import with_await
from pagelet_cli.runtimes import KINDS, node, runtime
from pagelet_cli.serve.files import Root

if TYPE_CHECKING:
    from pagelet_cli.config import Settings

_STATIC = resources("pagelet_cli.run") / "static"


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    epilog="""\b
Examples:
  pagelet run script.py --verbose data.csv
  pagelet run --interpreter mpy script.py < names.txt

\b
The exit code is the script's: 1 after an exception that nobody caught.
""",
)
@click.argument("script", type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--interpreter", type=click.Choice(["py", "mpy"]), help="CPython or MicroPython; else as the script says."
)
def run(script: Path, arguments: tuple[str, ...], interpreter: str | None) -> int:
    """Run a script by the Python of pages, without a browser."""
    if str(script).startswith("-"):
        raise click.NoSuchOption(str(script), ctx=click.get_current_context())
    if not script.exists():
        raise NoSuchPath(script)
    if not script.is_file() or script.suffix != ".py":
        raise NotServable(script)
    program = node.program()
    if program is None:
        raise NodeMissing
    source = script.read_text("utf-8-sig", "replace")
    kind = interpreter or kind_of(source)
    settings = load(script.parent)
    folder = runtime(KINDS[kind], extra=settings.pins)
    with tempfile.TemporaryDirectory(prefix="pagelet-run-") as scratch, as_file(_STATIC) as static:
        names = _packages(script, settings, Path(scratch)) if kind == "py" else []
        path = script.resolve()
        code_file = Path(scratch, "script.py")
        code_file.write_text(with_await(source), "utf-8")
        order = {
            "folder": str(folder),
            "script": str(path),
            "source": str(code_file),
            "nested": str(WaitInside()),
            "arguments": [str(script), *arguments],
            "mounts": _mounts(path.parent),
            "directory": str(Path.cwd()),
            "packages": names,
            "scratch": scratch,
        }
        command = [program, str(static / f"{KINDS[kind]}.mjs"), json.dumps(order)]
        code = subprocess.run(command, check=False).returncode  # noqa: S603 - a list, no shell, and node from PATH
    if code == 1 and (wanted := _page_wanted(script, source)):
        report.problem(wanted)
    return code


def _page_wanted(script: Path, source: str) -> PageWanted | None:
    """Find the import that only works where there is a page; one that is indented may be a choice."""
    found = re.search(r"^(?:from|import)[ \t]+(pagelet|pyscript)\b", source, re.MULTILINE)
    return PageWanted(found[1], Location(str(script), source.count("\n", 0, found.start()) + 1)) if found else None


def _mounts(beside: Path) -> list[str]:
    """List the folders that the script sees under their own names: the current one, and its own."""
    here = Path.cwd()
    return [str(folder) for folder in {here, beside} if not {here, beside} & set(folder.parents)]


def _packages(script: Path, settings: Settings, scratch: Path) -> list[str]:
    """Lay out what the script imports as Pyodide wants it in Node: a lock, and the files beside it."""
    folder = script.resolve().parent
    page = parse(wrap(script.name, ""))
    names: list[str] = []
    entries: dict[str, object] = {}
    info: dict[str, str] = {}
    for need in needs(page, "", Root(folder).text, settings.packages):
        place = Place(folder, folder, settings)
        found = plan(need, place)
        for name in found.load:
            file = found.lock.file(name)
            path = store.fetch(file, place.indexes(need))
            shutil.copyfile(path, scratch / file.name)
            entries[name] = {**entry(found, name, file), "file_name": file.name}
        names += found.load
        info = dict(found.lock.info)
    if names:
        (scratch / "pyodide-lock.json").write_text(json.dumps({"info": info, "packages": entries}), "utf-8")
    return names
