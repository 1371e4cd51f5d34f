import antigravity
import asyncio

from js import Event
from pagelet import page, when

sky = page["svg"][0]
figures = [antigravity.Figure(200, 220, "You're flying! How?")]


@when("pointermove", sky)
def follow(event: Event) -> None:
    scale = 400 / sky.clientWidth
    figures[0].heads_for(event.offsetX * scale, event.offsetY * scale)


@when("click", sky)
def another(event: Event) -> None:
    scale = 400 / sky.clientWidth
    figures.append(antigravity.Figure(event.offsetX * scale, 220, "I just typed it, too."))


while True:
    for figure in figures:
        figure.fly()
    await asyncio.sleep(0.03)
