from math import sin

from pagelet import page
from pagelet.svg import circle, g, path, text


class Figure:
    def __init__(self, x: float, words: str) -> None:
        self.x, self.y, self.time, self.goal = x, 220.0, 0.0, (x, 70.0)
        limbs = "M 0 10 V 40 M 0 18 L -14 6 M 0 18 L 14 6 M 0 40 L -10 58 M 0 40 L 10 58"
        self.shape = g(circle(r=9), path(d=limbs), text(words, x=16, y=-4))
        page["svg"][0].append(self.shape)

    def fly(self) -> None:
        self.time += 0.06
        self.x += (self.goal[0] - self.x) * 0.04
        self.y += (self.goal[1] - self.y) * 0.02 + sin(self.time) * 0.4
        lean = max(-35.0, min(35.0, (self.goal[0] - self.x) * 0.4))
        self.shape.attrs["transform"] = f"translate({self.x:.1f} {self.y:.1f}) rotate({lean:.1f})"
