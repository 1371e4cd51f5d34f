import asyncio

from pagelet import page, when
from pen import Turtle


async def spiral(turtle: Turtle) -> None:
    for number in range(120):
        turtle.colour = f"hsl({number * 3} 70% 50%)"
        await turtle.forward(number * 1.6)
        turtle.right(91)


async def star(turtle: Turtle) -> None:
    turtle.go_to(-120, -20)
    for _ in range(36):
        await turtle.forward(240)
        turtle.right(170)


async def tree(turtle: Turtle) -> None:
    turtle.go_to(0, 130, -90)
    await branch(turtle, 62, 6)


async def branch(turtle: Turtle, length: float, depth: int) -> None:
    turtle.colour = "saddlebrown" if depth > 2 else "seagreen"
    x, y, angle = turtle.x, turtle.y, turtle.angle
    await turtle.forward(length)
    if depth:
        turtle.left(24)
        await branch(turtle, length * 0.8, depth - 1)
        turtle.right(51)
        await branch(turtle, length * 0.75, depth - 1)
    turtle.go_to(x, y, angle)


async def snowflake(turtle: Turtle) -> None:
    async def side(length: float, depth: int) -> None:
        if not depth:
            await turtle.forward(length)
            return
        for turn in (-60, 120, -60, 0):
            await side(length / 3, depth - 1)
            turtle.right(turn)

    turtle.go_to(-115, -65)
    for _ in range(3):
        await side(230, 3)
        turtle.right(120)


DRAWINGS = {"spiral": spiral, "star": star, "tree": tree, "snowflake": snowflake}
busy = None


@when("change", "#what")
def draw() -> None:
    global busy
    if busy:
        busy.cancel()
    busy = asyncio.create_task(DRAWINGS[page["#what"][0].value](Turtle()))


draw()
