import asyncio

from figure import Figure
from js import PointerEvent
from pagelet import page, when

sky = page["svg"][0]
figures = [Figure(200, 220, "You're flying! How?")]


@when("pointermove", sky)
def follow(event: PointerEvent) -> None:
    scale = 400 / sky.clientWidth
    figures[0].heads_for(event.offsetX * scale, event.offsetY * scale)


@when("click", sky)
def another(event: PointerEvent) -> None:
    scale = 400 / sky.clientWidth
    figures.append(Figure(event.offsetX * scale, 220, "I just typed it, too."))


while True:
    for figure in figures:
        figure.fly()
    await asyncio.sleep(0.03)
