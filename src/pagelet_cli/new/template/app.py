"""What the page does, apart from how it looks: plain Python, so that plain pytest can test it."""

import random


def roll(sides: int = 6) -> int:
    """Roll a die."""
    return random.randint(1, sides)
