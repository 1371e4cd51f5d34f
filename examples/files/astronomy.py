"""Read a table of planets."""

import csv


def read_planets(path):
    with open(path) as file:
        return {row["name"]: float(row["mass"]) for row in csv.DictReader(file)}


def heaviest(planets):
    return max(planets, key=planets.get)
