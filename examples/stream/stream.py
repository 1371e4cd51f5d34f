import asyncio
import random

from pagelet import page, when
from pagelet.svg import polyline

SEEN = 200


class Stream:
    """What many put in and one takes out, in order."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, float]] = []
        self.arrived = asyncio.Event()

    def put(self, name: str, value: float) -> None:
        self.waiting.append((name, value))
        self.arrived.set()

    async def take(self) -> list[tuple[str, float]]:
        await self.arrived.wait()
        self.arrived.clear()
        taken, self.waiting = self.waiting, []
        return taken


class Line:
    def __init__(self, colour: str) -> None:
        self.values: list[float] = []
        self.shape = polyline(stroke=colour)
        page["svg"][0].append(self.shape)

    def add(self, value: float) -> None:
        self.values = (self.values + [value])[-SEEN:]

    def draw(self) -> None:
        self.shape.attrs["points"] = " ".join([f"{x},{y:.1f}" for x, y in enumerate(self.values)])


async def measure(name: str, pause: float) -> None:
    value = 0.0
    while True:
        value = 0.97 * value + random.uniform(-8, 8)
        if running:
            stream.put(name, value)
        await asyncio.sleep(pause)


@when("click", "#stop")
def stop() -> None:
    global running
    running = not running
    page["#stop"][0].text = "Stop" if running else "Go on"


running = True
stream = Stream()
lines = {"quick": Line("seagreen"), "slow": Line("slateblue")}
senders = [asyncio.create_task(measure("quick", 0.03)), asyncio.create_task(measure("slow", 0.09))]
count = 0
while True:
    for name, value in await stream.take():
        lines[name].add(value)
        count += 1
    for line in lines.values():
        line.draw()
    page["#state"][0].text = f"{count} values"
