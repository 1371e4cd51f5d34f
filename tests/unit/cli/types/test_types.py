"""TypeScript's view of Python modules."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pagelet_cli.cli import pagelet
from pagelet_cli.types.members import read

# What each piece of a module is to JavaScript; TypeScript itself took the whole of it without complaint.
MEMBERS = [
    ("TAX = 0.2", "readonly TAX: Promise<number>;"),
    ("names: list[str | None] = []", "readonly names: Promise<(string | undefined)[]>;"),
    ("def now() -> datetime.datetime: ...", "now(): Promise<Date>;"),
    ("async def pair() -> tuple[int, str | None]: ...", "pair(): Promise<[number, string | undefined]>;"),
    ("def count(n): ...", "count(n: any): Promise<any>;"),
    ("def more(*rest: int | str): ...", "more(...rest: (number | string)[]): Promise<any>;"),
    (
        "def by(key: dict[int, str]) -> dict[str, float]: ...",
        "by(key: Map<number, string>): Promise<Record<string, number>>;",
    ),
    ("def lazy(n: 'int' = 1) -> Iterator[bytes]: ...", "lazy(n?: number): Promise<AsyncIterable<Uint8Array>>;"),
    ("def call(f: Callable[[int], str], /): ...", "call(f: (...given: any[]) => string): Promise<any>;"),
    ("def kind() -> Literal['a', 1, None]: ...", 'kind(): Promise<"a" | 1 | undefined>;'),
    ("def maybe(x: Optional[Sequence[bool]]): ...", "maybe(x: boolean[] | null | undefined): Promise<any>;"),
    ("def total(x): ...", "total(...given: [...any[], Named]): Promise<any>;"),
    ("def make(default: int, *new): ...", "make(default_: number, ...new_: any[]): Promise<any>;"),
    ("def told() -> None:\n  'Say */ it.'", "/** Say * / it. */"),
]
CLASS = '''
class Basket:
    """What somebody buys."""
    kind = "small"
    def __init__(self, owner: str, prices: list[float] | None = None):
        self.owner = owner
        self._hidden = 1
    def add(self, price: float, *, gift: bool = False) -> "Basket": ...
    @property
    def last(self) -> float: ...
    def __iter__(self) -> Iterator[float]: ...
    @classmethod
    def empty(cls) -> "Basket": ...
@dataclass
class Point:
    x: int
    y: int = 0
first = Basket("Ada")
'''


@pytest.mark.parametrize(("source", "line"), MEMBERS)
def test_a_member(source: str, line: str) -> None:
    assert line in read(source).members


def test_classes() -> None:
    found = read(CLASS)
    inside = [line.strip() for line in found.classes]
    assert inside[:2] == ["/** What somebody buys. */", "interface Basket {"]
    assert sorted(inside[2 : inside.index("}")]) == [
        "[Symbol.asyncIterator](): AsyncIterator<number>;",
        "add(...given: [...any[], Named]): Promise<Basket>;",
        "add(price: number): Promise<Basket>;",
        "empty(): Promise<Basket>;",
        "readonly kind: Promise<string>;",
        "readonly last: Promise<number>;",
        "readonly owner: Promise<string>;",
    ]
    assert "  new (owner: string, prices?: number[] | null | undefined): Promise<Basket>;" in found.members
    assert "  (x: number, y?: number): Promise<Point>;" in found.members
    assert found.members[-1] == "readonly first: Promise<Basket> & Basket;"


def test_what_is_not_offered_is_not_named() -> None:
    assert read("_a = 1\nb = 2").members == ["readonly b: Promise<number>;"]
    assert read("__all__ = ['_a']\n_a = 1\nb = 2").members == ["readonly _a: Promise<number>;"]


def test_the_command_writes_and_checks(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "shop.py").write_text("TAX = 0.2\n", "utf-8")
    (tmp_path / "lib" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "broken.py").write_text("def", "utf-8")
    run = CliRunner().invoke
    assert run(pagelet, ["types", str(tmp_path), "--check"], standalone_mode=False).return_value == 1
    assert run(pagelet, ["types", str(tmp_path)], standalone_mode=False).return_value == 0
    made = (tmp_path / "pagelet.d.ts").read_text("utf-8")
    assert '"./lib/shop.py": python_lib_2f_shop.Module;' in made
    assert '"lib": python_lib_2f__5f__5f_init_5f__5f_.Module;' in made
    assert "broken" not in made
    assert run(pagelet, ["types", str(tmp_path), "--check"], standalone_mode=False).return_value == 0
