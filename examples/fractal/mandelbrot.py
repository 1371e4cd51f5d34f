import time

import numpy as np
from js import ImageData, PointerEvent
from pagelet import arrays, page, when

WIDTH, HEIGHT, ROUNDS = 480, 320, 96

canvas = page["canvas"][0]
# Red, green, blue and opacity of each pixel.
pixels = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
colours = (np.stack([np.sin(np.arange(ROUNDS) / 9 + shift) for shift in (0.2, 1.0, 1.9)], 1) * 110 + 140).astype(
    np.uint8
)
colours[0] = 12

view = {"x": -0.6, "y": 0.0, "wide": 3.3}


def draw() -> None:
    begin = time.perf_counter()
    x = np.linspace(-0.5, 0.5, WIDTH) * view["wide"] + view["x"]
    y = np.linspace(-0.5, 0.5, HEIGHT) * view["wide"] * HEIGHT / WIDTH + view["y"]
    place = (x[None, :] + 1j * y[:, None]).ravel()
    left = np.arange(place.size)
    value, escaped = place.copy(), np.zeros(place.size, np.uint8)
    for number in range(1, ROUNDS):
        value = value * value + place[left]
        out = value.real**2 + value.imag**2 > 4
        escaped[left[out]] = number
        left, value = left[~out], value[~out]
    pixels[:, :, :3] = colours[escaped].reshape(HEIGHT, WIDTH, 3)
    show()
    page["#said"][0].text = f"{view['wide']:.3g} wide, {(time.perf_counter() - begin) * 1000:.0f} ms"


def show() -> None:
    image = ImageData.new(arrays.view(pixels, clamped=True), WIDTH, HEIGHT)
    canvas.getContext("2d").putImageData(image, 0, 0)


@when("click", canvas)
def closer(event: PointerEvent) -> None:
    view["x"] += (event.offsetX / canvas.clientWidth - 0.5) * view["wide"]
    view["y"] += (event.offsetY / canvas.clientHeight - 0.5) * view["wide"] * HEIGHT / WIDTH
    view["wide"] /= 2.5
    draw()


@when("click", "#out")
def away() -> None:
    view.update(x=-0.6, y=0.0, wide=3.3)
    draw()


draw()
