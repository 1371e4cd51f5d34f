"""Files that users pick, drop and save, in both Pythons, on the page and in workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pagelet_cli.browser import Tab

PLACES = [("mpy", ""), ("py", ""), ("mpy", "worker"), ("py", "worker")]

PICK = """
from pagelet import document, files, when
@when("click", "#one")
async def one(event):
    file = await files.pick(".csv")
    if file is None:
        document.title = "nothing"
        return
    chunks = b""
    async for chunk in file.stream():
        chunks += chunk
    with open(await file.copy_to("copy.csv"), "rb") as copy:
        same = copy.read() == chunks == await file.bytes()
    document.title = "%s %s %s %s %s" % (file.name, file.size, file.type, len(await file.text()), same)
@when("click", "#many")
async def many(event):
    found = await files.pick(multiple=True)
    texts = []
    for file in found:
        texts.append(await file.text("latin1"))
    document.title = "%s files: %s" % (len(texts), "+".join(texts))
document.title = "ready"
"""
BUTTONS = "<button id=one>one</button><button id=many>many</button>"

# Waits for the field behind the dialog that a click has opened, and answers for the user.
ANSWER = """async (names) => {
  while (!window.opened) await new Promise((next) => setTimeout(next, 10));
  const field = window.opened;
  window.opened = undefined;
  const all = new DataTransfer();
  for (const [name, bytes, times] of names) {
    all.items.add(new File([new Uint8Array(Array(times).fill(bytes).flat())], name, { type: "text/csv" }));
  }
  field.files = all.files;
  window.asked = [field.accept, field.multiple];
  field.dispatchEvent(new Event(names.length ? "change" : "cancel"));
}"""
# The dialog itself is the system's: what would open it is written down instead.
NO_DIALOG = """() => { HTMLInputElement.prototype.click = function () { window.opened = this } }"""


def answered(tab: Tab, button: str, *files: tuple[str, bytes], times: int = 1) -> str:
    """Click a button that opens a dialog, and answer the dialog."""
    tab.evaluate("document.title = ''")
    tab.click(button)
    tab.call(ANSWER, [[name, list(data), times] for name, data in files])
    return str(tab.wait_for("document.title"))


OLDER = """config='{"interpreter": "0.27.7"}'"""


@pytest.mark.parametrize(("kind", "place"), [*PLACES, ("py", OLDER)])
def test_pick(kit, live, kind: str, place: str) -> None:
    tab = live(BUTTONS + kit.python(kind, PICK, place), preload=NO_DIALOG)
    tab.wait_for("document.title === 'ready'", 60)
    text = "Grüße\n"
    size = 40_000 * len(text.encode())
    said = answered(tab, "#one", ("a b.csv", text.encode()), times=40_000)
    assert said == f"a b.csv {size} text/csv {len(text) * 40_000} True"
    assert tab.evaluate("window.asked") == [".csv", False]
    assert answered(tab, "#one") == "nothing"
    assert answered(tab, "#many", ("1.txt", b"\xe9"), ("2.txt", b"")) == "2 files: é+"
    assert tab.evaluate("window.asked") == ["", True]
    assert answered(tab, "#many") == "0 files:"
    assert tab.count("input") == 0


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_pick_needs_a_click(kit, live, kind: str) -> None:
    refused = """
from pagelet import files
await afails("pick", RuntimeError, "only in answer to a click or a key press: call files.pick()", files.pick)
"""
    # The tests' own looks at a page count as clicks.
    no_click = "() => Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })"
    kit.verdict(live(kit.checks(kind, refused), preload=no_click))


DROP = """
from pagelet import document, files
@files.drop("#here")
async def dropped(found):
    texts = []
    for file in found:
        texts.append(file.name + ": " + await file.text())
    document.title = ", ".join(texts)
