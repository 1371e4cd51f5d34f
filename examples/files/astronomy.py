"""Read a table of planets."""

import csv


def read_planets(path: str) -> dict[str, float]:
    with open(path) as file:
        return {row["name"]: float(row["mass"]) for row in csv.DictReader(file)}


def heaviest(planets: dict[str, float]) -> str:
    return max(planets, key=lambda name: planets[name])
