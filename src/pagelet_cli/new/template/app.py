"""What the page does, apart from how it looks: plain Python, so that plain pytest can test it."""

import random


def roll(sides=6):
    """Roll a die."""
    return random.randint(1, sides)
