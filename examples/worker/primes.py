"""Runs in the worker: the page stays quick while this is busy."""

from pagelet import document

__export__ = ["count"]

state = document.getElementById("state")


def count(limit: int) -> int:
    sieve = bytearray(b"\1" * limit)
    sieve[0:2] = b"\0\0"
    for number in range(2, int(limit**0.5) + 1):
        if sieve[number]:
            for multiple in range(number * number, limit, number):
                sieve[multiple] = 0
        state.textContent = f"sieved out the multiples of {number}"
    state.textContent = f"done with {limit}"
    return sum(sieve)


state.textContent = "The worker is ready, in a page named " + document.title