document.title = "ready"
"""
# Without a real drag, what Python answers comes too late for preventDefault.
DROP_FILES = """([...names]) => {
  const all = new DataTransfer();
  for (const [name, text] of names) all.items.add(new File([text], name));
  const send = (type) => here.dispatchEvent(new DragEvent(type, { dataTransfer: all, cancelable: true }));
  send("dragenter");
  setTimeout(() => { window.over = here.className; send("drop"); }, 200);
}"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_drop(kit, live, kind: str) -> None:
    tab = live("<p id=here>here" + kit.python(kind, DROP))
    tab.wait_for("document.title === 'ready'", 60)
    # A text that is dragged over is none of its business.
    tab.call(DROP_FILES, [])
    assert tab.evaluate("new Promise((next) => setTimeout(() => next([window.over, document.title]), 500))") == [
        "",
        "ready",
    ]
    tab.call(DROP_FILES, [["a.txt", "A"], ["b.txt", "B"]])
    tab.wait_for("document.title === 'a.txt: A, b.txt: B'")
    assert tab.evaluate("[window.over, here.className]") == ["dropping", ""]


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_drop_as_a_user_does(kit, live, tmp_path: Path, browser_name: str, kind: str) -> None:
    if browser_name != "chromium":
        pytest.skip("only Chromium's driver can drag files")
    (tmp_path / "real.txt").write_text("it is")
    tab = live("<style>p { height: 100px }</style><p id=here>here" + kit.python(kind, DROP))
    tab.wait_for("document.title === 'ready'", 60)
    session = tab.browser._command("goog:cdp.getSession", {"context": tab.id})["session"]
    data = {"items": [], "files": [str(tmp_path / "real.txt")], "dragOperationsMask": 1}
    for step in ("dragEnter", "dragOver", "drop"):
        params = {"type": step, "x": 60, "y": 60, "data": data}
        command = {"method": "Input.dispatchDragEvent", "params": params, "session": session}
        tab.browser._command("goog:cdp.sendCommand", command)
    # If the drop were not prevented, the browser would show the file in the place of the page.
    tab.wait_for("document.title === 'real.txt: it is'")


SAVE = """
from pagelet import document, files
files.save("Grüße", "text file.txt", "text/plain")
files.save(b"\\x00\\xff", "bytes.bin")
files.save(bytearray(b"abc"), "array.bin")
try: files.save(3, "number")
except TypeError as error: document.title = str(error)
"""
SAVED = """() => {
  window.saved = [];
  HTMLAnchorElement.prototype.click = async function () {
    const blob = await (await fetch(this.href)).blob();
    saved.push([this.download, blob.type, [...new Uint8Array(await blob.arrayBuffer())]]);
  };
}"""


@pytest.mark.parametrize(("kind", "place"), PLACES)
def test_save(kit, live, kind: str, place: str) -> None:
    tab = live(kit.python(kind, SAVE, place), preload=SAVED)
    tab.wait_for("document.title", 60)
    tab.wait_for("saved.length === 3")
    assert sorted(tab.evaluate("saved")) == [
        ["array.bin", "", [97, 98, 99]],
        ["bytes.bin", "", [0, 255]],
        ["text file.txt", "text/plain", list("Grüße".encode())],
    ]
    assert tab.evaluate("document.title") == "a file is made of text or bytes, not of 3"


SAVE_AS = """
from pagelet import document, files
names = []
for name in ("one.txt", "two.txt"):
    names.append(await files.save_as(name.upper(), name))
try: await files.save_as("", "three.txt")
except OSError as error: names.append(str(error))
document.title = "%r" % names
"""
# Asks nobody: the first file is saved under another name, the second one is not wanted, and the third one fails.
PICKER = """() => {
  window.answers = ["mine.txt", new DOMException("no", "AbortError"), new Error("no room")];
  window.showSaveFilePicker = async ({ suggestedName }) => {
    const answer = answers.shift();
    if (typeof answer !== "string") throw answer;
    return (await navigator.storage.getDirectory()).getFileHandle(answer, { create: true });
  };
}"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_save_as(kit, live, kind: str) -> None:
    tab = live(kit.python(kind, SAVE_AS), preload=PICKER)
    tab.wait_for("document.title", 60)
    assert tab.evaluate("document.title") == repr(["mine.txt", None, "three.txt could not be saved: no room"])
    read = (
        "navigator.storage.getDirectory().then((all) => all.getFileHandle('mine.txt')).then((file) => file.getFile())"
    )
    assert tab.evaluate(f"{read}.then((file) => file.text())") == "ONE.TXT"


def test_saving_as_is_downloading_where_there_is_no_dialog(kit, live) -> None:
    preload = f"() => {{ delete window.showSaveFilePicker; ({SAVED})() }}"
    tab = live(kit.python("mpy", SAVE_AS), preload=preload)
    tab.wait_for("document.title", 60)
    assert tab.evaluate("document.title") == repr(["one.txt", "two.txt"])
    tab.wait_for("saved.length === 3")
