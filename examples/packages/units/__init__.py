"""A package of one's own: a folder with an __init__.py is enough."""


def fahrenheit(celsius: float) -> float:
    return celsius * 9 / 5 + 32
