# ruff: noqa: E501 - one check a line
"""Modules of other languages: a library and a program in C, a library in Rust (tests/wasm), and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "wasm"
FILES = {path.name: path.read_bytes() for path in FOLDER.glob("*.wasm")}

CODE = """
from array import array
from js import Uint8Array
from pagelet import arrays, fetch, wasm

told = []
def answer(number, half):
    told.append((number, half))
    return number + 1

words = await wasm.load("words.wasm")
check("C counts", words.count("to be or not to be"), 6)
check("letters", words.count("für größere Wörter"), 3)
check("bytes", words.count(b"two words" + bytes(1)), 2)
check("a text back", words.memory.text(words.shout("loud")), "LOUD")
check("with its length", words.memory.text(words.shout("loud"), 2), "LO")
data = bytearray(b"abc")
words.reverse(data)
check("changed", bytes(data), b"cba")
fixed = b"abc"
words.reverse(fixed)
check("bytes never change", fixed, b"abc")
check("two numbers", words.divide(-7, 2), -3)
check("64 bits", words.large(5_000_000_000), 5_000_000_000 * 1000000007 % 2**64)
check("negative", words.large(-3), -3000000021)
asks = await wasm.load("asks.wasm", {"env": {"told": answer, "big": lambda number: number * 3}})
check("asks Python", (asks.ask(20), told), (42, [(20, 10)]))
check("64 bits there", (asks.larger(5), asks.larger(2**40)), (16, 3 * 2**40 + 1))
check("large floats", asks.twice(5e12), 1e13)
check("without malloc", [asks.sum(array("i", range(size))) for size in (3, 100_000, 3)], [3, 704982704, 3])
check("dir", all(name in dir(words) for name in ("count", "shout", "memory")))
check("repr", repr(words).startswith("<wasm words.wasm: count, divide, free, "))

heap = words.memory
before = len(heap)
seen = heap.view(words.grow(4), 4)
words.grow(10_000_000)
check("the memory has grown", (len(heap) > before, seen.length), (True, 0))
check("renewed", list(arrays.array(seen.renew())), [7, 7, 7, 7])
place = words.malloc(64)
heap.write(place, "Grüße")
check("written", (heap.text(place, 7), heap.bytes(place, 3)), ("Grüße", "Grü".encode()[:3]))
heap.write(place, array("d", [1, 2.5]))
numbers = heap.view(place, 2, "float64")
numbers[0] = 8.25
check("no copy", (list(arrays.array(heap.view(place, 2, "float64"))), str(numbers.constructor.name)), ([8.25, 2.5], "Float64Array"))
words.free(place)
fails("beyond its end", IndexError, "", lambda: heap.view(len(heap), 1))
fails("crooked", IndexError, "", lambda: heap.view(1, 1, "float64"))
fails("too few", TypeError, "divide takes (i32, i32), and was given 1", lambda: words.divide(1))
fails("a trap", wasm.WasmError, "PGL-A05: words.wasm broke off in divide: ", lambda: words.divide(1, 0))
fails("exit", wasm.WasmError, "exit code 3", lambda: words.leave(3))
fails("unknown", AttributeError, "exports no 'nothing'; it has count", lambda: words.nothing)

def refuse(number, half): raise ValueError("Python refuses")
strict = await wasm.load("asks.wasm", {"env": {"told": refuse, "big": refuse}})
fails("Python's own errors", Exception, "Python refuses", lambda: strict.ask(1))

rust = await wasm.load(await fetch("numbers.wasm").bytes())
check("Rust", rust.mean(array("d", [1, 2, 6])), 3.0)
check("floats", repr(rust.mean(array("d", [3, 3]))), "3.0")
values = array("d", [1, 2, 6])
rust.scale(values, 2)
check("changed, too", list(values), [2, 4, 12])
check("UTF-8", rust.letters("für größere"), 11)
check("nothing", rust.letters(""), 0)
check("a static", rust.memory.view(rust.ANSWER, 1, "int32")[0], 42)
check("in bounds", rust.third(2), 3)
fails("a panic", wasm.WasmError, "PGL-A05: the module broke off in third", lambda: rust.third(5))

import os
os.mkdir("/lent")
with open("/lent/notes.txt", "w") as file: file.write("first\\nsecond")
with open("/lent/gone.txt", "w") as file: file.write("")
with open("/secret.txt", "w") as file: file.write("secret")
greet = await wasm.load("greet.wasm", folders={"/data": "/lent"}, env={"MOOD": "glad"})
done = greet.run("world", input="one\\ntwo\\n", capture_output=True)
lines = done.stdout.split("\\n")
check("a program", (done.returncode, done.stderr, lines[0]), (2, "to errors\\n", "Hello, world of 2 and glad; 1"))
check("input", lines[1:3], ["heard: one", "heard: two"])
check("files", lines[3:6], ["read: first", "read: secondsize: 12"] + lines[5:6])
check("folder", sorted(lines[5:8]), ["there: gone.txt", "there: made/", "there: notes.txt"])
check("system", lines[8:11], ["outside: closed", "time: 1", "chance: 0"])
with open("/lent/made/by-c.txt") as file: check("made", file.read(), "written 42")
check("moved", sorted(os.listdir("/lent")), ["made", "moved.txt"])
again = greet.run(input=b"", capture_output=True)
check("begins anew", (again.returncode, again.stdout.split("\\n")[0]), (1, "Hello, nobody of 1 and glad; 1"))
fails("a program", AttributeError, "run() runs it", lambda: greet._start)
fails("no program", wasm.WasmError, "is no program", lambda: rust.run())

await afails("not there", wasm.WasmError, "PGL-A01: The WebAssembly module none.wasm could not be fetched: the server answered 404", lambda: wasm.load("none.wasm"))
await afails("a page", wasm.WasmError, 'PGL-A02: page.wasm is no WebAssembly module: it begins with "<!doc', lambda: wasm.load("page.wasm"))
await afails("a component", wasm.WasmError, "is a WebAssembly component", lambda: wasm.load(bytes([0, 97, 115, 109, 13, 0, 1, 0])))
await afails("broken", wasm.WasmError, "PGL-A02: the module is no sound WebAssembly module", lambda: wasm.load(bytes([0, 97, 115, 109, 1, 0, 0, 0, 99, 99])))
await afails("missing", wasm.WasmError, "PGL-A03: asks.wasm needs env.told, env.big, which nothing gives it", lambda: wasm.load("asks.wasm"))
words.say("printed")
"""


@pytest.mark.parametrize(("kind", "place"), [("mpy", ""), ("mpy", "worker"), ("py", ""), ("py", "worker")])
def test_wasm(kit, live, kind: str, place: str) -> None:
    tab = live(kit.checks(kind, CODE, place), {**FILES, "page.wasm": "<!doctype html><title>404</title>"}, fails=True)
    kit.verdict(tab, 60)
    if not place:  # what Firefox's workers tell the console is not told to its driver
        assert "C says: printed" in tab.report()


def test_an_error_of_a_module_has_its_code_on_the_page(kit, live) -> None:
    tab = live(kit.python("mpy", "from pagelet import wasm\nawait wasm.load('none.wasm')"), fails=True)
    tab.wait_for("document.querySelector('pagelet-error')", 30)
    report = tab.report()
    assert "PGL-A01" in report
    assert "Check the address of the module" in report
