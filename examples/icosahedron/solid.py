import asyncio
from math import cos, sin

from js import Float32Array, PointerEvent, performance
from pagelet import page, to_js, when

GOLDEN = (1 + 5**0.5) / 2
PAIRS = [(near, far) for near in (-1.0, 1.0) for far in (-GOLDEN, GOLDEN)]
# The corners of three golden rectangles that stand upright in each other.
CORNERS = [corner for near, far in PAIRS for corner in ((0.0, near, far), (near, far, 0.0), (far, 0.0, near))]

VERTEX = """
attribute vec3 corner, normal;
uniform mat3 turn;
varying float light;
void main() {
  vec3 place = turn * corner;
  light = max(dot(turn * normal, normalize(vec3(0.4, 0.7, 1.0))), 0.0);
  gl_Position = vec4(place.x * 0.75, place.y, -place.z * 0.3, 3.0 - place.z * 0.5);
}"""
FRAGMENT = """
precision mediump float;
varying float light;
void main() { gl_FragColor = vec4(vec3(0.16, 0.45, 0.72) * (0.35 + 0.65 * light) + 0.12 * light, 1.0); }"""

canvas = page["canvas"][0]
gl = canvas.getContext("webgl")
# How it lies, and how fast it turns.
angles, speed = [0.4, 0.0], [0.002, 0.008]


def is_edge(first: int, second: int) -> bool:
    length = sum((CORNERS[first][axis] - CORNERS[second][axis]) ** 2 for axis in range(3))
    return abs(length - 4) < 0.01


def faces() -> list[tuple[int, int, int]]:
    edges = [(first, second) for second in range(12) for first in range(second) if is_edge(first, second)]
    return [(a, b, c) for a, b in edges for c in range(b, 12) if (a, c) in edges and (b, c) in edges]


def shader(kind: int, source: str) -> object:
    made = gl.createShader(kind)
    gl.shaderSource(made, source)
    gl.compileShader(made)
    return made


def prepare() -> object:
    program = gl.createProgram()
    gl.attachShader(program, shader(gl.VERTEX_SHADER, VERTEX))
    gl.attachShader(program, shader(gl.FRAGMENT_SHADER, FRAGMENT))
    gl.linkProgram(program)
    gl.useProgram(program)
    numbers: list[float] = []
    for face in faces():
        corners = [CORNERS[place] for place in face]
        # A flat face looks where its middle does.
        normal = [sum(corner[axis] for corner in corners) / 4.53 for axis in range(3)]
        for corner in corners:
            numbers.extend(corner)
            numbers.extend(normal)
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
    gl.bufferData(gl.ARRAY_BUFFER, Float32Array.new(to_js(numbers)), gl.STATIC_DRAW)
    for name, start in (("corner", 0), ("normal", 12)):
        place = gl.getAttribLocation(program, name)
        gl.enableVertexAttribArray(place)
        gl.vertexAttribPointer(place, 3, gl.FLOAT, False, 24, start)
    gl.enable(gl.DEPTH_TEST)
    return gl.getUniformLocation(program, "turn")


def draw() -> None:
    (a, b), (c, d) = (sin(angles[0]), cos(angles[0])), (sin(angles[1]), cos(angles[1]))
    gl.uniformMatrix3fv(turn, False, to_js([d, a * c, -b * c, 0.0, b, a, c, -a * d, b * d]))
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
    gl.drawArrays(gl.TRIANGLES, 0, 60)


@when("pointermove", canvas)
def drag(event: PointerEvent) -> None:
    if event.buttons:
        speed[:] = event.movementY / 300, event.movementX / 300


async def run() -> None:
    frames, begin = 0, performance.now()
    while True:
        angles[0] += speed[0]
        angles[1] += speed[1]
        draw()
        frames += 1
        passed = performance.now() - begin
        if passed > 1000:
            page["#rate"][0].text = f"{frames * 1000 / passed:.0f} pictures a second"
            frames, begin = 0, performance.now()
        await asyncio.sleep(0.016)


if gl is None:
    page["#rate"][0].text = "This browser has no WebGL."
else:
    turn = prepare()
    await run()
