import asyncio
from math import cos, sin

from js import Event, Float32Array, performance
from pagelet import page, to_js, when

GOLDEN = (1 + 5**0.5) / 2
CORNERS = [(-1, GOLDEN, 0), (1, GOLDEN, 0), (-1, -GOLDEN, 0), (1, -GOLDEN, 0), (0, -1, GOLDEN), (0, 1, GOLDEN)]
CORNERS += [(0, -1, -GOLDEN), (0, 1, -GOLDEN), (GOLDEN, 0, -1), (GOLDEN, 0, 1), (-GOLDEN, 0, -1), (-GOLDEN, 0, 1)]
FACES = "0,11,5 0,5,1 0,1,7 0,7,10 0,10,11 1,5,9 5,11,4 11,10,2 10,7,6 7,1,8 "
FACES += "3,9,4 3,4,2 3,2,6 3,6,8 3,8,9 4,9,5 2,4,11 6,2,10 8,6,7 9,8,1"

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
    for face in FACES.split():
        corners = [CORNERS[int(place)] for place in face.split(",")]
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
def drag(event: Event) -> None:
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
