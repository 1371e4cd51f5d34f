"""Measure the time from a click on a link to the first text of Python's.

All contenders take turns, each with a fresh browser and fresh addresses: first nothing is cached (cold), then, in a new
tab of the same browser, everything that may be is (warm).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from benchmarks import machine, options
from benchmarks.budgets import budgets, slow_checks, startup_checks
from benchmarks.contenders import START, Contender
from benchmarks.result import Run, added, load, medians, save
from benchmarks.server import Server
from benchmarks.table import startup_text
from benchmarks.throttle import LOOPBACK, SLOW, Throttle
from benchmarks.visit import LINGER_SECONDS, pair

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, save and check."""
    parser = options.parser("startup", __doc__ or "", 7, ("chromium", "firefox"))
    parser.add_argument("--throttle", action="store_true", help=f"over a line of {SLOW}")
    parser.add_argument("--add", action="store_true", help="add the runs to those that are there")
    given = parser.parse_args(arguments)
    if given.throttle:
        given.name = "slow"
    result = _measured(given)
    if given.add and (before := load(given.name)):
        result = added(before, result)
    print(startup_text(result))
    whole = given.add or not (given.only or given.browser)
    if (path := options.target(given, whole=whole)) is not None:
        save(result, path)
    limits = budgets()
    checks = slow_checks(result, limits["slow"]) if given.throttle else startup_checks(result, limits["startup"])
    print(*checks, sep="\n")
    return 0 if all(check.kept for check in checks) else 1


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    browsers, runs = visited(START, given, throttle=given.throttle)
    settings = {
        "reps": given.reps,
        "linger_seconds": LINGER_SECONDS,
        "line": SLOW if given.throttle else LOOPBACK,
    }
    return {
        **machine.describe(),
        "browsers": browsers,
        "settings": settings,
        "medians": medians(runs),
        "runs": runs,
    }


def visited(
    all_contenders: Sequence[Contender], given: argparse.Namespace, *, throttle: bool = False
) -> tuple[dict[str, str], list[Run]]:
    """Open the pages that were asked for, in turns; return the browsers' versions, and what each visit took."""
    names = options.chosen([contender.name for contender in all_contenders], given.only)
    contenders = [contender for contender in all_contenders if contender.name in names]
    found = {contender.name: contender.files() for contender in contenders}
    browsers: dict[str, str] = {}
    runs: list[Run] = []
    with Server() as server:
        for browser, rep, contender in turns(given.browser or given.browsers, given.reps, contenders):
            # A line of its own for each visit, or one page would pay for what another left in the queue.
            mount = server.mount(found[contender.name], throttle=Throttle.line() if throttle else None)
            browsers[browser], visits = pair(browser, mount, lingers=contender.lingers)
            runs.append({"browser": browser, "contender": contender.name, "rep": rep, **visits})
            print(f"{browser} {rep} {contender.name}: {short(visits)}", file=sys.stderr)
    return browsers, runs


def turns(browsers: Sequence[Any], reps: int, contenders: Sequence[Contender]) -> Iterator[tuple[Any, int, Contender]]:
    """Let everybody be first and last equally often, and not always after the same: machines grow warm, and slow."""
    for browser in browsers:
        for rep in range(reps):
            shift = rep % len(contenders)
            order = [*contenders[shift:], *contenders[:shift]]
            for contender in order if rep % 2 else reversed(order):
                yield browser, rep, contender


def short(visits: dict[str, dict[str, Any]]) -> str:
    """Say in a line what two visits took."""
    return ", ".join(
        f"{name} {value['ms']:.0f} ms ({value['bytes']:,} bytes in {value['requests']} answers)"
        for name, value in visits.items()
    )


if __name__ == "__main__":
    sys.exit(main())
