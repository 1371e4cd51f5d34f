"""Python's own prompt, as MicroPython gets it."""

from __future__ import annotations

import pytest

from pagelet.prompt import goes_on, interact


@pytest.mark.parametrize(
    "source",
    ["def f():", "def f():\n  return 1", "(1,", '"""a', "@d", "print('a'\n", "if x: y", "a \\", "[\n#]\n", "x = {'}'"],
)
def test_code_goes_on(source: str) -> None:
    assert goes_on(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "1",
        "def f():\n  return 1\n",
        "(1,\n2)",
        '"""a\nb"""',
        "x = 'a#('",
        "# (",
        ")",
        "'abc",
        "format(1)",
        "iffy = 1",
    ],
)
def test_code_is_whole(source: str) -> None:
    assert not goes_on(source)


def test_the_prompt_reads_runs_and_shows(capsys: pytest.CaptureFixture[str]) -> None:
    lines = iter(["x = 20", "for n in range(2):", "    n + x", "", "1 / 0", "1 +", "exit()", "never"])
    asked: list[str] = []

    def read(prompt: str) -> str:
        asked.append(prompt)
        return next(lines)

    interact("hello", read, exitmsg="bye")
    assert capsys.readouterr().out.splitlines() == [
        "hello",
        "20",
        "21",
        "division by zero",
        "invalid syntax (<console>, line 1)",
        "bye",
    ]
    assert asked == [">>> ", ">>> ", "... ", "... ", ">>> ", ">>> ", ">>> "]
