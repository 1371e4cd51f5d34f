import asyncio

from figure import Figure
from js import PointerEvent
from pagelet import page, when

sky = page["svg"][0]
figures = [Figure(200, "You're flying! How?")]


@when("pointermove", sky)
def follow(event: PointerEvent) -> None:
    figures[0].goal = event.offsetX * 400 / sky.clientWidth, event.offsetY * 400 / sky.clientWidth


@when("click", sky)
def another(event: PointerEvent) -> None:
    figures.append(Figure(event.offsetX * 400 / sky.clientWidth, "I just typed it, too."))


while True:
    for figure in figures:
        figure.fly()
    await asyncio.sleep(0.03)
