"""Sound and film that Python displays are played: a tone made here, and a film that the browser itself records."""

from __future__ import annotations

import io
import math
import struct
import wave

import pytest

# What a canvas shows for a while, as text in base 64.
RECORD = """
const canvas = document.createElement("canvas");
const pen = canvas.getContext("2d");
let turn = 0;
// As many pictures as are wanted, however slow the computer: a film of one has no time in which to play.
const drawn = setInterval(() => (pen.fillRect(turn++ % 300, 20, 40, 90), turn === 30 && recorder.stop()), 20);
const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm" });
window.film = new Promise((resolve) => {
  recorder.ondataavailable = async ({ data }) => {
    clearInterval(drawn);
    resolve(new Uint8Array(await data.arrayBuffer()).toBase64());
  };
});
recorder.start();
"""

SHOW = """
from pagelet import display, fetch, page, window
from pagelet.html import audio
class Offers:
    def __init__(self, form, data):
        self.offered = {form: data}
    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.offered
class Notebook:
    # As `IPython.display.Audio` writes it.
    def __init__(self, data): self.data = data
    def _repr_html_(self):
        import binascii
        text = binascii.b2a_base64(self.data).decode().strip()
        return '<audio controls="controls"><source src="data:audio/wav;base64,' + text + '" type="audio/wav" /></audio>'
tone = await (await fetch("tone.wav")).bytes()
# MicroPython has to do without a base64 of its own: its memory would not be enough for half a megabyte.
display(Offers("audio/wav", tone + bytes(500_000)), Notebook(tone), audio(src="tone.wav", controls=True), target=NAME)
display(Offers("video/webm", await window.film), target=NAME)
page["#" + NAME][0].node.setAttribute("data-done", "1")
"""

PLAYS = """(name) => Promise.all([...document.querySelectorAll(`#${name} :is(audio, video)`)].map(async (one) => {
  one.muted = true;
  one.loop = true;
  const goesOn = new Promise((done) => one.addEventListener("timeupdate", () => one.currentTime > 0 && done()));
  const late = new Promise((done) => setTimeout(done, 20000, `readyState ${one.readyState}, ${one.duration} s`));
  const said = await Promise.race([one.play().then(() => goesOn), late]);
  return said ?? `${one.localName} ${one.duration > 0} ${one.controls} ${(one.videoWidth ?? 1) > 0}`;
}))"""


def tone() -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(turn / 4))) for turn in range(8000)))
    return data.getvalue()


@pytest.mark.everywhere
def test_sound_and_film_are_played(live, kit, browser_name: str) -> None:
    # Each browser has both interpreters, one on the page and one in a worker.
    places = {"mpy": "worker", "py": ""} if browser_name == "chromium" else {"mpy": "", "py": "worker"}
    scripts = [kit.python(type_, f"NAME = 'in-{type_}'\n{SHOW}", where) for type_, where in places.items()]
    html = '<script src="record.js"></script><p id="in-mpy"></p><p id="in-py"></p>'
    tab = live(html + "".join(scripts), {"tone.wav": tone(), "record.js": RECORD})
    for type_ in places:
        tab.wait_for(f"document.querySelector('#in-{type_}[data-done], pagelet-error')", 60)
        assert tab.count("pagelet-error") == 0, tab.report()
        tab.wait_for(f"document.querySelectorAll('#in-{type_} :is(audio, video)').length === 4")
        tab.activate()  # a browser plays nothing that begins in a tab behind another
        played = tab.call(PLAYS, f"in-{type_}", timeout=60)
        assert played == ["audio true true true"] * 3 + ["video true true true"], type_
