"""The command `pagelet types`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from pagelet_cli import report
from pagelet_cli.types.members import read

_NAME = "pagelet.d.ts"
# Folders of tools, not of the author's.
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "dist", "tests"})


@click.command(
    short_help="Write TypeScript's types of Python modules.",
    epilog="""\b
Examples:
  pagelet types                     writes pagelet.d.ts into the folder you are in
  pagelet types site --check        in CI: says whether it is what the modules make of it
""",
)
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path())
@click.option("--check", is_flag=True, help="Write nothing; fail where the file is not up to date.")
def types(path: Path, *, check: bool) -> int:
    """Write TypeScript's types of the Python modules that JavaScript imports."""
    made = declarations(path)
    place = path / _NAME
    if check:
        if place.is_file() and place.read_text("utf-8") == made:
            return 0
        report.note(f"{place} is not up to date: `pagelet types` writes it.")
        return 1
    place.write_text(made, "utf-8")
    report.note(f"{place} is written.")
    return 0


def declarations(folder: Path) -> str:
    """Describe pagelet.js, and each module below a folder by its address there."""
    modules = []
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if any(part in _SKIPPED or part.startswith((".", "_pagelet")) for part in inside.parts[:-1]):
            continue
        try:
            found = read(path.read_text("utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            report.note(f"{path} is left out: it cannot be read as Python.")
            continue
        modules.append(_module(inside.as_posix(), found.classes, found.members))
    keys = [f'    "{key}": {name}.Module;' for key, name, _ in modules]
    spaces = [text for _, _, text in modules]
    own = (files("pagelet_cli.types") / "static" / "pagelet.d.ts").read_text("utf-8")
    own = own.replace("    // MODULES\n", "".join(f"{key}\n" for key in keys))
    return own.replace("  // SPACES\n", "".join(spaces))


def _module(address: str, classes: list[str], members: list[str]) -> tuple[str, str, str]:
    """Give each module a room of its own, for two may have a class of one name, and a package its name in Python."""
    name = "python_" + "".join(letter if letter.isalnum() else f"_{ord(letter):x}_" for letter in address[:-3])
    package = address.removesuffix("/__init__.py")
    key = f"./{address}" if package == address else package.replace("/", ".")
    lines = [f"namespace {name} {{", *(f"  {line}" for line in classes), "  interface Module {"]
    lines += [*(f"    {line}" for line in members), "  }", "}"]
    return key, name, "\n" + "".join(f"  {line}\n" for line in lines)
