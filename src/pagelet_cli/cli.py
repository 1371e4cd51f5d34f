"""The command line: which commands there are, and how a run ends."""

from __future__ import annotations

import difflib
import sys
from importlib import import_module

import click

from pagelet_cli import __version__, report
from pagelet_cli.errors import PageletError

# Commands are imported when they are asked for, so that `pagelet --version` does not load a web server.
COMMANDS = {
    "new": "pagelet_cli.new.command:new",
    "serve": "pagelet_cli.serve.command:serve",
    "build": "pagelet_cli.build.command:build",
    "run": "pagelet_cli.run.command:run",
    "test": "pagelet_cli.testing.command:test",
    "check": "pagelet_cli.check.command:check",
    "lock": "pagelet_cli.packages.command:lock",
    "add": "pagelet_cli.packages.command:add",
    "types": "pagelet_cli.types.command:types",
}


# What shells report for a program that SIGINT ended.
_INTERRUPTED = 130


class Commands(click.Group):
    """Find commands in the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """List the names of all commands."""
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is asked for, or say which was meant."""
        if args[0] not in COMMANDS and (close := difflib.get_close_matches(args[0], COMMANDS, 1)):
            ctx.fail(f"No such command {args[0]!r}. Did you mean {close[0]!r}?")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click gives it
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  pagelet new hello && pagelet serve hello
  pagelet serve app.py
""",
)
@click.version_option(__version__, prog_name="pagelet", message="%(prog)s %(version)s")
def pagelet() -> None:
    """Run Python in web pages."""


def main() -> None:
    """Run the tool: 0 is well, 1 a problem of the project's, 2 a wrong command line, 130 interrupted."""
    try:
        result = pagelet.main(prog_name="pagelet", standalone_mode=False)
    except PageletError as error:
        report.problem(error)
        result = 1
    except click.ClickException as error:
        error.show()
        result = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        result = _INTERRUPTED
    sys.exit(result if isinstance(result, int) else 0)
