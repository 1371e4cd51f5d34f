"""A turtle that draws lines of SVG, and is seen on its way."""

import asyncio
from math import cos, radians, sin

from pagelet import page
from pagelet.svg import line


class Turtle:
    def __init__(self) -> None:
        self.x = self.y = self.angle = 0.0
        self.colour = "seagreen"
        self.drawing = True
        page["svg g"][0].clear()
        self.show()

    def show(self) -> None:
        page["#turtle"][0].attrs["transform"] = f"translate({self.x:.2f} {self.y:.2f}) rotate({self.angle:.2f})"

    async def forward(self, length: float) -> None:
        x = self.x + length * cos(radians(self.angle))
        y = self.y + length * sin(radians(self.angle))
        if self.drawing:
            page["svg g"][0].append(line(x1=self.x, y1=self.y, x2=x, y2=y, stroke=self.colour))
        self.x, self.y = x, y
        self.show()
        await asyncio.sleep(0)

    def right(self, angle: float) -> None:
        self.angle += angle

    def left(self, angle: float) -> None:
        self.angle -= angle

    def go_to(self, x: float, y: float, angle: float = 0) -> None:
        self.x, self.y, self.angle = x, y, angle
