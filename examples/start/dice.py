"""Roll a die in a page: change a line, save, and look."""

import random

from pagelet import page

rolls = []


def roll(event):
    number = random.randint(1, 6)
    rolls.append(number)
    page["output"][0].text = str(number)
    page["#log"][0].text = f"{len(rolls)} rolled, {sum(rolls) / len(rolls):.2f} on average"
