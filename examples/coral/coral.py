import asyncio
import random

from js import ImageData, PointerEvent
from pagelet import page, wasm, when

WIDTH, HEIGHT = 240, 160
KINDS = {"coral": (0.0545, 0.062), "dots": (0.03, 0.062), "mazes": (0.029, 0.057), "waves": (0.014, 0.045)}

canvas = page["canvas"][0]
kind = page["select"][0]
coral = await wasm.load("coral.wasm")


def begin() -> None:
    coral.begin()
    for _ in range(12):
        coral.plant(random.randrange(WIDTH), random.randrange(HEIGHT))


def show() -> None:
    """Let the canvas look into C's own memory."""
    pixels = coral.memory.view(coral.paint(), 4 * WIDTH * HEIGHT, "uint8clamped")
    canvas.getContext("2d").putImageData(ImageData.new(pixels, WIDTH, HEIGHT), 0, 0)


@when("pointerdown", canvas)
def plant(event: PointerEvent) -> None:
    x, y = event.offsetX / canvas.clientWidth * WIDTH, event.offsetY / canvas.clientHeight * HEIGHT
    coral.plant(int(x), int(y))


@when("click", "#anew")
def anew() -> None:
    begin()


begin()
rounds = 0
while True:
    feed, kill = KINDS[str(kind.value)]
    coral.grow(8, feed, kill)
    rounds += 8
    show()
    page["#said"][0].text = f"{rounds} rounds"
    await asyncio.sleep(0.02)
