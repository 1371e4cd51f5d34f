import asyncio
import random

from js import PointerEvent
from pagelet import page, when

WIDTH, HEIGHT = 96, 64

canvas = page["canvas"][0]
ink = canvas.getContext("2d")
alive = {(random.randrange(WIDTH), random.randrange(HEIGHT)) for _ in range(900)}
running = True


AROUND = ((-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1))


def step(cells: set[tuple[int, int]]) -> set[tuple[int, int]]:
    neighbours: dict[tuple[int, int], int] = {}
    for x, y in cells:
        for dx, dy in AROUND:
            near = (x + dx) % WIDTH, (y + dy) % HEIGHT
            neighbours[near] = neighbours.get(near, 0) + 1
    return {cell for cell, count in neighbours.items() if count == 3 or (count == 2 and cell in cells)}


def draw(born: set[tuple[int, int]], died: set[tuple[int, int]]) -> None:
    for x, y in died:
        ink.clearRect(x, y, 1, 1)
    ink.fillStyle = "#2f9e6e"
    for x, y in born:
        ink.fillRect(x, y, 1, 1)
    page["#state"][0].text = f"{len(alive)} alive"


@when("pointermove", canvas)
@when("pointerdown", canvas)
def paint(event: PointerEvent) -> None:
    if event.buttons:
        cell = int(event.offsetX / canvas.clientWidth * WIDTH), int(event.offsetY / canvas.clientHeight * HEIGHT)
        born = {cell} - alive
        alive.update(born)
        draw(born, set())


@when("click", "#clear")
def clear() -> None:
    died = set(alive)
    alive.clear()
    draw(set(), died)


@when("click", "#run")
def pause() -> None:
    global running
    running = not running
    page["#run"][0].text = "Pause" if running else "Go on"


draw(alive, set())
while True:
    if running:
        after = step(alive)
        born, died = after - alive, alive - after
        alive = after
        draw(born, died)
    await asyncio.sleep(0.08)
