"""Roll a die in a page: change a line, save, and look."""

import random

from js import Event
from pagelet import page

rolls: list[int] = []


def roll(event: Event) -> None:
    number = random.randint(1, 6)
    rolls.append(number)
    page["output"][0].text = str(number)
    page["#log"][0].text = f"{len(rolls)} rolled, {sum(rolls) / len(rolls):.2f} on average"
