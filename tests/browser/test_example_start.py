from __future__ import annotations

from pathlib import Path

from pagelet_cli.browser import Context

EXAMPLE = Path(__file__).parents[2] / "examples" / "start"


def test_the_die_rolls(serve, context: Context) -> None:
    tab = context.open(serve(EXAMPLE))
    for _ in range(3):
        tab.click("#roll")
    tab.wait_for("document.querySelector('output').textContent !== '?'")
    assert 1 <= int(tab.text("output")) <= 6
    assert "rolled" in tab.text("#log")
    assert tab.errors == []
