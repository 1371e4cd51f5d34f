"""An island much like Manhattan, and a day of taxis that never were."""

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]

# Once around the shore, from the south: degrees east of -74 and north of 40.7, in thousandths.
SHORE = """
-18 4  -19 6  -17 17  -13 27  -11 40  -9 50  -5 59  1 68  8 77  15 87  26 102  36 117  44 130  52 143  56 152  64 165
72 177  80 178  89 176  90 172  82 161  72 148  66 136  65 122  67 109  71 101  70 95  60 85  57 75  50 69  41 59
32 50  28 44  27 36  28 28  26 19  21 11  7 9  -1 5  -8 2  -15 0
"""
land: Points = np.array(SHORE.split(), float).reshape(-1, 2) / 1000 + (-74, 40.7)
park: Points = np.array([[-73.9819, 40.7681], [-73.958, 40.8005], [-73.9493, 40.7968], [-73.973, 40.7644]])
# Where people get in: longitude, latitude, how far around, how many of a hundred.
CENTRES = [
    (-73.985, 40.757, 9, 40),
    (-73.978, 40.748, 7, 15),
    (-74.008, 40.711, 5, 12),
    (-73.998, 40.731, 8, 18),
    (-73.957, 40.776, 8, 15),
]


def inside(points: Points, shape: Points) -> NDArray[np.bool_]:
    """Tell which points lie in a shape: a line to the west crosses its outline an odd number of times."""
    x, y = points[:, :1], points[:, 1:]
    (x1, y1), (x2, y2) = shape.T, np.roll(shape, -1, axis=0).T
    crosses = (y1 > y) != (y2 > y)
    return (crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)).sum(axis=1) % 2 == 1


def streets() -> list[Points]:
    """Lay a grid over the island, as in 1811."""
    along, across = np.array([0.0105, 0.0145]), np.array([0.0191, -0.0104])
    middle = np.array([-73.993, 40.735])
    avenues = [(middle + k * 0.11 * across, along * np.arange(-13, 13, 0.01)[:, None]) for k in range(-6, 9)]
    numbered = [(middle + k * 0.12 * along, across * np.arange(-4, 4, 0.02)[:, None]) for k in range(-40, 110)]
    found: list[Points] = []
    for start, way in avenues + numbered:
        points = start + way
        dry = inside(points, land) & ~inside(points, park)
        ends = np.flatnonzero(np.diff(dry, prepend=False, append=False))
        found += [points[[first, last - 1]] for first, last in zip(ends[::2], ends[1::2])]
    return found


def trips(count: int) -> pd.DataFrame:
    """Invent a day: where and when people got in, how far they went and what they paid."""
    chance = np.random.default_rng(7)
    chosen = np.array(CENTRES)[chance.choice(len(CENTRES), count, p=[centre[3] / 100 for centre in CENTRES])]
    places = chosen[:, :2] + chance.normal(size=(count, 2)) * chosen[:, 2:3] / 1000
    hour = np.where(chance.random(count) < 0.6, chance.normal(18.5, 2.5, count), chance.normal(9, 3.5, count)) % 24
    miles = chance.gamma(1.6, 1.7, count) + 0.3
    fare = 3 + 2.8 * miles + chance.exponential(2, count)
    people = chance.choice([1, 2, 3, 4, 5], count, p=[0.68, 0.17, 0.07, 0.04, 0.04])
    columns = {
        "lon": places[:, 0],
        "lat": places[:, 1],
        "hour": hour.astype(int),
        "miles": miles.round(1),
        "fare": fare.round(2),
        "people": people,
    }
    frame = pd.DataFrame(columns)
    return frame[inside(places, land) & ~inside(places, park)].reset_index(drop=True)
