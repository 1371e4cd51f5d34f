"""The command `pagelet build`."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from pagelet_cli import report
from pagelet_cli.build.desktop import desktop
from pagelet_cli.build.output import demand_ours, write_file
from pagelet_cli.build.pipeline import build as made_of
from pagelet_cli.build.weigh import first_visit, rows, seconds, size, weigh
from pagelet_cli.check.registry import findings
from pagelet_cli.check.subject import project
from pagelet_cli.config import Settings, load
from pagelet_cli.serve.files import single_folder
from pagelet_cli.serve.mime import is_html
from pagelet_cli.serve.site import site

if TYPE_CHECKING:
    from pagelet_cli.build.pipeline import Built
    from pagelet_cli.serve.site import Site

_COLUMNS = ("part", "files", "size", "compressed", "at the start")

_PRERENDERED = ("prerendered", "what there is to know")
# How a reason ends that stands for a package with more modules than one.
_COUNTED = re.compile(r" \(\d+ modules\)$")
_SAME = "it shows the same each time it runs"


@click.command(
    epilog="""\b
Examples:
  pagelet build                       the folder you are in, into dist/
  pagelet build app.html -o public    a page and what it needs
  pagelet build app.html --prerender  show at once what Python shows first
  pagelet build app.py --explain      and say what was left out, and why
  pagelet build app.html --single-file -o app-to-send.html
  pagelet build app.html --desktop    a folder that opens it in its own window

\b
Exit codes: 0 well, 1 a page cannot be built, 2 a wrong command line.
"""
)
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Where to. Default: dist, dist-single-file or dist.zip."
)
@click.option("--single-file", is_flag=True, help="Make one HTML file that opens from disk with a double click.")
@click.option("--offline/--no-offline", default=None, help="Let the site work offline from its second visit, or not.")
@click.option("--app/--no-app", default=None, help="Let the site be installed as an app, or not.")
@click.option(
    "--headers-in-worker",
    is_flag=True,
    default=None,
    help="Isolate pages, for SharedArrayBuffer, on hosts that send no headers.",
)
@click.option("--ahead/--no-ahead", default=None, help="Keep a Python that has started in the site, or not.")
@click.option("--desktop", is_flag=True, help="Make a folder that opens the page in a window of its own.")
@click.option("--prerender/--no-prerender", default=None, help="Ship what Python shows first as HTML, or not.")
@click.option("--zip", "zipped", is_flag=True, help="Make a .zip of the site instead of a folder.")
@click.option("--explain", is_flag=True, help="Say what was left out, and why.")
@click.option("--remote", is_flag=True, help="Let pages load from other hosts.")
@click.option("--pyscript", is_flag=True, help="Run PyScript pages with Pagelet.")
@click.option("--json", "as_json", is_flag=True, help="Print what was built for programs.")
def build(path: Path, out: Path | None, **options: bool) -> None:
    """Make static files of pages that any host can serve."""
    if options["single_file"] and options["desktop"]:
        raise click.UsageError("--single-file and --desktop make two different things; choose one.")
    if options["single_file"] and options["zipped"]:
        raise click.UsageError("--single-file and --zip make two different things; choose one.")
    found = site(path)
    settings = _chosen(load(found.root.folder), out, options)
    target = Path(settings.build.out or "dist").resolve()
    name = ""
    if options["single_file"]:
        target, name = _one(target if out else single_folder(target), found)
        target = target / name
    elif options["zipped"]:
        target = target if target.suffix == ".zip" else target.with_name(f"{target.name}.zip")
    else:
        demand_ours(target)
    made = made_of(found, settings, name)
    if options["desktop"]:
        made.output = desktop(made.output, made.pages, made.policies, settings)
    if name:
        write_file(target, made.output.files[name].data)
    elif options["zipped"]:
        write_file(target, made.output.zipped())
    else:
        made.output.write(target)
    _tell(made, target, options)
    # What nobody will see before a visitor does.
    for finding in findings(project(path), ("modules", "answers") if name else ("modules",)):
        report.problem(finding.error)


def _one(target: Path, found: Site) -> tuple[Path, str]:
    """Say into which folder a file goes, and what it is called: as --out says, or like the page."""
    if is_html(target):
        return target.parent, target.name
    return target, f"{Path(found.name).stem}.html"


def _chosen(settings: Settings, out: Path | None, options: dict[str, bool]) -> Settings:
    """Let the command line win over the file, and name the output from where the command was given."""
    chosen = settings.build
    if out is not None:
        chosen = msgspec.structs.replace(chosen, out=str(out.absolute()))
    if options["remote"]:
        chosen = msgspec.structs.replace(chosen, remote=True)
    for name in ("offline", "app", "headers_in_worker", "ahead", "prerender"):
        if options[name] is not None:
            chosen = msgspec.structs.replace(chosen, **{name: options[name]})
    if options["desktop"]:
        # It is installed, and always there.
        chosen = msgspec.structs.replace(chosen, offline=False, app=False, headers_in_worker=False)
    return msgspec.structs.replace(settings, build=chosen, pyscript=settings.pyscript or options["pyscript"])


def _explain(made: Built) -> None:
    if made.prerendered:
        report.table(_PRERENDERED, [(path, said or _SAME) for path, said in made.prerendered.items()])
    report.table(("because", "left out"), by_reason(made.left_out))
    if made.whole:
        report.table(("because", "stays whole"), by_reason(made.whole))
    if made.untrimmed:
        report.line(f"Nothing is left out of Python's own library: {made.untrimmed}.")


def by_reason(reasons: dict[str, str]) -> list[tuple[str, str]]:
    """Say each reason once, for there are hundreds of modules and few reasons."""
    names = defaultdict(list)
    for name, said in reasons.items():
        counted = _COUNTED.search(said)
        why = said[: counted.start()] if counted else said
        names[why].append(f"{name}{counted[0]}" if counted else name)
    return [(why, ", ".join(found)) for why, found in names.items()]


def _is_sent(made: Built) -> bool:
    """Tell whether visitors wait for a line: one file and an app are on their disk."""
    return made.output.twins and made.inside is None


def _tell(made: Built, target: Path, options: dict[str, bool]) -> None:
    weights = weigh(made.inside or made.output)
    if options["as_json"]:
        content: dict[str, object] = {"out": str(target), "parts": [asdict(weight) for weight in weights]}
        content |= {"left_out": made.left_out, "untrimmed": made.untrimmed, "whole": made.whole}
        if _is_sent(made):
            content["seconds"] = seconds(weights[-1])
        if made.prerendered:
            content["prerendered"] = made.prerendered
        report.raw(json.dumps(content, indent=1))
        return
    report.table(_COLUMNS, rows(weights))
    if _is_sent(made):
        report.line(first_visit(weights[-1], len(made.pages)))
    for path, said in made.prerendered.items():
        if said:
            report.note(f"{path}: {said}.")
    if options["explain"]:
        _explain(made)
    if made.inside is not None:
        report.line(f"Built {target}, {size(sum(len(file.data) for file in made.output.files.values()))}")
        return
    report.line(f"Built {len(made.pages)} page{'s' if len(made.pages) > 1 else ''} into {target}")
    if options["desktop"]:
        report.line(f'Open it: python "{target / "app.py"}"')
