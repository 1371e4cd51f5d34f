# ruff: noqa: E501 - one check a line
"""JavaScript imports Python modules: promises, types and errors in its own manner, from both Pythons."""

from __future__ import annotations

import json

import pytest
from tests import wheels

SHOP = """
import asyncio
from array import array

TAX = 0.2
names = ["bread", "wine"]
_made = 0

class Basket:
    def __init__(self, owner="nobody"):
        self.owner = owner
        self.items = []

    def add(self, item, price=1):
        self.items.append((item, price))
        return self

    @property
    def total(self):
        return sum([price for _, price in self.items])

    def __iter__(self):
        return iter([item for item, _ in self.items])

def total(prices, tax=TAX):
    return sum(prices) * (1 + tax)

async def slowly(value):
    await asyncio.sleep(0.01)
    return value

def fail(text):
    raise ValueError(text)

def looked_at(value):
    return type(value).__name__

def same(value):
    return value

def apply(function, value):
    return function(value)

def samples():
    return array("f", [0.5, 0.25])

def owners(baskets):
    return [basket.owner for basket in baskets]

def shown(order):
    return "%s has %s" % (order["basket"].owner, order["more"][0]["name"])

def both():
    return {"basket": Basket("both"), "list": [1, None, "x", b"yz"]}
"""

SCRIPT = """
import { kwargs, python } from "/_pagelet/pagelet.js";
const wrong = [];
let count = 0;
const check = (name, got, want = true) => {
  count++;
  if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${name}: ${JSON.stringify(got)} instead of ${JSON.stringify(want)}`);
};
async function fails(name, call, test) {
  const error = await call().then(() => undefined, (error) => error);
  check(name, Boolean(error && test(error)) || String(error));
}
async function plain(type) {
  const shop = await python("./shop.py", { type });
  const again = await python("./shop.py", { type });
  check("a number", await shop.TAX, 0.2);
  check("a list", await shop.names, ["bread", "wine"]);
  check("a call", await shop.total([1, 2], 0), 3);
  check("by name", await shop.total([10], kwargs({ tax: 0.5 })), 15);
  check("a coroutine", await shop.slowly("done"), "done");
  const { total, Basket } = shop;
  check("taken out", await total([1], 0), 1);
  const basket = await Basket("Ada");
  check("an object's attribute", await basket.owner, "Ada");
  await (await basket.add("bread", 2)).add("wine", kwargs({ price: 5 }));
  check("a property", await basket.total, 7);
  check("nested data", await basket.items, [["bread", 2], ["wine", 5]]);
  check("new", await (await new Basket("Bob")).owner, "Bob");
  const items = [];
  for await (const item of basket) items.push(item);
  check("for await", items, ["bread", "wine"]);
  check("goes back as itself", await shop.looked_at(basket), "Basket");
  check("a class as an argument", await shop.looked_at(Basket), "type");
  check("in a list", await shop.owners([basket, await Basket("Bob")]), ["Ada", "Bob"]);
  check("in objects", await shop.shown({ basket, more: [{ name: "wine" }, basket.items] }), "Ada has wine");
  check("by name in a list", await shop.owners(kwargs({ baskets: [basket] })), ["Ada"]);
  check("not awaited yet", [await shop.looked_at(Basket("Eve")), await shop.owners([basket, Basket("Eve")])], ["Basket", ["Ada", "Eve"]]);
  check("as text", [`${basket}`, `${shop.total}`], ["[Python's object]", "[Python's total]"]);
  const { basket: inside, list } = await shop.both();
  check("an object in data", await inside.owner, "both");
  check("data", [list[0], list[1], list[2], [...list[3]]], [1, null, "x", [121, 122]]);
  for (const value of ["text", 3, 2.5, true, [1, [2]], { a: { b: 1 } }, 2 ** 40]) check("there and back", await shop.same(value), value);
  check("nothing", [await shop.same(undefined), await shop.same(null)], [undefined, undefined]);
  check("bytes", [...(await shop.same(Uint8Array.of(1, 2)))], [1, 2]);
  check("floats", [...(await shop.same(Float32Array.of(0.5, 2)))], [0.5, 2]);
  check("a function", await shop.apply((value) => value * 2, 21), 42);
  const samples = await shop.samples();
  check("an array", [samples.constructor.name, samples.dtype, [...samples]], ["Float32Array", "float32", [0.5, 0.25]]);
  check("one module", await again.total([1], 0), 1);
  await fails("an exception", () => shop.fail("bad: things"), (error) => error instanceof Error && error.name === "ValueError" && error.message === "bad: things" && /shop.py", line \\\\d+/.test(error.traceback) && !error.traceback.includes("pagelet-lib"));
  await fails("an exception of JavaScript's", () => shop.apply(() => { throw new RangeError("too far"); }, 1), (error) => error.name === "RangeError" && error.message === "too far");
  await fails("no attribute", async () => await shop.nothing, (error) => error.name === "AttributeError");
  await fails("no such function", () => shop.nothing(), (error) => error.name === "AttributeError");
  await fails("wrong arguments", () => shop.total(), (error) => error.name === "TypeError");
  await fails("setting", async () => (shop.TAX = 1), (error) => error instanceof TypeError && /setattr/.test(error.message));
  await fails("no module", () => python("nowhere_to_be_found", { type: "mpy" }), (error) => error.name === "ImportError");
  await fails("no file", () => python("./none.py", { type }), (error) => error.code === "PGL-F02");
  const json = await python("json", { type });
  check("the standard library", await json.loads('{"a": [1]}'), { a: [1] });
}
async function science() {
  const np = await python("numpy");
  check("pi", await np.pi, Math.PI);
  const line = await np.linspace(0, 1, kwargs({ num: 5 }));
  check("an array", [line.constructor.name, [...line], [...line.shape], line.dtype], ["Float64Array", [0, 0.25, 0.5, 0.75, 1], [5], "float64"]);
  check("a number of its own", await np.mean(line), 0.5);
  const grid = await np.eye(2, kwargs({ dtype: np.int32 }));
  check("two dimensions", [[...grid], [...grid.shape]], [[1, 0, 0, 1], [2, 2]]);
  check("shape kept", await (await python("shop_of_arrays.py")).shape(grid), [2, 2]);
  check("deep", typeof (await np.random.rand()), "number");
  await fails("its own exceptions", () => np.linalg.inv([[1, 2, 3]]), (error) => error.name === "LinAlgError" && /must be square/.test(error.message));
  const shared = await python("shop_of_arrays.py", { copy: false });
  const view = await shared.kept;
  view[0] = 99;
  check("without a copy", await shared.first(), 99);
  const when = await shared.when();
  check("a date", when.toISOString(), "2024-02-03T04:05:06.000Z");
  check("a date there", await shared.year(new Date(0)), 1970);
  check("a grid in a list", [...(await (await np.concatenate([grid, grid])).shape)], [4, 2]);
  check("a date in a list", await shared.years([new Date(0), when]), [1970, 2024]);
  const counted = [];
  for await (const number of await shared.counted(3)) counted.push(number);
  for await (const number of await shared.later(3)) counted.push(number);
  check("generators", counted, [0, 1, 2, 0, 1, 2]);
  const table = await shared.table();
  check("an index", await table.__getitem__("a"), 1);
}
try {
  for (const type of TYPES) await plain(type);
  if (SCIENCE) await science();
} catch (error) {
  wrong.push(String(error.stack));
}
window.verdict = wrong.join("\\\\n") || `${count} right`;
"""

