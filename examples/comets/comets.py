"""Turn with the arrow keys or the pointer, fire with the space bar or a tap."""

from math import atan2, cos, pi, sin
from random import choice, random, uniform

from js import KeyboardEvent, MouseEvent

from pagelet import create_proxy, page, when, window

WIDTH, HEIGHT = 640, 400
canvas = page["canvas"][0].node
pen = canvas.getContext("2d")


class Thing:
    """Fly straight on, and come back on the other side."""

    def __init__(self, x: float, y: float, way: float, speed: float, size: float) -> None:
        self.x, self.y, self.size, self.age = x, y, size, 0.0
        self.way, self.speed = way, speed
        self.shape = [uniform(0.75, 1.1) for _ in range(11)]

    def fly(self, seconds: float) -> None:
        self.age += seconds
        self.x = (self.x + cos(self.way) * self.speed * seconds) % WIDTH
        self.y = (self.y + sin(self.way) * self.speed * seconds) % HEIGHT

    def hits(self, other: "Thing") -> bool:
        return (self.x - other.x) ** 2 + (self.y - other.y) ** 2 < (self.size + other.size) ** 2

    def draw(self) -> None:
        pen.beginPath()
        for corner, far in enumerate(self.shape):
            turn = corner / len(self.shape) * 2 * pi + self.age * self.speed / 60
            pen.lineTo(self.x + cos(turn) * far * self.size, self.y + sin(turn) * far * self.size)
        pen.closePath()
        pen.stroke()


ship = Thing(WIDTH / 2, HEIGHT / 2, -pi / 2, 0, 9)
comets: list[Thing] = []
shots: list[Thing] = []
score, turning, last = 0, 0, 0.0


def say(text: str) -> None:
    page["#said"][0].text = text


def begin() -> None:
    """Send six comets from the edge."""
    global score
    score = 0
    comets[:] = [Thing(choice((0, WIDTH)), random() * HEIGHT, random() * 2 * pi, uniform(20, 50), 34) for _ in range(6)]
    shots.clear()
    say("0 points")


def fire() -> None:
    if len(shots) < 6:
        shots.append(Thing(ship.x, ship.y, ship.way, 320, 2))


@when("keydown", window)
def press(event: KeyboardEvent) -> None:
    global turning
    if event.key in ("ArrowLeft", "ArrowRight"):
        turning = -1 if event.key == "ArrowLeft" else 1
    elif event.key == " " and event.target.localName == "body":
        event.preventDefault()
        if not event.repeat:
            fire()


@when("keyup", window)
def release() -> None:
    global turning
    turning = 0


@when("pointermove", "canvas")
@when("pointerdown", "canvas")
def aim(event: MouseEvent) -> None:
    box = canvas.getBoundingClientRect()
    ship.way = atan2(
        (event.clientY - box.top) / box.height * HEIGHT - ship.y,
        (event.clientX - box.left) / box.width * WIDTH - ship.x,
    )
    if event.type == "pointerdown":
        fire()


def collide() -> None:
    """Break the comets that are hit into two; a comet that meets the ship ends the game."""
    global score
    for shot in shots[:]:
        for comet in comets:
            if shot.hits(comet):
                score += 10
                say(f"{score} points")
                shots.remove(shot)
                comets.remove(comet)
                if comet.size > 12:
                    comets.extend(
                        Thing(comet.x, comet.y, random() * 2 * pi, comet.speed * 1.4, comet.size * 0.6) for _ in "ab"
                    )
                break
    if not comets or any(comet.hits(ship) and comet.age > 2 for comet in comets):
        ending = "All gone!" if not comets else "Ouch!"
        begin()
        say(ending + " Once more.")


def frame(now: float) -> None:
    """Draw a picture, and ask for the next one."""
    global last
    seconds, last = min(0.05, (now - last) / 1000), now
    ship.way += turning * 4 * seconds
    shots[:] = [shot for shot in shots if shot.age < 1]
    pen.clearRect(0, 0, WIDTH, HEIGHT)
    for thing in comets + shots:
        thing.fly(seconds)
        thing.draw()
    collide()
    pen.beginPath()
    for turn, far in ((0, 16), (2.5, 11), (pi, 5), (-2.5, 11)):
        pen.lineTo(ship.x + cos(ship.way + turn) * far, ship.y + sin(ship.way + turn) * far)
    pen.closePath()
    pen.fill()
    window.requestAnimationFrame(drawing)


pen.strokeStyle, pen.fillStyle, pen.lineWidth = "#c9d6e8", "#e8a33d", 1.5
drawing = create_proxy(frame)
begin()
window.requestAnimationFrame(drawing)