ARRAYS = """
from datetime import datetime, timezone
import numpy as np
kept = np.zeros(3)
def shape(value): return value.shape
def first(): return float(kept[0])
def when(): return datetime(2024, 2, 3, 4, 5, 6, tzinfo=timezone.utc)
def year(value): return value.year
def years(values): return [value.year for value in values]
def counted(count): yield from range(count)
async def later(count):
    for number in range(count): yield number
class Table:
    def __getitem__(self, key): return {"a": 1}[key]
def table(): return Table()
"""


@pytest.mark.parametrize("kinds", [["mpy"], ["py"]])
def test_javascript_imports_python(kit, live, monkeypatch: pytest.MonkeyPatch, kinds: list[str]) -> None:
    monkeypatch.setenv("PAGELET_MIRROR", str(wheels.mirror()))
    head = f"const TYPES = {json.dumps(kinds)};\nconst SCIENCE = {json.dumps('py' in kinds)};\n"
    config = f'<py-config>interpreter = "{wheels.VERSION}"\npackages = ["numpy"]</py-config>'
    files = {"script.js": head + SCRIPT.replace("\\\\", "\\"), "shop.py": SHOP, "shop_of_arrays.py": ARRAYS}
    kit.verdict(live(f'{config}<script type="module" src="script.js"></script>', files, ("--port", "0")), 90)
